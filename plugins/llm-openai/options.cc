#include "options.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "modelapi/options.h"
#include "sheaf/feed/json.hpp"

namespace llm_openai {
namespace {

using sheaf::field;

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

sheaf::Field axes_field() {
  return field("axes", SHEAF_T_OBJECT, "The scales that papers are graded on.")
      .list()
      .description(
          "The value of a paper, which `pass:` compares, is the mean of its grades, each divided "
          "by "
          "its scale. `select:` and `rank:` use the grades themselves. Without `axes` there is "
          "one, "
          "`relevance`, from 0 to 10.")
      .example("[{ id: relevance, scale: 10, rubric: { 9: fully on topic, 5: borderline } }]")
      .child(field("id", SHEAF_T_STRING, "Its name.")
                 .required()
                 .pattern("^[a-z][a-z0-9_-]*$")
                 .example("relevance"))
      .child(field("title", SHEAF_T_STRING, "Its name for readers.").example("Relevance"))
      .child(
          field("scale", SHEAF_T_FLOAT, "The best grade; the worst is 0.").def("10").range(1, 1000))
      .child(field("rubric", SHEAF_T_STRING, "What some grades mean, by grade.")
                 .map()
                 .example("{ 9: fully on topic, 7: solid link, 5: borderline, 3: off topic }"));
}

sheaf::Field first_pass_field() {
  return field("first_pass", SHEAF_T_OBJECT,
               "Looks at titles alone first, many at a time, and grades only the best of them.")
      .description("Papers left out have value 0 and no grades, and a comment that says so.")
      .example("{ batch: 50, keep: 50% }")
      .child(field("batch", SHEAF_T_INT, "Titles in one request.").def("50").range(1, 200))
      .child(field("keep", SHEAF_T_STRING, "The share that is graded.")
                 .required()
                 .pattern("^[0-9]+([.][0-9]+)?%$")
                 .example("50%"));
}

std::string rubric_key(const sheaf::Config& config, const std::string& path, std::size_t i,
                       double& value) {
  std::string key = config.key(path, i);
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
  if (error != std::errc() || end != key.data() + key.size()) {
    refuse(path + ": `" + key + "` is no grade");
  }
  return key;
}

std::vector<sheaf::Axis> read_axes(const sheaf::Config& config) {
  std::vector<sheaf::Axis> out;
  std::set<std::string> ids = {"id", "comment", "matched", "papers", "scores", "handle"};
  for (std::size_t i = 0; i < config.count("axes"); ++i) {
    const std::string at = "axes." + std::to_string(i);
    sheaf::Axis axis;
    axis.id = config.get<std::string>(at + ".id");
    axis.title = config.find<std::string>(at + ".title").value_or("");
    axis.scale = config.get<double>(at + ".scale");
    if (!ids.insert(axis.id).second) {
      refuse(at + ".id: `" + axis.id + "` is taken; choose another name");
    }
    const std::string rubric = at + ".rubric";
    if (config.count(rubric) > 0) {
      const sheaf::feed::JsonDocument words(config.json(rubric));
      for (std::size_t k = 0; k < config.count(rubric); ++k) {
        double value = 0;
        const std::string key = rubric_key(config, rubric, k, value);
        if (value < 0 || value > axis.scale) {
          refuse(rubric + ": " + key + " is not between 0 and the scale");
        }
        axis.rubric.emplace_back(value, sheaf::feed::string_at(words.root(), key));
      }
      std::sort(axis.rubric.begin(), axis.rubric.end(),
                [](const auto& a, const auto& b) { return a.first > b.first; });
    }
    out.push_back(std::move(axis));
  }
  if (out.empty()) out.push_back({"relevance", "Relevance", 10, {}});
  return out;
}

}  // namespace

std::vector<sheaf::Field> option_fields() {
  std::vector<sheaf::Field> out =
      modelapi::server_fields("https://api.openai.com/v1", "gpt-5-mini");
  out.push_back(axes_field());
  out.push_back(
      field("batch", SHEAF_T_INT, "Papers in one request.")
          .def("8")
          .range(1, 100)
          .description(
              "More share the cost of the instructions, fewer are graded more carefully."));
  out.push_back(first_pass_field());
  out.push_back(field("prompt", SHEAF_T_PATH, "A template to use in place of the one built in.")
                    .example("prompt.mustache"));
  out.push_back(field("mode", SHEAF_T_ENUM, "How requests are made.")
                    .def("now")
                    .option("now", "at once, many at a time")
                    .option("batch",
                            "through the Batch API, at half the price; grades may come with a "
                            "later run; without `first_pass`"));
  modelapi::add_sampling_fields(out);
  out.push_back(
      field("max_output", SHEAF_T_INT, "Tokens of one answer, thinking included.")
          .range(256, 1'000'000)
          .advanced()
          .description("Default: 4000 and 300 for each paper of a batch. It is what a budget sets "
                       "aside for a request before its real use is known."));
  modelapi::add_pace_fields(out);
  out.push_back(field("keep", SHEAF_T_DURATION,
                      "How long requests and answers are kept, for `sheaf show --llm WORK`.")
                    .def("30d")
                    .advanced());
  return out;
}

Options read_options(const sheaf::Config& config) {
  Options out;
  out.chat = modelapi::read_chat_settings(config);
  modelapi::ChatSettings& chat = out.chat;
  out.axes = read_axes(config);
  out.batch = static_cast<std::size_t>(config.get<int64_t>("batch"));
  out.prompt_path = config.find<std::string>("prompt");
  out.batch_mode = config.get<std::string>("mode") == "batch";
  out.keep_ms = config.get<int64_t>("keep");
  if (out.batch_mode && config.find<std::string>("first_pass.keep")) {
    refuse(
        "first_pass: every run would pay for it again while grades are waited for; leave it out "
        "with `mode: batch`");
  }
  if (const auto keep = config.find<std::string>("first_pass.keep")) {
    FirstPass pass;
    pass.batch = static_cast<std::size_t>(config.get<int64_t>("first_pass.batch"));
    std::from_chars(keep->data(), keep->data() + keep->size(), pass.keep);
    pass.keep /= 100;
    if (!(pass.keep > 0 && pass.keep <= 1)) refuse("first_pass.keep: expected 1% to 100%");
    out.first_pass = pass;
  }
  const std::size_t largest = std::max(out.batch, out.first_pass ? out.first_pass->batch / 8 : 0);
  chat.max_output = static_cast<std::uint64_t>(
      config.find<int64_t>("max_output").value_or(4000 + 300 * static_cast<int64_t>(largest)));
  return out;
}

}  // namespace llm_openai
