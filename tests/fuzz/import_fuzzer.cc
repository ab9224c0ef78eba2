// The readers of the import plugin on arbitrary bytes: no crash, no leak, no exception but of JSON
// that is none, and records that hold together.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bibtex.h"
#include "charset.h"
#include "json_formats.h"
#include "ris.h"
#include "zotero.h"

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check(const import::Parsed& parsed) {
  for (const import::Entry& entry : parsed.entries) {
    const sheaf::Record& r = entry.record;
    check(!r.id.empty() && !r.title.value.empty());
    check(r.published_precision <= SHEAF_PRECISION_YEAR);
    for (const sheaf::Person& p : r.authors) check(!p.name.empty());
    for (const auto& [scheme, value] : r.identifiers) check(!scheme.empty() && !value.empty());
  }
}

import::Parsed read(char format, const std::string& text){
    switch (format){case 'b' : return import::parse_bibtex(text);
case 'r':
  return import::parse_ris(text);
case 'c':
  return import::parse_csl(text);
case 'j':
  return import::parse_jsonl(text);
default:
  return import::read_zotero_page(text, "users/1").parsed;
}  // namespace
}

}  // namespace

// The first byte is the format: b, r, c, j or z.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const std::string text = import::to_utf8(bytes);
  std::vector<std::size_t> mended;
  if (!text.starts_with("\xEF\xBB\xBF"))
    check(import::to_utf8(text, &mended) == text && mended.empty());
  constexpr std::string_view kFormats = "brcjz";
  const char format = static_cast<char>(data[0]);
  const bool known = kFormats.find(format) != kFormats.npos;
  try {
    check(read(known ? format : kFormats[data[0] % kFormats.size()], text));
  } catch (const sheaf::Error& error) {
    check(error.code() == SHEAF_E_UPSTREAM);
  }
  return 0;
}
