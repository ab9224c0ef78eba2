// What a model wrote, as it meant it; claims.h says what of it holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "works.h"

namespace briefing {

struct SaidSentence {
  std::string text;
  std::vector<std::string> papers;  // as written
};
struct SaidPart {
  PassageKind kind = PassageKind::kTheme;
  std::string title;
  std::vector<SaidSentence> sentences;
};

// The JSON Schema of a reply, in the strict subset: every member is required.
extern const char* const kAnswerSchema;

// Reads parts {"kind": "theme", "title": "...", "sentences": [{"text": "...", "papers": ["..."]}]}
// wherever they stand in `content`: in {"parts": [...]}, in a list, one a line, in a fence, after
// <think>. A kind that is none of the four is a theme. Nothing if there is no JSON object at all.
// Total: never throws.
std::optional<std::vector<SaidPart>> read_answer(std::string_view content);

}  // namespace briefing
