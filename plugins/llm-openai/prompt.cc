#include "prompt.h"

#include <charconv>
#include <utility>

#include "modelapi/fence.h"
#include "modelapi/json_text.h"
#include "modelapi/prompt_text.h"
#include "mustache/fill.h"

namespace llm_openai {
namespace {

using mustache::Data;

Data or_false(std::string_view text) {
  return text.empty() ? Data(Data::type::bool_false) : Data(std::string(text));
}

Data flag(bool value) {
  return Data(value ? Data::type::bool_true : Data::type::bool_false);
}

std::string number(double value) {
  std::string out(32, '\0');
  const auto end = std::to_chars(out.data(), out.data() + out.size(), value).ptr;
  out.resize(static_cast<std::size_t>(end - out.data()));
  return out;
}

// {"papers": [{"id": "...", "comment": "...", "relevance": 0, "matched": []}]}
std::string example(const std::vector<sheaf::Axis>& axes, bool comments, bool criteria,
                    modelapi::Form form) {
  std::string one = R"({"id": "...")";
  if (comments) one += R"(, "comment": "...")";
  for (const sheaf::Axis& a : axes) one += ", " + modelapi::json_string(a.id) + ": 0";
  if (criteria && comments) one += R"(, "matched": ["..."])";
  one += '}';
  return form == modelapi::Form::kLines ? one : R"({"papers": [)" + one + ", ...]}";
}

}  // namespace

Prompt::Prompt(std::string name, std::string text, std::vector<sheaf::Axis> axes,
               bool with_comments)
    : name_(std::move(name)), axes_(std::move(axes)), with_comments_(with_comments) {
  modelapi::PromptText parts = modelapi::split_prompt(name_, text);
  system_ = std::move(parts.system);
  user_ = std::move(parts.user);
  // what is wrong with it shows when it is filled in
  const auto profile = sheaf::sized<sheaf_profile>();
  static_cast<void>(system(profile, modelapi::Form::kObject));
  const Paper paper;
  const Paper* const papers[] = {&paper};
  static_cast<void>(user(papers));
}

std::string Prompt::system(const sheaf_profile& profile, modelapi::Form form) const {
  Data root;
  root["interests"] = or_false(sheaf::view(profile.interests));
  root["title"] = or_false(sheaf::view(profile.title));
  root["language"] = Data(std::string(profile.language.len > 0 ? sheaf::view(profile.language)
                                                               : std::string_view("en")));
  Data criteria(Data::type::list);
  for (const auto& c : sheaf::range(profile.criteria, profile.criterion_count)) {
    Data one;
    one["id"] = Data(std::string(sheaf::view(c.id)));
    one["text"] = Data(std::string(sheaf::view(c.text)));
    one["irrelevant"] = or_false(sheaf::view(c.irrelevant));
    criteria.push_back(std::move(one));
  }
  root["has_criteria"] = flag(profile.criterion_count > 0);
  root["criteria"] = std::move(criteria);
  Data axes(Data::type::list);
  for (const sheaf::Axis& a : axes_) {
    Data one;
    one["id"] = Data(a.id);
    one["title"] = or_false(a.title);
    one["scale"] = Data(number(a.scale));
    Data rubric(Data::type::list);
    for (const auto& [value, words] : a.rubric) {
      Data level;
      level["value"] = Data(number(value));
      level["text"] = Data(words);
      rubric.push_back(std::move(level));
    }
    one["rubric"] = std::move(rubric);
    axes.push_back(std::move(one));
  }
  root["axes"] = std::move(axes);
  root["lines"] = flag(form == modelapi::Form::kLines);
  root["example"] = Data(example(axes_, with_comments_, profile.criterion_count > 0, form));
  return mustache::fill("prompt " + name_, system_, root);
}

std::string Prompt::user(std::span<const Paper* const> papers) const {
  Data list(Data::type::list);
  std::string handles;
  for (const Paper* p : papers) {
    Data one;
    one["handle"] = Data(p->handle);
    one["title"] = Data(modelapi::fenced(p->title, modelapi::kLongestTitle));
    one["abstract"] = or_false(modelapi::fenced(p->text, modelapi::kLongestAbstract));
    list.push_back(std::move(one));
    handles += (handles.empty() ? "" : ", ") + p->handle;
  }
  Data root;
  root["papers"] = std::move(list);
  root["count"] = Data(std::to_string(papers.size()));
  root["handles"] = Data(handles);
  return mustache::fill("prompt " + name_, user_, root);
}

std::string Prompt::identity(const sheaf_profile& profile) const {
  return system(profile, modelapi::Form::kObject) + '\0' + user_;
}

}  // namespace llm_openai
