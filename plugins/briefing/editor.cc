#include "editor.h"

#include <utility>

#include "extract.h"
#include "layout.h"
#include "modelapi/handles.h"
#include "modelapi/options.h"
#include "shipped.h"

namespace briefing {
namespace {

using sheaf::field;

constexpr int kAttempts = 2;  // at an answer that can be read

std::string left_out(const Checked& checked, const Words& words) {
  std::string list;
  for (std::size_t i = 0; i < checked.cut.size(); ++i) {
    if (checked.cut[i] == 0) continue;
    list += (list.empty() ? "" : ", ") + said(words.reasons[i], {std::to_string(checked.cut[i])});
  }
  return list.empty() ? list : said(words.left_out, {list});
}

}  // namespace

const char* const Briefing::kDescription =
    R"(Without `model` the briefing is made of the works' own sentences: themes are works that share terms, each work is quoted
with the sentence that says most of its theme.

With `model` a language model writes it, over any API with OpenAI's chat completions. Each sentence must cite works; figures
must stand in the abstracts cited, and links and markup are not let through. What fails is left out, which the last line of
the section counts. If the model cannot be asked, or nothing it says holds, the briefing is made without it and says so.

Reads of a profile: `interests` and `language`. A digest of fewer than two works gets no briefing.)";

std::vector<sheaf::Field> Briefing::fields() {
  std::vector<sheaf::Field> out = modelapi::server_fields("https://api.openai.com/v1", "gpt-5-mini",
                                                          modelapi::ModelNeed::kOptional);
  out.push_back(field("language", SHEAF_T_STRING,
                      "What to write in, as a BCP 47 tag; default: the profile's language.")
                    .pattern("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")
                    .example("de"));
  out.push_back(field("max_works", SHEAF_T_INT, "Works that are read, the best ones first.")
                    .def("40")
                    .range(2, 200));
  out.push_back(field("prompt", SHEAF_T_PATH, "A template to use in place of the one built in.")
                    .example("briefing.mustache"));
  modelapi::add_sampling_fields(out);
  out.push_back(field("max_output", SHEAF_T_INT, "Tokens of one answer, thinking included.")
                    .def("8000")
                    .range(256, 1'000'000)
                    .advanced()
                    .description("It is what a budget sets aside for a request before its real use "
                                 "is known."));
  modelapi::add_pace_fields(out, modelapi::Requests::kOne);
  return out;
}

Briefing::Briefing(sheaf::Host host, sheaf::Config config)
    : max_works_(static_cast<std::size_t>(config.get<std::int64_t>("max_works"))),
      language_(config.find<std::string>("language").value_or("")) {
  if (!config.find<std::string>("model")) {
    for (const char* key : {"api_key", "prompt"}) {
      if (config.find<std::string>(key)) {
        throw sheaf::Error(SHEAF_E_CONFIG, std::string(key) + ": has no use without `model`");
      }
    }
    return;
  }
  modelapi::ChatSettings settings = modelapi::read_chat_settings(config);
  settings.max_output = static_cast<std::uint64_t>(config.get<std::int64_t>("max_output"));
  const auto path = config.find<std::string>("prompt");
  if (path) {
    prompt_.emplace(*path, modelapi::read_prompt_file(*path));
  } else {
    prompt_.emplace("briefing.mustache", kShippedPrompt);
  }
  chat_ = std::make_unique<modelapi::Chat>(host, std::move(settings));
}

void Briefing::edit(const sheaf::Call& call, const sheaf_run&, const sheaf_digest& digest,
                    const sheaf::SectionSink& sink) {
  const Chosen chosen = works_of(digest, max_works_);
  if (chosen.works.size() < 2) return;
  std::string language = language_;
  if (language.empty()) language = sheaf::view(digest.profile->language);
  if (language.empty()) language = "en";
  const Words& words = words_of(language);

  std::vector<std::string> before, after;
  std::vector<Passage> passages;
  if (chat_) {
    Asked asked = ask(call, *digest.profile, chosen.works, language, sink);
    for (const std::string& r : asked.checked.remarks) call.log(SHEAF_LOG_INFO, r);
    if (const std::string line = left_out(asked.checked, words); !line.empty()) {
      after.push_back(line);
      call.warn(line);
    }
    if (!asked.trouble.empty()) {
      before.push_back(said(words.no_model, {asked.trouble}));
      sink.notice(SHEAF_NOTICE_WARNING, "the briefing is made without the model: " + asked.trouble);
    }
    passages = std::move(asked.checked.passages);
  } else {
    before.emplace_back(words.extracts);
  }
  if (passages.empty()) passages = extract(chosen.works, digest, words);
  if (chosen.left_out > 0) {
    const std::size_t all = chosen.works.size() + chosen.left_out;
    before.push_back(
        said(words.only_best, {std::to_string(chosen.works.size()), std::to_string(all)}));
  }
  lay_out(passages, chosen.works, words, before, after, sink);
}

Briefing::Asked Briefing::ask(const sheaf::Call& call, const sheaf_profile& profile,
                              const std::vector<Work>& works, const std::string& language,
                              const sheaf::SectionSink& sink) {
  std::vector<modelapi::Named> named;
  for (const Work& w : works) named.push_back({w.id, w.title, w.text});
  const std::vector<std::string> handles = modelapi::handles_of(named);
  modelapi::Topic topic;
  for (const modelapi::Form form : {modelapi::Form::kObject, modelapi::Form::kLines}) {
    topic.system[static_cast<int>(form)] = prompt_->system(profile, language, form);
  }
  topic.schema = kAnswerSchema;
  const modelapi::Question question{prompt_->user(works, handles), works.size()};
  Asked out;
  try {
    const auto parts = answer(call, topic, question, sink, out.trouble);
    if (!parts) return out;
    out.checked = check(*parts, works, handles, language);
    if (out.checked.passages.empty()) out.trouble = "none of its sentences held";
  } catch (const sheaf::Error& e) {
    if (e.code() == SHEAF_E_CANCELLED) throw;
    out.trouble = e.what();
  } catch (const sheaf::Reported& r) {
    if (r.code == SHEAF_E_CANCELLED) throw;
    out.trouble =
        r.code == SHEAF_E_BUDGET ? "the budget is used up" : "the request could not be made";
  }
  return out;
}

std::optional<std::vector<SaidPart>> Briefing::answer(const sheaf::Call& call,
                                                      const modelapi::Topic& topic,
                                                      const modelapi::Question& question,
                                                      const sheaf::SectionSink& sink,
                                                      std::string& why) {
  std::optional<std::vector<SaidPart>> out;
  bool again = true;
  for (int attempt = 0; again && attempt < kAttempts; ++attempt) {
    again = false;
    modelapi::Chat::Handler handler;
    handler.on_usage = [&sink](const modelapi::Usage& used) { sink.usage(used.view()); };
    handler.on_failure = [&why](std::size_t, const std::string& reason, bool) { why = reason; };
    handler.on_reply = [&](std::size_t, const modelapi::Answered& answered) {
      out = read_answer(answered.reply.content);
      if (out && out->empty()) out.reset();
      why = out ? "" : "its answer could not be read";
      again = !out;
      return out.has_value();
    };
    chat_->ask(call, topic, {&question, 1}, handler);
  }
  return out;
}

}  // namespace briefing
