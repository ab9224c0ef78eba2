#include "fixture.h"

#include <set>

#include "names.h"
#include "sheaf/text/hash.hpp"
#include "support/programs.h"

namespace output_html::test {
namespace {

using namespace sheaf::testing;
using ::test::hostile_day;
using ::test::sample_day;
using ::test::september;

constexpr std::int64_t kHour = 3'600'000;

Run run_of(int day, int hour, const std::string& id) {
  Run run = sample_day().run;
  run.id = id;
  run.date = "2026-09-" + std::to_string(day);
  run.started_ms = september(day) + hour * kHour;
  return run;
}

// A reader who follows two people of one name and one whose name no path can hold.
Digest second_reader() {
  Digest d = sample_day().digest;
  d.profile = {};
  d.profile.id = "bob.2";
  d.profile.title = "Bob & <i>co</i>";
  d.profile.language = "de";
  sheaf::Person person;
  for (const char* name : {"Ada Lovelace", "../../..", "Grace \"Amazing\" Hopper", "李 明"}) {
    person.name = name;
    d.profile.people.push_back(person);
  }
  d.items.resize(3);
  sheaf::Score weak;
  weak.value = 0.25;
  weak.evidence = {{SHEAF_EVIDENCE_PERSON, SHEAF_STRENGTH_WEAK, "../../..", "name", 0}};
  d.items[2].scores = {{"fast", weak}};
  d.sections.front().blocks.push_back({SHEAF_BLOCK_HEADING, 4, "Deep", {}});
  d.sections.front().blocks.push_back({SHEAF_BLOCK_LIST_ITEM, 1, "One", {}});
  d.sections.front().blocks.push_back({SHEAF_BLOCK_LIST_ITEM, 2, "One, in it", {}});
  d.sections.front().blocks.push_back({SHEAF_BLOCK_LIST_ITEM, 1, "Two", {99}});
  return d;
}

Digest without_works(Digest d) {
  d.items.clear();
  d.sections.clear();
  d.unscored.clear();
  return d;
}

}  // namespace

std::vector<Day> days(std::size_t count) {
  std::vector<Day> out;
  const Digest ada = sample_day().digest;
  out.push_back({run_of(21, 6, "r1"), {ada}});
  Day quiet{run_of(22, 6, "r2"), {without_works(ada), without_works(second_reader())}};
  quiet.run.partial = false;
  quiet.run.sources = {{"arxiv", "arxiv", SHEAF_STATE_EMPTY_EXPECTED, "", 0, 0}};
  quiet.run.notices.clear();
  out.push_back(quiet);
  Day failed{run_of(23, 6, "r3"), {without_works(ada), second_reader()}};
  failed.run.sources = {{"arxiv", "arxiv", SHEAF_STATE_FAILED, "HTTP 503 <b>", 0, 0}};
  out.push_back(failed);
  const ::test::SampleDay hostile = hostile_day();
  out.push_back({run_of(24, 6, "r4"), {ada, second_reader()}});
  out.push_back({run_of(24, 18, "r5 \"</title>"), {hostile.digest, second_reader()}});
  if (out.size() > count) out.resize(count);
  return out;
}

void tell(FakeHistory& history, const std::vector<Day>& days) {
  std::set<std::string> listed;
  for (const Day& day : days) {
    for (const Digest& d : day.digests) {
      history.add(day.run, d);
      for (const Item& item : d.items) {
        if (!listed.insert(item.record.id).second) continue;
        history.add_work(item.record, item.sources, day.run.started_ms + 1000);
      }
    }
  }
}

void tell_plain_works(FakeHistory& history, std::size_t count, int day) {
  for (std::size_t i = 0; i < count; ++i) {
    sheaf::Record r;
    r.id = "plain:" + std::to_string(i);
    r.title.value = "On the number " + std::to_string(i);
    r.abstract.value = "It is followed by " + std::to_string(i + 1) + ".";
    r.url = "https://plain.example/" + std::to_string(i);
    r.categories = {"math.NT"};
    r.primary_category = "math.NT";
    r.type = SHEAF_TYPE_RESEARCH;
    r.announce = SHEAF_ANNOUNCE_CROSS;
    sheaf::Person author;
    author.name = "Leonhard Euler";
    r.authors = {author};
    history.add_work(std::move(r), {"plain"}, september(day) + static_cast<std::int64_t>(i));
  }
}

std::map<std::string, std::string> hashes(const fs::path& root) {
  auto out = ::test::files_below(root);
  for (auto& [name, content] : out) content = sheaf::text::fnv1a_hex(content);
  return out;
}

}  // namespace output_html::test
