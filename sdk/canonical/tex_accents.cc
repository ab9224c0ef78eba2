#include "tex_accents.h"

#include "scan.h"
#include "tex_arguments.h"
#include "utf8.h"

namespace sheaf::canonical {
namespace {

constexpr int kMaxAccents = 4;

char at(std::string_view text, std::size_t pos) {
  return pos < text.size() ? text[pos] : '\0';
}

std::size_t accented(std::string_view text, std::size_t pos, char32_t mark, int depth,
                     std::string& letter);

// The letter that is a command: a letter of its own, or one with an accent.
std::size_t command_base(std::string_view text, std::size_t pos, char32_t mark, int depth,
                         std::string& base) {
  if (const char32_t inner = tex_accent(at(text, pos)); inner != 0)
    return accented(text, pos + 1, inner, depth + 1, base);
  const std::size_t end = skip_letters(text, pos);
  const TexCommand* command = find_tex_command(text.substr(pos, end - pos));
  if (command == nullptr) return kNone;
  if (command->kind == TexKind::kAccent)
    return accented(text, skip_blanks(text, end), accent_mark(*command), depth + 1, base);
  if (command->kind != TexKind::kLetter) return kNone;
  // The dot of i and j makes room for a mark above, which Unicode takes for granted.
  const bool above = mark < 0x323 || mark > 0x331;
  const bool dotless = command->name == "i" || command->name == "j";
  base = above && dotless ? command->name : command->value;
  return text.substr(end).starts_with("{}") ? end + 2 : end;
}

std::size_t accent_base(std::string_view text, std::size_t pos, char32_t mark, int depth,
                        std::string& base) {
  if (depth > kMaxAccents || pos >= text.size()) return kNone;
  if (text[pos] == '{') {
    std::size_t end = accent_base(text, skip_blanks(text, pos + 1), mark, depth + 1, base);
    if (end == kNone) return kNone;
    const std::size_t more = skip_letters(text, end);
    base.append(text, end, more - end);
    end = skip_blanks(text, more);
    return at(text, end) == '}' ? end + 1 : kNone;
  }
  if (text[pos] == '\\') return command_base(text, pos + 1, mark, depth, base);
  std::size_t end = pos;
  const char32_t letter = decode(text, end);
  if (!is_letter(letter)) return kNone;
  append(base, letter);
  return end;
}

std::size_t accented(std::string_view text, std::size_t pos, char32_t mark, int depth,
                     std::string& letter) {
  std::string base;
  const std::size_t end = accent_base(text, pos, mark, depth, base);
  if (end == kNone) return kNone;
  std::size_t first_end = 0;
  const char32_t first = decode(base, first_end);
  const char32_t whole = compose(first, mark);
  letter.clear();
  append(letter, whole != 0 ? whole : first);
  if (whole == 0) append(letter, mark);
  letter.append(base, first_end);
  return end;
}

}  // namespace

char32_t accent_mark(const TexCommand& command) {
  std::size_t pos = 0;
  return decode(command.value, pos);
}

std::size_t read_accented(std::string_view text, std::size_t pos, char32_t mark,
                          std::string& letter) {
  return accented(text, pos, mark, 0, letter);
}

}  // namespace sheaf::canonical
