#include "support/sample_digest.h"

#include <utility>

namespace test {

using namespace sheaf::testing;

namespace {

sheaf::Person person(const std::string& given, const std::string& family) {
  sheaf::Person p;
  p.given = given;
  p.family = family;
  p.name = given.empty() ? family : given + " " + family;
  return p;
}

sheaf::Record preprint(const std::string& number, const std::string& title) {
  sheaf::Record r;
  r.id = "arxiv:" + number;
  r.title.value = title;
  r.url = "https://arxiv.org/abs/" + number;
  r.type = SHEAF_TYPE_RESEARCH;
  r.announce = SHEAF_ANNOUNCE_NEW;
  r.version = 1;
  r.flags = SHEAF_R_PREPRINT;
  r.identifiers = {{"arxiv", number}};
  r.published_ms = r.updated_ms = september(22);
  r.announced_ms = september(24);
  r.primary_category = "cs.LG";
  r.categories = {"cs.AI", "cs.LG"};
  return r;
}

Item followed() {
  Item i;
  i.record = preprint("2609.30001", "Flares of a star, counted for $10^4$ nights");
  i.record.authors = {person("Ada", "Lovelace"), person("Grace", "Hopper")};
  i.record.authors[0].orcid = "0000-0002-1825-0097";
  i.record.abstract.value =
      "Flares were counted. The rate follows a power law $r \\propto E^{-2}$.";
  i.flags = SHEAF_ITEM_FOLLOWED;
  sheaf::Score s;
  s.value = 0.02;
  s.evidence = {
      {SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_STRONG, "Ada Lovelace", "name and affiliation", 0}};
  i.scores = {{"fast", s}};
  i.rank_value = 1;
  i.sources = {"arxiv"};
  return i;
}

Item whole() {
  Item i;
  sheaf::Record& r = i.record;
  r = preprint("2609.26811", "Sparse routing in LaTeX & <plain> text: 40% fewer operations");
  r.version = 2;
  r.announce = SHEAF_ANNOUNCE_REPLACE;
  r.updated_ms = september(23) + 3'723'004;
  r.authors = {person("Émilie", "du Châtelet"), person("Sofja", "Kowalewskaja"),
               person("", "Example Array Collaboration")};
  r.authors[0].affiliation = "Académie de l'Exemple";
  r.authors[2].group = true;
  r.identifiers.emplace_back("doi", "10.48550/arxiv.2609.26811");
  r.relations = {{SHEAF_REL_PREPRINT_OF, "doi", "10.1000/later"}};
  r.links = {{SHEAF_LINK_PDF, "https://arxiv.org/pdf/2609.26811v2", ""},
             {SHEAF_LINK_CODE, "https://code.example/routing?a=1&b=2", "code"}};
  r.comment.value = "12 pages; code at https://code.example/routing.";
  r.summary.value = "Routing becomes cheap.";
  r.language = "en";
  r.license = "CC-BY-4.0";
  r.extras = {{"report-no", "EX-7"}};
  r.abstract.value = "A router sends each token to one of $k$ experts.\n\nIt costs $p<0.01$ of it.";
  sheaf::Score fast, llm;
  fast.value = 0.83;
  fast.evidence = {{SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, "sparse", "title", 0.5}};
  llm.value = 0.85;
  llm.axes = {{"relevance", 9}, {"novelty", 8}};
  llm.matched = {"moe", "training"};
  llm.comment = "Trains the router with a loss that is almost free.";
  i.scores = {{"fast", fast}, {"llm", llm}};
  i.flags = SHEAF_ITEM_CHANGED | SHEAF_ITEM_OUTLIER;
  i.rank_value = 0.85;
  i.sources = {"arxiv", "mirror"};
  i.suggestions = {"doi:10.1000/elsewhere"};
  return i;
}

Item article() {
  Item i;
  sheaf::Record& r = i.record;
  r.id = "doi:10.1038/s00000-026-00001-1";
  r.title.value = "Learning α-divergences at $O(n \\log n)$ cost";
  r.identifiers = {{"doi", "10.1038/s00000-026-00001-1"}, {"pmid", "12345678"}};
  r.url = "https://journal.example/articles/s00000-026-00001-1";
  r.type = SHEAF_TYPE_REVIEW;
  r.venue.value = "Journal of Examples & Cases";
  r.authors = {person("Sophie", "Germain"), person("Ludwig", "van Beethoven"),
               person("Łukasz", "Żółć")};
  r.published_ms = september(1);
  r.abstract.value = "Divergences compare distributions.";
  sheaf::Score failed;
  failed.status = SHEAF_E_RATE_LIMITED;
  failed.error = "HTTP 429";
  i.scores = {{"llm", failed}};
  i.sources = {"journal"};
  return i;
}

Item retracted() {
  Item i;
  i.record.id = "doi:10.1000/gone";
  i.record.title.value = "A result that did not last";
  i.record.identifiers = {{"doi", "10.1000/gone"}};
  i.record.type = SHEAF_TYPE_RETRACTION;
  i.record.flags = SHEAF_R_WITHDRAWN;
  i.flags = SHEAF_ITEM_NOTICE;
  i.sources = {"journal"};
  return i;
}

}  // namespace

SampleDay sample_day() {
  SampleDay d;
  d.run.id = "20260924T060000Z";
  d.run.pipeline = "examples";
  d.run.sheaf_version = "1.0.0";
  d.run.time_zone = "Europe/Berlin";
  d.run.started_ms = september(24) + 6 * 3'600'000;
  d.run.partial = true;
  d.run.sources = {{"arxiv", "arxiv", SHEAF_STATE_OK, "", 143, 0},
                   {"journal", "feed", SHEAF_STATE_TRUNCATED, "The list ended early.", 20, 1}};
  d.run.notices = {{SHEAF_NOTICE_WARNING, "journal", "The list ended early."}};
  d.run.usage = {{"llm", {12, 120'345, 60'000, 9'100, 2'000, 71'200, "USD", "a-model"}}};
  d.run.settings = {{"name", "examples"}, {"llm.request", "POST /v1\n\n{}"}};
  d.digest.profile.id = "ada";
  d.digest.profile.title = "Ada's list";
  d.digest.profile.criteria = {{"moe", "Conditional computation", ""},
                               {"training", "Training methods", ""}};
  d.digest.axes = {{"relevance", "Relevance", 10, {{0, "not at all"}, {10, "very"}}},
                   {"novelty", "Novelty", 10, {}}};
  d.digest.funnel = {{"fetched", "fetched", 163, 0}, {"selected", "selected", 4, 1}};
  d.digest.notices = {{SHEAF_NOTICE_INFO, "", "3 works wait for tomorrow."}};
  d.digest.sections = {{"briefing",
                        "In brief",
                        {{SHEAF_BLOCK_HEADING, 1, "Worth a second look", {}},
                         {SHEAF_BLOCK_PARAGRAPH, 1, "Routing gets cheaper.", {1, 2}},
                         {SHEAF_BLOCK_LIST_ITEM, 2, "It covers $n \\ge 2$ only.", {}}}}};
  d.digest.items = {retracted(), followed(), whole(), article()};
  d.digest.unscored = {{"arxiv:2609.00002", "On *stars* in titles", "llm", "HTTP 503"}};
  return d;
}

std::vector<sheaf::Record> hostile_works() {
  const std::string texts[] = {
      "Unbalanced { braces } } and {{ more {",
      "Back\\slashes \\input{/etc/passwd} \\\\ \\",
      "100% of it % not a comment\n@article{evil, title={x}}",
      "#hash & @at _under ^hat ~tilde $5 and $6 \"quoted\" 'single'",
      "Line one\nER  - \nTY  - JOUR\nTI  - smuggled",
      "</script><script>alert(1)</script> ]]> <!-- <b>bold</b> &amp; &#x41;",
      "](javascript:alert(1)) [x](https://evil.example) `code` ``` | table | **b** _i_ ~~s~~",
      "Right\u202Eto left\u202C and \u200Fmarks\u200E \u2066isolated\u2069",
      "Emoji 🧬👩‍🔬🏳️‍🌈 and 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 beyond the basic plane",
      "<!channel> <@U123|x> @everyone @here <@&5> #general :tada: <https://evil.example|bank>",
      "Maths with traps: $a%b$, $x_{1$ and $\\frac{1}{2}$, $$\\sum_i \\% i$$",
      "中文題目：稀疏路由",
      "--- dash -- en 'quotes'' ``open !`x ?`y",
      "Controls \x01\x02\x0b\x1f\x7f and nonchars \uFFFE\uFFFF here",
  };
  std::vector<sheaf::Record> out;
  for (const std::string& text : texts) {
    sheaf::Record r = preprint("2609." + std::to_string(10001 + out.size()), text);
    r.authors = {person("Bobby \"{Tables", "O'Neil, Jr. and } others <x>")};
    r.authors.push_back(person("", "The {Group} and Company, Inc."));
    r.authors.back().group = true;
    r.abstract.value = text + "\n\n" + text;
    r.comment.value = text;
    r.venue.value = out.size() % 2 == 0 ? text : "";
    if (!r.venue.value.empty()) r.flags = 0;
    r.categories = {"cs.LG", text};
    r.links = {{SHEAF_LINK_PDF, "javascript:alert(1)", text},
               {SHEAF_LINK_CODE, "https://example.org/a\"b<c>{d}|e f\n", text}};
    r.extras = {{text, text}};
    if (out.size() % 3 == 0) r.url = "javascript:alert(1)//" + text;
    out.push_back(std::move(r));
  }
  out[0].id = "../../etc/passwd";
  out[1].id = "id with } , % # and\nnewline";
  out[2].abstract.value.clear();
  while (out[2].abstract.value.size() < (1u << 20)) {
    out[2].abstract.value += "A sentence with $x_{i}$, 5% & <tags>. ";
  }
  out[3].identifiers.emplace_back("doi", "10.1000/a_b{c}%d<e>;f");
  out[4].published_ms = out[4].updated_ms = SHEAF_TIME_UNKNOWN;
  out[5].authors.clear();
  return out;
}

SampleDay hostile_day() {
  SampleDay d = sample_day();
  d.digest.items.clear();
  const std::vector<sheaf::Record> works = hostile_works();
  for (const sheaf::Record& r : works) {
    Item i;
    i.record = r;
    sheaf::Score s;
    s.value = 0.5;
    s.axes = {{"relevance", 5}};
    s.matched = {"moe"};
    s.comment = r.comment.value;
    s.evidence = {{SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, r.comment.value, "title", 0.1}};
    i.scores = {{"llm", s}};
    i.sources = {"arxiv"};
    d.digest.items.push_back(std::move(i));
    d.digest.unscored.push_back({r.id, r.comment.value, "llm", r.comment.value});
    d.digest.notices.push_back({SHEAF_NOTICE_ERROR, "llm", r.comment.value});
    d.digest.sections.front().blocks.push_back({SHEAF_BLOCK_PARAGRAPH, 1, r.comment.value, {0}});
  }
  d.digest.profile.title = works[5].title.value;
  d.digest.sections.front().title = works[6].title.value;
  return d;
}

}  // namespace test
