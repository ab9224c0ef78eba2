#include "sheaf/text/letters.hpp"

namespace sheaf::text {

std::string_view spelled_out(char32_t letter) {
  switch (letter) {
    case U'æ':
      return "ae";
    case U'œ':
      return "oe";
    case U'ø':
      return "o";
    case U'ł':
      return "l";
    case U'đ':
    case U'ð':
      return "d";
    case U'þ':
      return "th";
    case U'ħ':
      return "h";
    case U'ŧ':
      return "t";
    case U'ı':
      return "i";
    case U'ȷ':
      return "j";
    case U'ŋ':
      return "n";
    default:
      return {};
  }
}

}  // namespace sheaf::text
