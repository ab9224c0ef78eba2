#include "prompt.h"

#include <algorithm>
#include <utility>

#include "modelapi/fence.h"
#include "mustache/fill.h"

namespace briefing {
namespace {

using mustache::Data;

constexpr std::size_t kLongestField = 100;  // bytes

Data or_false(const std::string& text) {
  return text.empty() ? Data(Data::type::bool_false) : Data(text);
}

constexpr const char* kExampleOfOne =
    R"({"kind": "theme", "title": "...", "sentences": [{"papers": ["..."], "text": "..."}, ...]})";

}  // namespace

Prompt::Prompt(std::string name, const std::string& text)
    : name_(std::move(name)), text_(modelapi::split_prompt(name_, text)) {
  // what is wrong with it shows when it is filled in
  static_cast<void>(system(sheaf::sized<sheaf_profile>(), "en", modelapi::Form::kObject));
  const Work work;
  const std::string handle = "b3333";
  static_cast<void>(user({&work, 1}, {&handle, 1}));
}

std::string Prompt::system(const sheaf_profile& profile, std::string_view language,
                           modelapi::Form form) const {
  const bool lines = form == modelapi::Form::kLines;
  Data root;
  root["interests"] = or_false(std::string(sheaf::view(profile.interests)));
  root["title"] = or_false(std::string(sheaf::view(profile.title)));
  root["language"] = Data(std::string(language));
  root["lines"] = Data(lines ? Data::type::bool_true : Data::type::bool_false);
  root["example"] = Data(lines ? std::string(kExampleOfOne)
                               : "{\"parts\": [" + std::string(kExampleOfOne) + ", ...]}");
  return mustache::fill("prompt " + name_, text_.system, root);
}

std::string Prompt::user(std::span<const Work> works, std::span<const std::string> handles) const {
  Data list(Data::type::list);
  std::string all;
  for (std::size_t i = 0; i < works.size(); ++i) {
    const Work& w = works[i];
    Data one;
    one["handle"] = Data(handles[i]);
    one["title"] = Data(modelapi::fenced(w.title, modelapi::kLongestTitle));
    one["abstract"] = or_false(modelapi::fenced(w.text, modelapi::kLongestAbstract));
    one["field"] = or_false(modelapi::fenced(w.field, kLongestField));
    list.push_back(std::move(one));
    all += (all.empty() ? "" : ", ") + handles[i];
  }
  Data root;
  root["papers"] = std::move(list);
  root["count"] = Data(std::to_string(works.size()));
  root["handles"] = Data(all);
  return mustache::fill("prompt " + name_, text_.user, root);
}

}  // namespace briefing
