// One paper on its way from any of arXiv's formats to the host.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "identifier.h"
#include "options.h"
#include "sheaf/feed/dates.hpp"
#include "sheaf/feed/names.hpp"
#include "sheaf/plugin.hpp"
#include "slots.h"

namespace arxiv {

struct Author {
  std::string name, family, given, suffix, affiliation;
  bool group = false;
  void clear();
};

// What the formats say. Text is TeX with arXiv's own notations undone; an empty field was not
// given. Clear it and fill it again: the strings keep their memory.
struct Paper {
  Identifier id;
  sheaf_announce announce = SHEAF_ANNOUNCE_UNKNOWN;
  std::string title, abstract, comment, journal_ref, license;
  std::string primary;  // category; empty: the first of `categories`, if `primary_first`
  bool primary_first = true;
  std::string report_no, msc_class, acm_class;
  Slots<std::string> categories;  // canonical
  Slots<std::string> dois;        // of the journal version: bare, lower case
  Slots<Author> authors;
  std::int64_t published_ms = SHEAF_TIME_UNKNOWN;  // version 1
  sheaf_date_precision published_precision = SHEAF_PRECISION_DAY;
  std::int64_t updated_ms = SHEAF_TIME_UNKNOWN;  // this version
  std::int64_t announced_ms = SHEAF_TIME_UNKNOWN;

  void clear();
  std::string_view primary_category() const;
  // Adds it in canonical form, unless it is no category or there already.
  void add_category(std::string_view text);
  // Names of one string, `A B, C D (affiliation)`. Affiliations are dropped: the daily feeds copy
  // them backwards to earlier authors, and elsewhere they are footnote marks as often as not.
  void add_authors(std::string_view list);
  void add_author(const sheaf::feed::Name& name);
  void set_published(const sheaf::feed::Date& date);
};

// Hands papers to the host.
class Emitter {
 public:
  Emitter(const Options& options, const sheaf::RecordSink& sink) : options_(options), sink_(sink) {}

  // Leaves out and counts what `announce:` does not ask for. False: the host has enough.
  bool emit(const Paper& paper);
  // Counts one that is left out.
  void leave_out(sheaf_announce type) { ++left_out_[type]; }

  bool stopped() const { return stopped_; }
  std::uint64_t emitted() const { return emitted_; }
  // "12 new, 3 replace"; empty: none.
  std::string left_out() const;

 private:
  void fill(const Paper& paper);

  const Options& options_;
  const sheaf::RecordSink& sink_;
  std::uint64_t emitted_ = 0;
  std::uint64_t left_out_[SHEAF_ANNOUNCE_REPLACE_CROSS + 1] = {};
  bool stopped_ = false;

  sheaf_record record_ = sheaf::sized<sheaf_record>();
  std::string url_, pdf_, own_doi_;
  std::vector<sheaf_person> persons_;
  std::vector<const sheaf_person*> authors_;
  std::vector<sheaf_str> categories_;
  std::vector<sheaf_kv> identifiers_, extras_;
  std::vector<sheaf_relation> relations_;
  sheaf_link link_{};
};

}  // namespace arxiv
