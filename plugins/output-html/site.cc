#include "site.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "digest/line.h"
#include "digest/page.h"
#include "digest/people.h"
#include "names.h"

namespace output_html {
namespace {

using sheaf::range;
using sheaf::view;

std::optional<double> value_of(const sheaf_item& item) {
  for (std::size_t i = item.score_count; i-- > 0;) {
    if (item.scores[i]->status == SHEAF_OK) return item.scores[i]->value;
  }
  return std::nullopt;
}

class Reading {
 public:
  explicit Reading(Site& site) : site_(site) {}

  void add(const sheaf_run& run, const sheaf_digest& digest) {
    if (site_.runs.empty() || site_.runs.back().first != run.started_ms) {
      site_.runs.emplace_back(run.started_ms, view(run.date));
    }
    const std::size_t index = reader_of(view(digest.profile->id));
    Reader& reader = site_.readers[index];
    reader.title = digest::one_line(
        view(digest.profile->title.len > 0 ? digest.profile->title : digest.profile->id));
    DigestEntry entry;
    entry.run = view(run.id);
    entry.date = view(run.date);
    const std::size_t sequence = ++days_[{index, entry.date}];
    entry.name = entry.date + (sequence > 1 ? "-" + std::to_string(sequence) : "");
    entry.started_ms = run.started_ms;
    entry.items = digest.item_count;
    digest::Page report;
    digest::add_report(report, run, digest);
    entry.headline = report.headline;
    entry.failed = report.failed;
    reader.digests.push_back(std::move(entry));

    add_people(reader, digest);
    add_to_radar(reader.radar, site_.today, view(run.date), digest);
    add_items(index, digest);
    add_axes(digest);
  }

 private:
  std::size_t reader_of(std::string_view id) {
    const auto [at, is_new] = known_.try_emplace(std::string(id), site_.readers.size());
    if (is_new) {
      Reader& reader = site_.readers.emplace_back();
      reader.id = id;
      reader.folder = profile_folder(id);
    }
    return at->second;
  }

  static void add_people(Reader& reader, const sheaf_digest& digest) {
    for (auto& [name, person] : reader.people) person.followed = false;
    for (const auto* p : range(digest.profile->people, digest.profile->person_count)) {
      person_of(reader, view(p->name)).followed = true;
    }
  }

  static Person& person_of(Reader& reader, std::string_view name) {
    Person& person = reader.people[digest::one_line(name)];
    if (person.slug.empty()) person.slug = slug(name);
    return person;
  }

  void add_items(std::size_t index, const sheaf_digest& digest) {
    Reader& reader = site_.readers[index];
    const DigestEntry& entry = reader.digests.back();
    const digest::Numbers numbers = digest::numbers_of(digest);
    for (std::size_t i = 0; i < digest.item_count; ++i) {
      const sheaf_item& item = *digest.items[i];
      const sheaf_record& record = *item.record;
      const std::string page = reader.path(entry) + "#item-" + std::to_string(numbers[i]);
      for (const digest::Match& match : digest::matches(item)) {
        std::string title = digest::one_line(view(record.title));
        if (title.empty()) title = view(record.id);
        person_of(reader, match.person).findings[std::string(view(record.id))] = {
            std::move(title),          std::string(view(record.url)),          entry.date, page,
            std::string(match.detail), match.strength == SHEAF_STRENGTH_STRONG};
      }
      Appearance appearance{index, page, value_of(item), {}};
      for (const auto* score : range(item.scores, item.score_count)) {
        for (const auto& a : range(score->axes, score->axis_count)) {
          appearance.axes.emplace_back(view(a.id), a.value);
        }
      }
      std::vector<Appearance>& all = site_.appearances[std::string(view(record.id))];
      const auto earlier = std::find_if(all.begin(), all.end(),
                                        [&](const Appearance& a) { return a.reader == index; });
      if (earlier == all.end()) {
        all.push_back(std::move(appearance));
      } else {
        *earlier = std::move(appearance);
      }
    }
  }

  void add_axes(const sheaf_digest& digest) {
    for (const auto* a : range(digest.axes, digest.axis_count)) {
      const bool known = std::any_of(site_.axes.begin(), site_.axes.end(),
                                     [&](const AxisInfo& k) { return k.id == view(a->id); });
      if (known) continue;
      const std::string_view title = view(a->title.len > 0 ? a->title : a->id);
      site_.axes.push_back({std::string(view(a->id)), digest::one_line(title), a->scale});
    }
  }

  Site& site_;
  std::map<std::string, std::size_t> known_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> days_;  // digests of a reader's day
};

// Current readers first, in the order of the run; then the others by id.
void sort_readers(Site& site, const std::vector<std::string>& current) {
  const auto place = [&](const Reader& r) {
    const auto at = std::find(current.begin(), current.end(), r.id);
    return std::pair(at - current.begin(), r.id);
  };
  std::vector<std::size_t> order(site.readers.size()), now_at(site.readers.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return place(site.readers[a]) < place(site.readers[b]);
  });
  std::vector<Reader> sorted;
  sorted.reserve(order.size());
  for (const std::size_t i : order) {
    now_at[i] = sorted.size();
    sorted.push_back(std::move(site.readers[i]));
  }
  site.readers = std::move(sorted);
  for (Reader& r : site.readers) {
    r.current = std::find(current.begin(), current.end(), r.id) != current.end();
  }
  for (auto& [work, all] : site.appearances) {
    for (Appearance& a : all) a.reader = now_at[a.reader];
  }
}

}  // namespace

std::string Site::date_of(std::int64_t listed_ms) const {
  constexpr std::int64_t kDay = 86'400'000;
  const auto after =
      std::upper_bound(runs.begin(), runs.end(), listed_ms,
                       [](std::int64_t ms, const auto& run) { return ms < run.first; });
  if (after != runs.begin() && listed_ms - std::prev(after)->first < kDay) {
    return std::prev(after)->second;
  }
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::milliseconds(listed_ms));
  return listed_ms == SHEAF_TIME_UNKNOWN ? std::string() : date_of_day(days.count());
}

Site read_site(const sheaf::Host& host, const sheaf::Call& call, const sheaf_run& run,
               const std::vector<std::string>& current) {
  Site site;
  site.today = view(run.date);
  auto query = sheaf::sized<sheaf_history_query>();
  query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
  Reading reading(site);
  host.each_digest(call, query, [&](const sheaf_run& of, const sheaf_digest& digest) {
    reading.add(of, digest);
    return true;
  });
  sort_readers(site, current);
  std::sort(site.runs.begin(), site.runs.end());
  return site;
}

}  // namespace output_html
