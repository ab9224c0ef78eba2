#include "mathml.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

#include "entities.h"
#include "marks.h"
#include "scan.h"
#include "scripts.h"
#include "sheaf/text/maths.hpp"
#include "tags.h"
#include "tex_arguments.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr int kDeepestElement = 40;

// Cuts `open` and `close` off both ends.
bool strip(std::string_view& text, std::string_view open, std::string_view close) {
  if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close))
    return false;
  text = text.substr(open.size(), text.size() - open.size() - close.size());
  return true;
}

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view candidate : names)
    if (name == candidate) return true;
  return false;
}

// The combining mark that an accent over a letter stands for; 0: none.
char32_t accent(std::string_view over) {
  static constexpr auto kAccents = std::to_array<std::pair<std::string_view, char32_t>>({
      {".", 0x307},
      {"˙", 0x307},
      {"¯", 0x304},
      {"‾", 0x304},
      {"-", 0x304},
      {"−", 0x304},
      {"_", 0x304},
      {"^", 0x302},
      {"ˆ", 0x302},
      {"~", 0x303},
      {"˜", 0x303},
      {"→", 0x20D7},
      {"⃗", 0x20D7},
      {"¨", 0x308},
      {"..", 0x308},
  });
  for (const auto& [text, mark] : kAccents)
    if (over == text) return mark;
  return 0;
}

bool is_maths(std::string_view text) {
  return sheaf::text::maths_end(text, 0, kParagraphEnds) == text.size();
}

class MathMl {
 public:
  explicit MathMl(std::string_view text) : text_(text) {}

  std::string run() {
    std::string result = join(children(0));
    if (!tex_.empty()) {
      std::string maths = tex_formula(tex_);
      if (maths.starts_with('$')) return maths;
    }
    return result;
  }

 private:
  static std::string join(const std::vector<std::string>& parts, std::string_view between = "") {
    std::string out;
    for (const std::string& part : parts) {
      if (!out.empty()) out.append(between);
      out.append(part);
    }
    return out;
  }

  // The elements and text up to the end tag of the element they stand in.
  std::vector<std::string> children(int depth) {
    std::vector<std::string> parts;
    while (pos_ < text_.size()) {
      const std::size_t next = std::min(text_.find('<', pos_), text_.size());
      if (const auto bare = ascii::trimmed(text_.substr(pos_, next - pos_)); !bare.empty())
        parts.push_back(decode_references(bare));
      pos_ = next;
      if (pos_ == text_.size()) break;
      Tag tag;
      if (!read_tag(text_, pos_, tag)) {
        parts.emplace_back("<");
        ++pos_;
        continue;
      }
      pos_ = tag.end;
      if (tag.closing) {
        if (depth > 0) break;
        continue;
      }
      if (tag.name == "mprescripts") prescripts_ = parts.size();
      if (tag.self_closing) {
        parts.emplace_back();
      } else if (depth < kDeepestElement) {
        parts.push_back(element(tag, depth + 1));
      }
    }
    return parts;
  }

  std::string element(const Tag& tag, int depth) {
    const std::string_view name = tag.name;
    if (one_of(name, {"mi", "mn", "mo", "ms", "mtext", "annotation"})) {
      const std::size_t begin = pos_;
      std::vector<std::string> parts = children(depth);
      if (name == "mtext" && parts.empty() && pos_ > begin) return " ";
      if (name != "annotation") return join(parts);
      const std::string_view encoding = attribute(tag, "encoding");
      if (encoding.find("x-tex") != kNone || encoding.find("TeX") != kNone) tex_ = join(parts);
      return {};
    }
    const auto outer = std::exchange(prescripts_, kNone);
    std::vector<std::string> parts = children(depth);
    const auto prescripts = std::exchange(prescripts_, outer);
    if (name == "mmultiscripts") return multiscripts(parts, prescripts);
    if (one_of(name, {"annotation-xml", "mphantom", "mprescripts", "none"})) return {};
    if (name == "mtr" || name == "mlabeledtr") return join(parts, " ") + " ";
    if (name == "mfenced") return "(" + join(parts, ", ") + ")";
    if (name == "msqrt") return "√(" + join(parts) + ")";
    if (parts.size() == 2) {
      if (name == "msub" || name == "munder") return parts[0] + script(parts[1], Script::kSub);
      if (name == "msup") return parts[0] + script(parts[1], Script::kSuper);
      if (name == "mover") return over(parts[0], parts[1]);
      if (name == "mfrac") return fraction(parts[0], parts[1]);
      if (name == "mroot") return script(parts[1], Script::kSuper) + "√(" + parts[0] + ")";
    }
    if (parts.size() == 3 && (name == "msubsup" || name == "munderover"))
      return parts[0] + script(parts[1], Script::kSub) + script(parts[2], Script::kSuper);
    return join(parts);
  }

  static std::string over(std::string base, const std::string& above) {
    std::size_t end = 0;
    if (!base.empty()) decode(base, end);
    const char32_t mark = accent(above);
    if (mark == 0 || end != base.size()) return base + script(above, Script::kSuper);
    append(base, mark);
    return base;
  }

  static std::string fraction(const std::string& above, const std::string& below) {
    const auto term = [](const std::string& text) {
      return text.find_first_of("+-*/ ") == std::string::npos ? text : "(" + text + ")";
    };
    return term(above) + "/" + term(below);
  }

  // The base, then pairs of sub- and superscripts; those after <mprescripts/> stand before it.
  static std::string multiscripts(const std::vector<std::string>& parts, std::size_t prescripts) {
    if (parts.empty()) return {};
    std::string before;
    std::string after;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (i == prescripts) continue;
      const bool in_front = i > prescripts && prescripts != kNone;
      const std::size_t index = in_front ? i - prescripts : i;
      (in_front ? before : after)
          .append(script(parts[i], index % 2 == 1 ? Script::kSub : Script::kSuper));
    }
    return before + parts[0] + after;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t prescripts_ = kNone;  // where <mprescripts/> stands among its siblings
  std::string tex_;
};

}  // namespace

std::string as_maths(std::string_view content, bool display) {
  const std::string_view delimiter = display ? "$$" : "$";
  std::string maths(delimiter);
  maths.append(ascii::trimmed(content)).append(delimiter);
  return is_maths(maths) ? chosen_maths(maths) : std::string();
}

std::string chosen_maths(std::string_view maths) {
  std::string chosen = maths_branches(maths);
  return is_maths(chosen) ? chosen : std::string(maths);
}

std::string tex_formula(std::string_view tex) {
  constexpr std::string_view kBegin = "\\begin{document}";
  constexpr std::string_view kEnd = "\\end{document}";
  std::string_view body = tex;
  if (const std::size_t begin = body.find(kBegin); begin != kNone) {
    body.remove_prefix(begin + kBegin.size());
    body = body.substr(0, body.find(kEnd));
  }
  body = ascii::trimmed(body);
  bool display = strip(body, "\\[", "\\]");
  if (!display && !strip(body, "\\(", "\\)")) display = strip(body, "$$", "$$");
  if (!display) strip(body, "$", "$");
  std::string maths = as_maths(body, display);
  return maths.empty() ? std::string(tex) : maths;
}

std::string mathml_to_text(std::string_view element) {
  Tag tag;
  if (read_tag(element, 0, tag)) {
    const std::string alternative = decode_references(attribute(tag, "alttext"));
    if (alternative.find('\\') != std::string::npos) {
      std::string maths = tex_formula(alternative);
      if (maths.starts_with('$')) return maths;
    }
  }
  return MathMl(element).run();
}

}  // namespace sheaf::canonical
