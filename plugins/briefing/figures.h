// Figures in prose, in the forms that people and models give the same number.
#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace briefing {

// What a comma or a point between digits may be. In English text a point begins the decimals and a
// comma parts thousands; in other text (a point of German parts thousands, one quoted from an
// English abstract does not) both readings are open.
enum class Marks { kEnglish, kOther };

struct Figure {
  std::size_t begin = 0, end = 0;   // in the text, in characters as figures_of() counts them
  std::vector<std::string> any;     // each a way to read it: "12.5", "10^-3", "gpt4"
  std::vector<std::string> or_all;  // or these one by one: "12 345" as 12 and 345
  bool percent = false;
  std::string shown;   // "12.5%": as it is compared, for messages
  std::string behind;  // the word after it, lower case
};

// The figures of a text, in its order:
// - numbers with decimals (12.5, 12,5, 0·5, .5), thousands (1,024, 12 000, 1'000), powers (10^11,
//   10¹¹, $10^{-3}$, 1e-5), each end of a range and each part of a date by itself, without signs;
//   digits of other scripts are digits;
// - names with digits (GPT-4, p53, CO₂) as "gpt4", "p53", "co2": a name is no figure "4";
// - percent if a percent sign or word follows, also behind "10 to", "41 ±".
// Exponents of units (cm²) are none. Total: any bytes are text.
std::vector<Figure> figures_of(std::string_view text, Marks marks);

// The figures of some texts, to look others up in.
class KnownFigures {
 public:
  void add(std::string_view text, Marks marks);
  // Stands there in one of its readings; a percentage stands there as a percentage.
  bool has(const Figure& figure) const;

 private:
  std::set<std::string> all_, percent_;
};

}  // namespace briefing
