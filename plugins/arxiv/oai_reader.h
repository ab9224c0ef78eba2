// One answer of OAI-PMH (https://www.openarchives.org/OAI/openarchivesprotocol.html,
// https://info.arxiv.org/help/oa/index.html), in any of arXiv's three metadata formats.
#pragma once

#include <functional>
#include <string>

#include "paper.h"
#include "sheaf/feed/xml.hpp"
#include "slots.h"
#include "web.h"

namespace arxiv {

// A record: the paper, and what its header says of it.
struct OaiRecord {
  Paper paper;  // `announce` is left open; updated_ms is unknown while there is only version 1
  std::string datestamp;  // last change of the metadata, 2026-09-24
  Slots<std::string> sets;
  void clear();
};

struct OaiAnswer {
  sheaf::feed::ParseEnd parse;
  std::size_t records = 0;  // with deleted and unreadable ones
  std::size_t unreadable = 0;
  std::string token;           // as it came; empty: this was the last page
  std::string error, message;  // code and text of <error>
  std::string response_date;
};

// May change the record; false: no more are wanted.
using OnRecord = std::function<bool(OaiRecord& record)>;

// Deleted records are skipped.
OaiAnswer read_oai(Body& body, const OnRecord& on_record);

}  // namespace arxiv
