// Short ways to a record of one format.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "bibtex.h"
#include "json_formats.h"
#include "ris.h"
#include "zotero.h"

namespace test {

inline sheaf::Record only(const import::Parsed& parsed) {
  EXPECT_EQ(parsed.entries.size(), 1U);
  return parsed.entries.empty() ? sheaf::Record() : parsed.entries.front().record;
}
inline sheaf::Record bibtex(const std::string& fields) {
  return only(import::parse_bibtex("@article{k, title = {T}, " + fields + "}"));
}
// Lines without their end.
inline sheaf::Record ris(const std::string& lines) {
  return only(import::parse_ris("TY  - JOUR\nTI  - T\n" + lines + "\nER  - \n"));
}
inline sheaf::Record csl(const std::string& members) {
  return only(import::parse_csl(R"([{"id": "k", "title": "T", )" + members + "}]"));
}
inline sheaf::Record jsonl(const std::string& members) {
  return only(import::parse_jsonl(R"({"title": "T", )" + members + "}"));
}
inline sheaf::Record zotero(const std::string& members, const std::string& meta = "{}") {
  return only(import::read_zotero_page(R"([{"key": "K", "meta": )" + meta +
                                           R"(, "data": {"key": "K", "title": "T", )" + members +
                                           "}}]",
                                       "users/1")
                  .parsed);
}

}  // namespace test
