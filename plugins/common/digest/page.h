// One reader's digest in words and in order, in no format yet: what every output for people shows.
// No clock, no locale, no files. Text from outside is canonical plain text (`$...$` is maths).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "digest/line.h"
#include "sheaf/plugin.h"

namespace digest {

struct Options {
  std::size_t max_authors = 8;  // then "... and 566 more"
};

// What a score says and why, the last scorer of the pipeline first: it had the last word.
struct Score {
  std::string scorer;
  std::string values;  // "Relevance 9/10 · Novelty 8/10"; "no score"
  Line why;
};

struct Entry {
  std::size_t number = 0;    // dense over the digest
  std::string anchor;        // "item-3"
  std::string title, url;    // the work's page, else its DOI, else its first link, else empty
  Line authors;              // shortened, followed people strong
  std::vector<Line> marks;   // withdrawn, changed, chosen without a full check
  std::vector<Line> people;  // which followed person it is by, on what evidence
  std::vector<Score> scores;
  bool no_score = false;        // a followed person's work that nothing scored
  Line where;                   // venue, categories, type, announcement, dates
  Line links;                   // id, other identifiers, PDF, code, ...
  Line via;                     // the sources that brought it, if the pipeline has several
  std::vector<Line> relations;  // corrects, retracts, preprint of, ...
  Line same_as;
  const sheaf_record* record = nullptr;  // comment, summary and abstract are here; borrowed
};

struct Group {
  std::string id, title;
  std::vector<Entry> entries;
};

struct Block {
  sheaf_block_kind kind = SHEAF_BLOCK_PARAGRAPH;
  std::size_t level = 1;  // of headings 1..4; of list items at most one more than the one before
  Line line;              // citations at its end
};

struct Section {
  std::string id, title;
  std::vector<Block> blocks;
};

struct Unscored {
  Line reason;              // scorer and why
  std::vector<Line> works;  // never empty
};

struct Page {
  std::string title, date_words;
  std::string headline;        // of the banner; empty: nothing went wrong
  std::vector<Line> problems;  // below the headline
  bool failed = false;         // something is or may be missing, beyond a warning
  std::string quiet;           // a sentence, if there is nothing to show and nothing failed
  bool nothing = false;        // nothing could be selected, because something failed
  Line tally;                  // how many works of which kind
  std::vector<Line> funnel;    // a total and what it is made of
  std::vector<Line> notes;
  std::vector<Section> sections;
  // Notices, then followed people's works, new ones, new versions; groups without works left out.
  std::vector<Group> groups;
  std::vector<Unscored> unscored;
  std::vector<Line> sources;
};

// Where an item is printed: its number by its index in the digest.
using Numbers = std::vector<std::size_t>;
Numbers numbers_of(const sheaf_digest& digest);

// Borrows records from `digest`.
Page page_of(const sheaf_run& run, const sheaf_digest& digest, const Options& options);

// Whether something of the source is or may be missing.
bool is_bad(const sheaf_source_report& source);

// What each step used: a heading row, a row per step, and a row of sums if there are several. The
// first two columns are text. Empty if nothing was used.
std::vector<std::vector<std::string>> costs(const sheaf_run& run);

// The pipeline as it ran.
struct Settings {
  std::string lines;  // "path: value", each with its line end
  // What does not fit in a line (a request to a model): its path, and it with JSON's line ends and
  // quotes written out, so that people can read a prompt.
  std::vector<std::pair<std::string, std::string>> texts;
};
Settings settings_of(const sheaf_run& run);

// ---- Parts, for page_of()

Entry entry_of(const sheaf_run& run, const sheaf_digest& digest, std::size_t index,
               const Numbers& numbers, const Options& options);
void add_report(Page& page, const sheaf_run& run, const sheaf_digest& digest);

}  // namespace digest
