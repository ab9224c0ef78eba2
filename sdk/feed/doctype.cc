#include "doctype.hpp"

#include "blanks.hpp"

namespace sheaf::feed {
namespace {

constexpr std::size_t kMaxValue = 256;
constexpr std::size_t kMaxEntities = 4096;

std::string_view skip_blanks(std::string_view text) {
  const auto start = text.find_first_not_of(kBlanks);
  return start == text.npos ? std::string_view() : text.substr(start);
}

// Whether every & begins a character reference.
bool only_character_references(std::string_view value) {
  for (auto at = value.find('&'); at != value.npos; at = value.find('&', at + 1)) {
    if (!value.substr(at).starts_with("&#")) return false;
  }
  return true;
}

DeclaredEntity entity_of(std::string_view value) {
  using Kind = DeclaredEntity::Kind;
  if (value.find_first_of("<%") != value.npos || !only_character_references(value)) {
    return {Kind::kNested, {}};
  }
  if (value.size() > kMaxValue) return {Kind::kLong, {}};
  std::string text;
  for (const char c : value) {
    if (c == '"') {
      text += "&quot;";
    } else if (c == '\'') {
      text += "&apos;";
    } else {
      text += c;
    }
  }
  return {Kind::kText, std::move(text)};
}

}  // namespace

DeclaredEntities declared_entities(std::string_view doctype) {
  DeclaredEntities out;
  const auto subset = doctype.find('[');
  if (subset == doctype.npos) return out;
  std::string_view rest = doctype.substr(subset + 1);
  while (out.size() < kMaxEntities) {
    const auto next = rest.find('<');
    if (next == rest.npos) break;
    rest.remove_prefix(next);
    if (rest.starts_with("<!--")) {
      const auto end = rest.find("-->", 4);
      if (end == rest.npos) break;
      rest.remove_prefix(end + 3);
      continue;
    }
    if (!rest.starts_with("<!ENTITY")) {
      rest.remove_prefix(1);
      continue;
    }
    rest = skip_blanks(rest.substr(8));
    const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n>"));
    if (name == "%") continue;
    rest = skip_blanks(rest.substr(name.size()));
    if (rest.starts_with("SYSTEM") || rest.starts_with("PUBLIC")) {
      out.try_emplace(std::string(name), DeclaredEntity{DeclaredEntity::Kind::kExternal, {}});
      continue;
    }
    if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) continue;
    const auto close = rest.find(rest[0], 1);
    if (close == rest.npos) break;
    out.try_emplace(std::string(name), entity_of(rest.substr(1, close - 1)));
    rest.remove_prefix(close + 1);
  }
  return out;
}

bool DoctypeScanner::ends_with(char c) {
  bool end = false;
  switch (in_) {
    case In::kDeclaration:
      if (c == '"' || c == '\'') {
        quote_ = c;
        in_ = In::kQuote;
      } else if (c == '<') {
        ++open_;
      } else if (c == '?' && last_[0] == '<') {
        in_ = In::kInstruction;
      } else if (c == '-' && last_[0] == '-' && last_[1] == '!' && last_[2] == '<') {
        in_ = In::kComment;
        c = 0;  // its dashes do not end it
      } else if (c == '>') {
        end = --open_ == 0;
      }
      break;
    case In::kQuote:
      if (c == quote_) in_ = In::kDeclaration;
      break;
    case In::kComment:
      if (c == '>' && last_[0] == '-' && last_[1] == '-') {
        in_ = In::kDeclaration;
        --open_;
      }
      break;
    case In::kInstruction:
      if (c == '>' && last_[0] == '?') {
        in_ = In::kDeclaration;
        --open_;
      }
      break;
  }
  last_[2] = last_[1];
  last_[1] = last_[0];
  last_[0] = c;
  return end;
}

}  // namespace sheaf::feed
