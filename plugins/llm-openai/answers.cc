#include "answers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "modelapi/handles.h"
#include "modelapi/json_find.h"
#include "modelapi/json_text.h"
#include "sheaf/feed/json.hpp"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/utf8.hpp"

namespace llm_openai {
namespace {

using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;

constexpr std::size_t kComment = 2000;  // bytes
constexpr int kNesting = 6;             // of lists and objects around grades

// "8", "8.5", "8/10" and "8 out of 10" where 10 is the scale.
std::optional<double> number_of(std::string_view text, double scale) {
  text = sheaf::text::trimmed(text);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc()) return std::nullopt;
  std::string_view rest = sheaf::text::trimmed({stop, static_cast<std::size_t>(end - stop)});
  if (rest.empty()) return number;
  for (const std::string_view of : {"/", "out of"}) {
    if (!rest.starts_with(of)) continue;
    const auto whole = number_of(rest.substr(of.size()), scale);
    if (whole && *whole == scale) return number;
  }
  return std::nullopt;
}

std::optional<double> number_of(Json value, double scale) {
  double number = 0;
  if (value.is_number() && value.get(number) == simdjson::SUCCESS) return number;
  return number_of(sheaf::feed::string_of(value), scale);
}

std::string cut(std::string_view text, std::size_t most) {
  text = sheaf::text::trimmed(text);
  if (text.size() <= most) return std::string(text);
  return std::string(sheaf::text::beginning(text, most)) + "…";
}

std::string words_of(double number) {
  std::string out = std::to_string(number);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.ends_with('.')) out.pop_back();
  return out;
}

class Reader {
 public:
  Reader(std::span<const std::string> handles, std::span<const sheaf::Axis> axes,
         std::span<const std::string> criteria)
      : handles_(handles), axes_(axes), criteria_(criteria) {}

  Grades take() && { return std::move(out_); }

  // False if it is no JSON.
  bool parsed(std::string_view stretch) {
    try {
      const sheaf::feed::JsonDocument document(modelapi::mend_json(stretch));
      value(document.root(), 0);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }

 private:
  void value(Json json, int depth) {
    if (json.is_array() && depth < kNesting) {
      for (const Json item : sheaf::feed::items_of(json)) value(item, depth + 1);
    }
    simdjson::dom::object object;
    if (json.get(object) != simdjson::SUCCESS) return;
    out_.readable = true;
    if (const auto handle = handle_in(json)) {
      grade(*handle, json);
      return;
    }
    for (const auto [key, member] : object) {
      const std::string handle = modelapi::plain_handle(key);
      if (member.is_object() &&
          std::find(handles_.begin(), handles_.end(), handle) != handles_.end()) {
        grade(handle, member);
      } else if (depth < kNesting && (member.is_array() || member.is_object())) {
        value(member, depth + 1);
      }
    }
  }

  static std::optional<std::string> handle_in(Json object) {
    for (const char* key : {"id", "handle", "paper", "paper_id"}) {
      const auto member = member_at(object, key);
      if (!member) continue;
      if (const auto number = sheaf::feed::integer_of(*member)) return std::to_string(*number);
      const std::string_view text = sheaf::feed::string_of(*member);
      if (!text.empty()) return modelapi::plain_handle(text);
    }
    return std::nullopt;
  }

  void grade(const std::string& handle, Json object) {
    if (std::find(handles_.begin(), handles_.end(), handle) == handles_.end()) {
      ++out_.unknown;
      return;
    }
    Grade grade;
    std::string wrong;
    const auto nested = member_at(object, "scores");
    for (const sheaf::Axis& axis : axes_) {
      auto member = member_at(object, axis.id);
      if (!member && nested) member = member_at(*nested, axis.id);
      const auto number = member ? number_of(*member, axis.scale) : std::nullopt;
      if (!member) {
        wrong = axis.id + " is missing";
      } else if (!number || !std::isfinite(*number)) {
        wrong = axis.id + " is no number";
      } else if (*number < 0 || *number > axis.scale) {
        wrong = axis.id + " is " + words_of(*number) + ", outside 0 to " + words_of(axis.scale);
      } else {
        grade.values.push_back(*number);
      }
    }
    if (const auto list = member_at(object, "matched")) {
      add_criterion(sheaf::feed::string_of(*list), grade);
      for (const Json item : sheaf::feed::items_of(*list)) {
        add_criterion(sheaf::feed::string_of(item), grade);
      }
    }
    grade.comment = cut(string_at(object, "comment"), kComment);

    if (out_.bad.count(handle) != 0) return;
    if (!wrong.empty()) {
      out_.good.erase(handle);
      out_.bad[handle] = wrong;
      return;
    }
    const auto [said, fresh] = out_.good.try_emplace(handle, std::move(grade));
    if (!fresh && said->second.values != grade.values) {
      out_.good.erase(said);
      out_.bad[handle] = "it was graded twice, and not alike";
    }
  }

  void add_criterion(std::string_view id, Grade& grade) const {
    if (std::find(criteria_.begin(), criteria_.end(), id) == criteria_.end()) return;
    if (std::find(grade.matched.begin(), grade.matched.end(), id) == grade.matched.end()) {
      grade.matched.emplace_back(id);
    }
  }

  std::span<const std::string> handles_;
  std::span<const sheaf::Axis> axes_;
  std::span<const std::string> criteria_;
  Grades out_;
};

}  // namespace

std::string grade_schema(std::span<const sheaf::Axis> axes, std::span<const std::string> criteria,
                         bool with_comments) {
  std::string members = R"("id":{"type":"string"})", required = R"("id")";
  const auto add = [&](const std::string& name, const std::string& type) {
    const std::string quoted = modelapi::json_string(name);
    members += "," + quoted + ":" + type;
    required += "," + quoted;
  };
  // before the grades: what is written first is thought of first
  if (with_comments) add("comment", R"({"type":"string"})");
  for (const sheaf::Axis& a : axes) {
    add(a.id, a.scale >= 5 ? R"({"type":"integer"})" : R"({"type":"number"})");
  }
  if (with_comments && !criteria.empty()) {
    std::string ids;
    for (const std::string& c : criteria)
      ids += (ids.empty() ? "" : ",") + modelapi::json_string(c);
    add("matched", R"({"type":"array","items":{"type":"string","enum":[)" + ids + "]}}");
  }
  return R"({"type":"object","properties":{"papers":{"type":"array","items":{"type":"object","properties":{)" +
         members + R"(},"required":[)" + required +
         R"(],"additionalProperties":false}}},"required":["papers"],"additionalProperties":false})";
}

Grades read_grades(std::string_view content, std::span<const std::string> handles,
                   std::span<const sheaf::Axis> axes, std::span<const std::string> criteria) {
  Reader reader(handles, axes, criteria);
  modelapi::find_json(content,
                      [&reader](std::string_view stretch) { return reader.parsed(stretch); });
  return std::move(reader).take();
}

}  // namespace llm_openai
