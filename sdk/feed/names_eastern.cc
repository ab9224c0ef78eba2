// Names in Han, kana and hangul: the family name comes first.
#include <algorithm>
#include <array>

#include "names_parts.hpp"
#include "sheaf/text/ascii.hpp"

namespace sheaf::feed::names {
namespace {

enum class Script { kOther, kHan, kKana, kHangul };

// Of the character at the beginning, whose bytes are counted; ill-formed ones are kOther.
Script script_at(std::string_view text, std::size_t& bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  bytes = 1;
  const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 0;
  if (length == 0 || byte(0) >= 0xF8 || text.size() < length) return Script::kOther;
  char32_t c = byte(0) & (length == 4 ? 0x07U : 0x0FU);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return Script::kOther;
    c = c << 6 | (byte(i) & 0x3FU);
  }
  bytes = length;
  const auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  if (in(0x3400, 0x4DBF) || in(0x4E00, 0x9FFF) || in(0xF900, 0xFAFF) || in(0x20000, 0x323AF) ||
      in(0x3005, 0x3007)) {  // the last: 々, 〆 and 〇
    return Script::kHan;
  }
  if (in(0x3041, 0x30FF) || in(0x31F0, 0x31FF) || in(0xFF66, 0xFF9F)) return Script::kKana;
  return in(0xAC00, 0xD7A3) ? Script::kHangul : Script::kOther;
}

// Family names of two characters; in Japan, where they are the rule, names are printed with a
// blank.
bool is_compound(std::string_view beginning) {
  static constexpr auto kCompounds = std::to_array<std::string_view>(
      {"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "司空", "东方",
       "東方", "独孤", "獨孤", "南宫", "南宮", "万俟", "萬俟", "闻人", "聞人", "夏侯",
       "尉迟", "尉遲", "公孙", "公孫", "慕容", "长孙", "長孫", "宇文", "令狐", "皇甫",
       "轩辕", "軒轅", "端木", "申屠", "钟离", "鍾離", "呼延", "百里", "东郭", "東郭",
       "拓跋", "西门", "西門", "第五", "남궁", "황보", "제갈", "선우", "독고", "사공"});
  return std::find(kCompounds.begin(), kCompounds.end(), beginning) != kCompounds.end();
}

}  // namespace

bool is_eastern(std::string_view text) {
  bool found = false;
  for (std::size_t bytes = 0; !text.empty(); text.remove_prefix(bytes)) {
    if (script_at(text, bytes) != Script::kOther) {
      found = true;
    } else if (!text::is_blank(text.front())) {
      return false;
    }
  }
  return found;
}

bool is_eastern_family(std::string_view text) {
  std::size_t bytes = 0;
  return !text.empty() && script_at(text, bytes) != Script::kOther &&
         (bytes == text.size() || is_compound(text));
}

std::size_t eastern_family_length(std::string_view text) {
  std::size_t ends[5] = {};  // of the first characters
  std::size_t count = 0, at = 0, bytes = 0;
  Script script = Script::kOther;
  for (; at < text.size() && count < 5; at += bytes) {
    const Script next = script_at(text.substr(at), bytes);
    if (count > 0 && next != script) return text.size();
    script = next;
    ends[count++] = at + bytes;
  }
  const bool known = script == Script::kHan || script == Script::kHangul;
  if (!known || count < 2 || count > 4) return text.size();
  if (is_compound(text.substr(0, ends[1]))) return ends[1];
  // Four Han are a Japanese name, or two Chinese family names before a given one.
  return count == 4 && script == Script::kHan ? ends[1] : ends[0];
}

}  // namespace sheaf::feed::names
