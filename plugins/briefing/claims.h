// Which of a model's sentences a reader may see.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "answer.h"
#include "works.h"

namespace briefing {

// Why a sentence is cut; the order of Words::reasons.
enum class Cut { kFigure, kNoPaper, kMarkup, kLength, kHandle };

struct Checked {
  std::vector<Passage> passages;     // parts of which something is left
  std::array<std::size_t, 5> cut{};  // sentences, by Cut
  std::vector<std::string> remarks;  // a line for each sentence cut and title dropped, for the log
};

// A sentence stays if
// - it cites a known paper (citations of unknown ones go),
// - each of its figures stands in the title or abstract of a paper it cites (figures.h), or counts
//   the papers it cites ("3 studies"),
// - it has no link, address, HTML or Markdown link that is not in these texts; emphasis marks go,
// - it does not name papers by handle or place in its text; handles in brackets become citations,
// - it is neither empty nor very long.
// A title is held to the same against all papers that its part cites, else it is dropped.
// `handles` are those of `works`; `language` is what the model wrote in.
Checked check(std::span<const SaidPart> parts, std::span<const Work> works,
              std::span<const std::string> handles, std::string_view language);

}  // namespace briefing
