#include "prose.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "marks.h"
#include "sheaf/text/maths.hpp"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

// Words that open sentences and hardly ever stand after a dot within a name (`torch.Tensor`).
constexpr auto kOpeners = std::to_array<std::string_view>({"A",
                                                           "Accordingly",
                                                           "Additionally",
                                                           "After",
                                                           "Again",
                                                           "All",
                                                           "Also",
                                                           "Although",
                                                           "Among",
                                                           "An",
                                                           "And",
                                                           "Another",
                                                           "As",
                                                           "At",
                                                           "Based",
                                                           "Because",
                                                           "Before",
                                                           "Besides",
                                                           "Beyond",
                                                           "Both",
                                                           "But",
                                                           "By",
                                                           "Can",
                                                           "Code",
                                                           "Compared",
                                                           "Consequently",
                                                           "Conversely",
                                                           "Current",
                                                           "Despite",
                                                           "Due",
                                                           "During",
                                                           "Each",
                                                           "Even",
                                                           "Existing",
                                                           "Experimental",
                                                           "Experiments",
                                                           "Extensive",
                                                           "Finally",
                                                           "First",
                                                           "Firstly",
                                                           "For",
                                                           "From",
                                                           "Further",
                                                           "Furthermore",
                                                           "Given",
                                                           "Hence",
                                                           "Here",
                                                           "How",
                                                           "However",
                                                           "If",
                                                           "In",
                                                           "Indeed",
                                                           "Instead",
                                                           "It",
                                                           "Its",
                                                           "Lastly",
                                                           "Many",
                                                           "Meanwhile",
                                                           "Moreover",
                                                           "Most",
                                                           "Nevertheless",
                                                           "No",
                                                           "Notably",
                                                           "On",
                                                           "One",
                                                           "Our",
                                                           "Overall",
                                                           "Previous",
                                                           "Recent",
                                                           "Recently",
                                                           "Second",
                                                           "Several",
                                                           "Since",
                                                           "Some",
                                                           "Specifically",
                                                           "Such",
                                                           "That",
                                                           "The",
                                                           "Then",
                                                           "There",
                                                           "Therefore",
                                                           "These",
                                                           "They",
                                                           "This",
                                                           "Those",
                                                           "Thus",
                                                           "To",
                                                           "Unlike",
                                                           "Using",
                                                           "We",
                                                           "While",
                                                           "With"});
static_assert(std::is_sorted(kOpeners.begin(), kOpeners.end()));

// The word at `pos` opens a sentence.
bool opens_sentence(std::string_view text, std::size_t pos) {
  std::size_t end = pos;
  while (end < text.size() && ascii::is_letter(text[end])) ++end;
  if (end == text.size() || (text[end] != ' ' && text[end] != ',')) return false;
  return std::binary_search(kOpeners.begin(), kOpeners.end(), text.substr(pos, end - pos));
}

// The stop at `pos` ends a sentence rather than being part of a name or an address.
bool ends_sentence(std::string_view text, std::size_t pos) {
  constexpr std::size_t kLookBack = 200;
  const std::size_t from = pos > kLookBack ? pos - kLookBack : 0;
  const std::string_view before = text.substr(from, pos - from);
  const std::string_view token = before.substr(before.find_last_of(" \n") + 1);
  if (token.empty() || token.find_first_of("/@\\_.") != std::string_view::npos) return false;
  if (token.ends_with("”") || token.ends_with("’")) return true;
  if (std::string_view(")]\"%$").find(token.back()) != std::string_view::npos) return true;
  std::size_t begin = token.size();
  while (begin > 0 && ascii::is_lower(token[begin - 1])) --begin;
  return token.size() - begin >= 3;
}

void mend_after(std::string& text, char stop) {
  const std::string_view in = text;
  std::string out;
  std::size_t copied = 0;
  sheaf::text::Span maths;
  bool searched = false;
  for (std::size_t pos = 0; (pos = in.find(stop, pos)) < in.size() - 1; ++pos) {
    if (!ascii::is_upper(in[pos + 1]) || !ends_sentence(in, pos) || !opens_sentence(in, pos + 1))
      continue;
    while (!searched || (!maths.empty() && maths.end <= pos)) {
      maths = sheaf::text::next_maths(in, maths.end, kParagraphEnds);
      searched = true;
    }
    if (!maths.empty() && maths.begin <= pos) continue;
    out.append(in, copied, pos + 1 - copied).push_back(' ');
    copied = pos + 1;
  }
  if (copied == 0) return;
  out.append(in, copied);
  text = std::move(out);
}

}  // namespace

void mend_lost_breaks(std::string& text) {
  if (text.empty()) return;
  for (const char stop : {'.', '?', '!'}) mend_after(text, stop);
}

}  // namespace sheaf::canonical
