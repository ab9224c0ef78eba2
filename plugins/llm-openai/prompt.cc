#include "prompt.h"

#include <algorithm>
#include <charconv>

#include "modelapi/json_text.h"
#include "mustache/fill.h"

namespace llm {
namespace {

using mustache::Data;

constexpr std::string_view kMarker = "%%%";
constexpr std::size_t kLongest = 8000;  // bytes of an abstract
constexpr std::size_t kLongestTitle = 1000;

[[noreturn]] void refuse(const std::string& name, const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, "prompt " + name + ": " + what);
}

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

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Takes fences of ours apart ("</paper" becomes "< /paper"), makes one line of it, and cuts it.
std::string fenced(std::string_view text, std::size_t most) {
  std::string out;
  bool was_cut = false;
  if (text.size() > most) {
    was_cut = true;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text = text.substr(0, most);
  }
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (c != '<') continue;
    std::size_t next = i + 1;
    if (next < text.size() && text[next] == '/') ++next;
    const std::string_view word = text.substr(next, 5);
    if (std::equal(word.begin(), word.end(), std::string_view("paper").begin(),
                   std::string_view("paper").end(), [](char a, char b) { return lower(a) == b; })) {
      out += ' ';
    }
  }
  if (was_cut) out += " […]";
  return out;
}

// {"papers": [{"id": "...", "comment": "...", "relevance": 0, "matched": []}]}
std::string example(const std::vector<sheaf::Axis>& axes, bool comments, bool criteria, Form form) {
  std::string one = R"({"id": "...")";
  if (comments) one += R"(, "comment": "...")";
  for (const sheaf::Axis& a : axes) one += ", " + json_string(a.id) + ": 0";
  if (criteria && comments) one += R"(, "matched": ["..."])";
  one += '}';
  return form == Form::kLines ? one : R"({"papers": [)" + one + ", ...]}";
}

}  // namespace

Prompt::Prompt(std::string name, std::string text, std::vector<sheaf::Axis> axes,
               bool with_comments)
    : name_(std::move(name)), axes_(std::move(axes)), with_comments_(with_comments) {
  const std::string line = "\n" + std::string(kMarker) + "\n";
  const std::size_t at = text.find(line);
  if (at == std::string::npos) {
    refuse(name_, "it needs a line `%%%` between the system message and the papers");
  }
  system_ = text.substr(0, at + 1);
  user_ = text.substr(at + line.size());
  if (user_.find("{{handle}}") == std::string::npos) {
    refuse(name_, "papers must be named by {{handle}}");
  }
  // what is wrong with it shows when it is filled in
  const auto profile = sheaf::sized<sheaf_profile>();
  static_cast<void>(system(profile, Form::kObject));
  const Paper paper;
  const Paper* const papers[] = {&paper};
  static_cast<void>(user(papers));
}

std::string Prompt::system(const sheaf_profile& profile, Form form) const {
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
  root["lines"] = flag(form == Form::kLines);
  root["example"] = Data(example(axes_, with_comments_, profile.criterion_count > 0, form));
  return mustache::fill("prompt " + name_, system_, root);
}

std::string Prompt::user(std::span<const Paper* const> papers) const {
  Data list(Data::type::list);
  std::string handles;
  for (const Paper* p : papers) {
    Data one;
    one["handle"] = Data(p->handle);
    one["title"] = Data(fenced(p->title, kLongestTitle));
    one["abstract"] = or_false(fenced(p->text, kLongest));
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
  return system(profile, Form::kObject) + '\0' + user_;
}

}  // namespace llm
