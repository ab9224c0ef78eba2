#include "texts.h"

#include <Poco/TextConverter.h>
#include <Poco/UTF16Encoding.h>
#include <Poco/UTF8Encoding.h>
#include <Poco/UTF8String.h>
#include <Poco/Windows1252Encoding.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "sheaf/feed/doi.hpp"

namespace import {
namespace {

std::string converted(const std::string& bytes, const Poco::TextEncoding& from) {
  const Poco::UTF8Encoding utf8;
  std::string out;
  Poco::TextConverter(from, utf8, 0xFFFD).convert(bytes, out);
  return out;
}

bool is_letter(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// The number at the beginning, of at most `most` digits.
std::optional<int> number(std::string_view& text, std::size_t most) {
  std::size_t length = 0;
  while (length < text.size() && length < most && is_digit(text[length])) ++length;
  int out = 0;
  if (length == 0) return std::nullopt;
  std::from_chars(text.data(), text.data() + length, out);
  text.remove_prefix(length);
  return out;
}

// The length of an arXiv id without version at the beginning; 0 if there is none.
std::size_t id_length(std::string_view text) {
  const auto digits = [&](std::size_t at) {
    std::size_t n = 0;
    while (at + n < text.size() && is_digit(text[at + n])) ++n;
    return n;
  };
  if (digits(0) == 4 && text.size() > 5 && text[4] == '.') {
    const std::size_t n = digits(5);
    return n == 4 || n == 5 ? 5 + n : 0;
  }
  std::size_t at = 0;  // hep-th/9901001, math.GT/0309136
  while (at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '-')) ++at;
  if (at == 0) return 0;
  if (at + 2 < text.size() && text[at] == '.' && is_letter(text[at + 1]) &&
      is_letter(text[at + 2])) {
    at += 3;
  }
  return at < text.size() && text[at] == '/' && digits(at + 1) == 7 ? at + 8 : 0;
}

bool is_isbn10(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    sum += static_cast<int>(10 - i) * (digits[i] == 'X' ? 10 : digits[i] - '0');
  }
  return digits.size() == 10 && sum % 11 == 0;
}

int ean_sum(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return sum;
}

}  // namespace

std::string to_utf8(std::string bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return bytes.substr(3);
  const bool big = bytes.starts_with("\xFE\xFF");
  if (big || bytes.starts_with("\xFF\xFE")) {
    const auto order = big ? Poco::UTF16Encoding::BIG_ENDIAN_BYTE_ORDER
                           : Poco::UTF16Encoding::LITTLE_ENDIAN_BYTE_ORDER;
    return converted(bytes.substr(2, (bytes.size() - 2) / 2 * 2), Poco::UTF16Encoding(order));
  }
  const Poco::UTF8Encoding utf8;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto* const c = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
    if (*c < 0x80) {
      ++at;
      continue;
    }
    const int length =
        utf8.sequenceLength(c, static_cast<int>(std::min<std::size_t>(4, bytes.size() - at)));
    if (length < 2 || at + static_cast<std::size_t>(length) > bytes.size() ||
        !Poco::UTF8Encoding::isLegal(c, length)) {
      return converted(bytes, Poco::Windows1252Encoding());
    }
    at += static_cast<std::size_t>(length);
  }
  return bytes;
}

std::string skeleton(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c)) out += lower(c);
  }
  return out;
}

int month_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && is_digit(text.front())) {
    const auto n = number(text, 2);
    return n && *n >= 1 && *n <= 12 ? *n : 0;
  }
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::string begin = lowered(text.substr(0, 3));
  for (std::size_t i = 0; begin.size() == 3 && i < kMonths.size(); i += 3) {
    if (kMonths.substr(i, 3) == begin) return static_cast<int>(i / 3) + 1;
  }
  return 0;
}

std::optional<std::int64_t> date_ms(int y, int m, int d) {
  using namespace std::chrono;
  const year_month_day date{year(y), month(static_cast<unsigned>(m == 0 ? 1 : m)),
                            day(static_cast<unsigned>(d == 0 || m == 0 ? 1 : d))};
  if (y < 1 || y > 9999 || !date.ok()) return std::nullopt;
  return duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count();
}

std::optional<std::int64_t> loose_date_ms(std::string_view text) {
  int year = 0, month = 0, day = 0;
  for (text = trimmed(text); !text.empty();) {
    if (is_digit(text.front())) {
      const auto whole = text;
      const int n = number(text, 9).value_or(0);
      const auto digits = whole.size() - text.size();
      if (digits == 4 && year == 0) {
        year = n;
      } else if (digits <= 2 && month == 0 && year != 0) {
        month = n >= 1 && n <= 12 ? n : 0;
      } else if (digits <= 2 && day == 0) {
        day = n;
      }
    } else if (is_letter(text.front())) {
      const auto end = std::min<std::size_t>(
          static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_letter) -
                                   text.begin()),
          text.size());
      if (text.front() == 'T' && end == 1 && day != 0) break;  // the time of day
      if (month == 0 && end >= 3) month = month_of(text.substr(0, end));
      text.remove_prefix(end);
    } else {
      text.remove_prefix(1);
    }
  }
  if (year == 0) return std::nullopt;
  if (const auto ms = date_ms(year, month, day)) return ms;
  return date_ms(year, 0, 0);
}

std::string arxiv_id(std::string_view text, bool bare) {
  text = trimmed(text);
  const std::string small = lowered(text);
  for (const std::string_view mark :
       {"arxiv.org/abs/", "arxiv.org/pdf/", "10.48550/arxiv.", "arxiv:"}) {
    const auto at = small.find(mark);
    if (at == small.npos) continue;
    const auto rest = trimmed(text.substr(at + mark.size()));
    if (const auto length = id_length(rest); length != 0)
      return std::string(rest.substr(0, length));
  }
  if (!bare) return {};
  const auto length = id_length(text);
  const auto rest = text.substr(length);
  const bool ends = rest.empty() || rest.front() == ' ' ||
                    (rest.front() == 'v' && rest.find_first_not_of("0123456789", 1) == rest.npos);
  return length != 0 && ends ? std::string(text.substr(0, length)) : std::string();
}

std::string isbn13(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    // of several, the first
    if ((c == ' ' || c == ',') && (digits.size() == 13 || is_isbn10(digits))) break;
    if (is_digit(c) || ((c == 'X' || c == 'x') && digits.size() == 9)) {
      digits += c == 'x' ? 'X' : c;
    } else if (c != '-' && c != ' ') {
      break;
    }
  }
  if (is_isbn10(digits)) {
    digits = "978" + digits.substr(0, 9);
    return digits + static_cast<char>('0' + (10 - ean_sum(digits) % 10) % 10);
  }
  return digits.size() == 13 && ean_sum(digits) % 10 == 0 ? digits : std::string();
}

void identify(sheaf::Record& record, std::string_view scheme, std::string value) {
  if (value.empty()) return;
  const std::pair<std::string, std::string> id(scheme, std::move(value));
  if (std::find(record.identifiers.begin(), record.identifiers.end(), id) ==
      record.identifiers.end()) {
    record.identifiers.push_back(id);
  }
}

void identify_by_url(sheaf::Record& record, std::string_view text) {
  text = trimmed(text);
  identify(record, "doi", sheaf::feed::doi_in_url(text));
  identify(record, "arxiv", arxiv_id(text, false));
  constexpr std::string_view kPubmed = "pubmed.ncbi.nlm.nih.gov/";
  if (const auto at = text.find(kPubmed); at != text.npos) {
    const auto id = text.substr(at + kPubmed.size());
    identify(record, "pmid", std::string(id.substr(0, id.find_first_not_of("0123456789"))));
  }
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  if (web && record.url.empty() && text.find_first_of(kBlanks) == text.npos) record.url = text;
}

}  // namespace import
