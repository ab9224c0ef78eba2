#include "answer.h"

#include <algorithm>
#include <exception>

#include "modelapi/handles.h"
#include "modelapi/json_find.h"
#include "modelapi/json_text.h"
#include "sheaf/feed/json.hpp"

namespace briefing {
namespace {

using sheaf::feed::items_at;
using sheaf::feed::items_of;
using sheaf::feed::Json;
using sheaf::feed::member_at;
using sheaf::feed::string_at;
using sheaf::feed::string_of;

constexpr int kNesting = 4;         // of lists and objects around parts
constexpr std::size_t kParts = 40;  // more is no briefing
constexpr std::size_t kSentences = 40;
constexpr std::size_t kPapers = 40;

PassageKind kind_of(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c + 32);
    if (c >= 'a' && c <= 'z') letters += c;
  }
  if (letters.starts_with("readfirst")) return PassageKind::kReadFirst;
  if (letters.starts_with("connect")) return PassageKind::kConnection;
  if (letters.starts_with("disagree")) return PassageKind::kDisagreement;
  return PassageKind::kTheme;
}

// "k7qd2, m4rt9" -> two
void add_papers(std::string_view text, std::vector<std::string>& out) {
  while (!text.empty() && out.size() < kPapers) {
    const std::size_t end = std::min(text.find_first_of(",; "), text.size());
    std::string handle = modelapi::plain_handle(text.substr(0, end));
    if (!handle.empty()) out.push_back(std::move(handle));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

SaidSentence sentence_of(Json json) {
  SaidSentence out;
  if (json.is_string()) {
    out.text = string_of(json);
    return out;
  }
  out.text = string_at(json, "text");
  if (const auto papers = member_at(json, "papers")) {
    add_papers(string_of(*papers), out.papers);
    for (const Json p : items_of(*papers)) add_papers(string_of(p), out.papers);
  }
  return out;
}

void read(Json json, int depth, std::vector<SaidPart>& out) {
  if (depth > kNesting || out.size() >= kParts) return;
  for (const Json item : items_of(json)) read(item, depth + 1, out);
  if (!json.is_object()) return;
  const auto sentences = member_at(json, "sentences");
  if (!sentences) {
    for (const auto [key, member] : simdjson::dom::object(json)) read(member, depth + 1, out);
    return;
  }
  SaidPart part;
  part.kind = kind_of(string_at(json, "kind"));
  part.title = string_at(json, "title");
  for (const Json s : items_of(*sentences)) {
    if (part.sentences.size() < kSentences) part.sentences.push_back(sentence_of(s));
  }
  out.push_back(std::move(part));
}

}  // namespace

const char* const kAnswerSchema =
    R"({"type":"object","properties":{"parts":{"type":"array","items":{"type":"object","properties":{)"
    R"("kind":{"type":"string","enum":["theme","connection","disagreement","read_first"]},)"
    R"("title":{"type":"string"},)"
    R"("sentences":{"type":"array","items":{"type":"object","properties":{)"
    R"("papers":{"type":"array","items":{"type":"string"}},"text":{"type":"string"}},)"
    R"("required":["papers","text"],"additionalProperties":false}}},)"
    R"("required":["kind","title","sentences"],"additionalProperties":false}}},)"
    R"("required":["parts"],"additionalProperties":false})";

std::optional<std::vector<SaidPart>> read_answer(std::string_view content) {
  std::optional<std::vector<SaidPart>> out;
  modelapi::find_json(content, [&out](std::string_view stretch) {
    try {
      const sheaf::feed::JsonDocument document(modelapi::mend_json(stretch));
      if (!out) out.emplace();
      read(document.root(), 0, *out);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  });
  return out;
}

}  // namespace briefing
