#include "fixture.h"

#include <utility>

namespace output_markdown::test {

using namespace sheaf::testing;
using sheaf::Record;
using sheaf::Score;

Record paper(const std::string& id, const std::string& title) {
  Record r;
  r.id = "arxiv:" + id;
  r.title.value = title;
  r.url = "https://arxiv.org/abs/" + id;
  r.type = SHEAF_TYPE_RESEARCH;
  r.announce = SHEAF_ANNOUNCE_NEW;
  r.version = 1;
  r.identifiers = {{"arxiv", id}};
  r.published_ms = r.updated_ms = september(22);
  r.announced_ms = september(24);
  return r;
}

Item item(Record record) {
  Item i;
  i.record = std::move(record);
  i.sources = {"arxiv"};
  return i;
}

Case empty_case() {
  Case c;
  c.run.id = "2026-09-24T0600";
  c.run.pipeline = "ml-architecture";
  c.run.sheaf_version = "1.0.0";
  c.run.time_zone = "Europe/Berlin";
  c.run.sources = {{"arxiv", "arxiv", SHEAF_STATE_OK, "", 143, 0}};
  c.digest.profile.id = "architecture";
  c.digest.profile.title = "Network architecture";
  return c;
}

Case one_item(Item item) {
  Case c = empty_case();
  c.digest.items.push_back(std::move(item));
  return c;
}

namespace {

sheaf::Person person(const std::string& name) {
  sheaf::Person p;
  p.name = name;
  return p;
}

Score score(double value) {
  Score s;
  s.value = value;
  return s;
}

Item routing() {
  Record r = paper("2609.26811", "Sparse routing for small language models");
  r.authors = {person("Grace Hopper"), person("Charles Babbage"), person("Mary Somerville")};
  r.primary_category = "cs.LG";
  r.categories = {"cs.AI", "cs.LG", "stat.ML"};
  r.identifiers.emplace_back("doi", "10.48550/arxiv.2609.26811");
  r.links = {{SHEAF_LINK_PDF, "https://arxiv.org/pdf/2609.26811v1", ""},
             {SHEAF_LINK_CODE, "https://github.com/example/routing", ""}};
  r.comment.value = "12 pages, 4 figures; code at https://github.com/example/routing.";
  r.abstract.value =
      "A router that sends each token to one of $k$ experts costs little to run and much to train. "
      "We "
      "show that a loss of $\\mathcal{O}(k \\log k)$ terms is enough, and that the experts stay "
      "balanced for $p<0.01$ of the tokens.\n\n"
      "On three benchmarks the routed model needs 40% fewer operations than a dense one of equal "
      "quality, with $W_{ij} = \\{w : \\|w\\|_2 \\le 1\\}$ as the only constraint.";
  Item i = item(std::move(r));
  Score fast = score(0.83), llm = score(0.85);
  fast.evidence = {
      {SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, "sparse", "title", 0.5},
      {SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, "mixture of experts", "abstract", 0.4},
      {SHEAF_EVIDENCE_TERM, SHEAF_STRENGTH_NONE, "benchmark", "abstract", -0.07}};
  llm.axes = {{"relevance", 9}, {"novelty", 8}};
  llm.matched = {"moe"};
  llm.comment = "Trains the router with a loss that is almost free.";
  i.scores = {{"fast", fast}, {"llm", llm}};
  return i;
}

Item followed() {
  Record r = paper("2609.30001", "A telescope array sees 10⁴ flares of one star");
  for (int n = 1; n <= 20; ++n) r.authors.push_back(person("Author " + std::to_string(n)));
  r.authors[13] = person("A. Lovelace");
  r.authors[13].family = "Lovelace";
  r.authors[13].given = "A.";
  r.authors.push_back(person("Example Array Collaboration"));
  r.authors.back().group = true;
  r.primary_category = "astro-ph.SR";
  r.categories = {"astro-ph.SR"};
  r.announce = SHEAF_ANNOUNCE_CROSS;
  r.abstract.value = "Flares were counted for two years. The rate follows a power law.";
  Item i = item(std::move(r));
  i.flags = SHEAF_ITEM_FOLLOWED;
  Score fast = score(0.02);
  fast.evidence = {
      {SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_STRONG, "Ada Lovelace", "name and affiliation", 0}};
  i.scores = {{"fast", fast}};
  return i;
}

Item journal() {
  Record r = paper("x", "Learning $\\alpha$-divergences at $O(n \\log n)$ cost");
  r.id = "doi:10.1038/s00000-026-00001-1";
  r.identifiers = {{"doi", "10.1038/s00000-026-00001-1"}, {"arxiv", "2606.01234"}};
  r.url = "https://www.nature.com/articles/s00000-026-00001-1";
  r.type = SHEAF_TYPE_REVIEW;
  r.announce = SHEAF_ANNOUNCE_UNKNOWN;
  r.version = 0;
  r.venue.value = "Journal of Examples";
  r.authors = {person("Sophie Germain")};
  r.summary.value = "A family of distances becomes cheap enough for everyday use.";
  r.abstract.value = "Divergences compare distributions.";
  r.flags = SHEAF_R_TRUNCATED;
  Item i = item(std::move(r));
  i.sources = {"nature", "arxiv"};
  i.suggestions = {"arxiv:2609.26811", "doi:10.1000/elsewhere"};
  Score llm = score(0.75);
  llm.axes = {{"relevance", 7.5}, {"novelty", 8}};
  llm.matched = {"moe", "training"};
  i.scores = {{"fast", score(0.61)}, {"llm", llm}};
  return i;
}

Item replaced() {
  Record r = paper("2509.00017", "Quantization aware training, revisited");
  r.version = 3;
  r.announce = SHEAF_ANNOUNCE_REPLACE;
  r.published_ms = september(1) - std::int64_t{365} * 86'400'000;
  r.updated_ms = september(23);
  r.authors = {person("Emmy Noether"), person("Olga Taussky")};
  r.primary_category = "cs.LG";
  r.categories = {"cs.LG"};
  r.relations = {{SHEAF_REL_HAS_PREPRINT, "doi", "10.1101/2025.01.01.000001"}};
  r.abstract.value = "The third version adds a proof.";
  Item i = item(std::move(r));
  i.flags = SHEAF_ITEM_CHANGED;
  Score llm = score(0.8);
  llm.axes = {{"relevance", 8}, {"novelty", 7}};
  i.scores = {{"fast", score(0.7)}, {"llm", llm}};
  return i;
}

Usage used(std::uint64_t requests, std::uint64_t in, std::uint64_t out, std::int64_t micros,
           const std::string& model) {
  return {requests, in, in / 2, out, out / 4, micros, "USD", model};
}

}  // namespace

Case full_day() {
  Case c = empty_case();
  c.run.sources.push_back(
      {"nature", "nature", SHEAF_STATE_EMPTY_EXPECTED, "No issue today.", 0, 0});
  c.run.usage = {{"llm", used(12, 120'345, 9'100, 71'200, "gpt-5-mini")},
                 {"briefing", used(1, 8'000, 2'000, 470'000, "gpt-5")}};
  c.run.settings = {
      {"name", "ml-architecture"},
      {"sources.arxiv.with.categories", "[cs.LG, cs.AI]"},
      {"llm.request",
       "POST https://api.example.org/v1/chat/completions\n\n{\"content\": \"How networks are "
       "built,\\ntrained and ``` run.\"}"},
      {"select.min", "{relevance: 8, novelty: 7}"}};
  auto& profile = c.digest.profile;
  profile.criteria = {{"moe", "Mixture-of-experts and conditional computation", ""},
                      {"training", "Training methods", ""}};
  profile.people = {person("Ada Lovelace")};
  profile.people.front().family = "Lovelace";
  profile.people.front().given = "Ada";
  c.digest.axes = {{"relevance", "Relevance", 10, {}}, {"novelty", "Novelty", 10, {}}};
  c.digest.funnel = {{"fetched", "fetched", 143, 0},   {"new", "new", 100, 1},
                     {"cross", "cross-listed", 30, 1}, {"replaced", "replaced", 13, 1},
                     {"scanned", "scanned", 143, 0},   {"filtered", "filtered out", 31, 1},
                     {"seen", "seen before", 12, 1},   {"rejected", "below the bar", 96, 1},
                     {"failed", "failed", 0, 1},       {"selected", "selected", 4, 1}};
  c.digest.notices = {
      {SHEAF_NOTICE_INFO, "", "The list ends after 40 works; 3 wait for tomorrow."}};
  c.digest.items = {followed(), routing(), journal(), replaced()};
  c.digest.sections = {
      {"briefing",
       "In brief",
       {{SHEAF_BLOCK_PARAGRAPH, 1, "Routing gets cheaper, and divergences join it.", {1, 2}},
        {SHEAF_BLOCK_HEADING, 1, "Worth a second look", {}},
        {SHEAF_BLOCK_LIST_ITEM, 1, "A proof was added to an older work.", {3}},
        {SHEAF_BLOCK_LIST_ITEM, 2, "It covers $n \\ge 2$ only.", {}}}}};
  return c;
}

Case bad_day() {
  Case c = full_day();
  c.run.partial = true;
  c.run.sources[0] = {"arxiv", "arxiv", SHEAF_STATE_TRUNCATED, "The feed ended at 2,000 items.",
                      2000,    3};
  c.run.notices = {{SHEAF_NOTICE_WARNING, "arxiv", "The feed ended at 2,000 items."},
                   {SHEAF_NOTICE_ERROR, "llm", "HTTP 503 from the server; `fast` ranks instead."}};
  c.run.usage[1].second.cost_micros = -1;
  c.digest.unscored = {{"arxiv:2609.00002", "On *stars* in titles", "llm", "HTTP 503"},
                       {"arxiv:2609.00003", "Pipes | and dollars: $5", "llm", "HTTP 503"},
                       {"arxiv:2609.00004", "A long one", "llm", "over the token limit"}};
  c.digest.items[1].flags = SHEAF_ITEM_SUSPENDED;
  c.digest.items[1].scores.pop_back();
  return c;
}

}  // namespace output_markdown::test
