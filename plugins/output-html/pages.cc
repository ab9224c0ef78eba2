#include "pages.h"

#include <algorithm>
#include <set>

#include "chart.h"
#include "data.h"
#include "digest/words.h"
#include "layout.h"
#include "sheaf/text/maths.hpp"
#include "shipped.h"
#include "text.h"

namespace output_html {
namespace {

constexpr std::size_t kMostSeries = 8, kMostRising = 15, kNewestWorks = 50;

std::string card(const std::string& href, const std::string& name, const std::string& text) {
  return "<li><a href=\"" + escape(href) + "\">" + isolated(name) + "</a>" +
         element("p", "", text) + "</li>\n";
}

std::string digest_words(const DigestEntry& d) {
  const std::string words = digest::counted(d.items, "work") + ".";
  return d.headline.empty() ? words : words + " <strong>" + escape(d.headline) + "</strong>";
}

Shell reader_shell(const Frame& frame, const Reader& reader, const std::string& view,
                   const std::string& name, const std::string& file) {
  Shell shell;
  shell.file = "p/" + reader.folder + "/" + file;
  shell.title = name + " · " + reader.title + " · " + frame.title;
  shell.kicker = isolated(reader.title);
  shell.heading = isolated(name);
  shell.reader = &reader;
  shell.view = view;
  return shell;
}

// ---- Radar

std::vector<std::int64_t> weeks_until(std::string_view today) {
  const std::int64_t day = day_number(today), monday = day - (day + 3) % 7;
  std::vector<std::int64_t> out;
  for (int i = kRadarWeeks - 1; i >= 0; --i) out.push_back(monday - 7 * i);
  return out;
}

using Counts = std::map<std::int64_t, std::size_t>;

std::size_t sum_of(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [week, n] : counts) sum += n;
  return sum;
}

// The most frequent ones by name; what is beyond eight together in the last.
std::vector<Series> series_of(const std::map<std::string, Counts>& all,
                              const std::vector<std::int64_t>& weeks) {
  std::vector<std::pair<std::size_t, const std::pair<const std::string, Counts>*>> order;
  for (const auto& entry : all) order.emplace_back(sum_of(entry.second), &entry);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Series> out;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < kMostSeries) {
      out.push_back({order[i].second->first, std::vector<std::size_t>(weeks.size())});
    } else {
      out.back().name = "others";
    }
    for (std::size_t w = 0; w < weeks.size(); ++w) {
      const auto at = order[i].second->second.find(weeks[w]);
      if (at != order[i].second->second.end()) out.back().values[w] += at->second;
    }
  }
  return out;
}

std::string matches_html(const RadarFigures& radar, std::string_view today) {
  const auto weeks = weeks_until(today);
  std::vector<std::string> labels;
  for (const std::int64_t week : weeks) labels.push_back(date_of_day(week));
  if (!radar.criteria.empty()) {
    return "<p>A work that meets several criteria counts for each.</p>\n" +
           stacked_bars("Works by criterion and week", labels, series_of(radar.criteria, weeks));
  }
  if (!radar.terms.empty()) {
    return "<p>A work with several of your terms counts for each.</p>\n" +
           stacked_bars("Works by term and week", labels, series_of(radar.terms, weeks));
  }
  return stacked_bars("Works by week", labels, series_of({{"works", radar.shown}}, weeks));
}

std::string rising_html(const RadarFigures& radar) {
  const auto rising = rising_terms(radar, kMostRising);
  if (rising.empty()) {
    return "<p class=\"note\">No word of the titles is clearly more frequent in the last four "
           "weeks "
           "than before.</p>\n";
  }
  const auto percent = [](double share) { return digest::number(share * 100) + " %"; };
  std::vector<std::vector<std::string>> rows;
  for (const RisingTerm& r : rising) {
    rows.push_back({isolated(r.term), digest::thousands(r.recent), percent(r.recent_share),
                    digest::thousands(r.before), percent(r.before_share)});
  }
  return "<p>Words and pairs of words in titles: works of the last four weeks, and of the weeks "
         "before.</p>\n" +
         table("Rising terms", {"Term", "Last four weeks", "Share", "Before", "Share"}, rows);
}

std::string sources_html(const RadarFigures& radar) {
  std::vector<Bar> bars;
  for (const auto& [source, n] : radar.sources) bars.push_back({source, n});
  std::stable_sort(bars.begin(), bars.end(),
                   [](const Bar& a, const Bar& b) { return a.value > b.value; });
  if (bars.size() > 12) {
    Bar others{"others", 0};
    for (std::size_t i = 11; i < bars.size(); ++i) others.value += bars[i].value;
    bars.resize(11);
    bars.push_back(others);
  }
  return share_bars("Works by source", bars);
}

std::string seen_words(const Person& person) {
  const auto strong =
      static_cast<std::size_t>(std::count_if(person.findings.begin(), person.findings.end(),
                                             [](const auto& f) { return f.second.strong; }));
  const std::size_t weak = person.findings.size() - strong;
  std::string out = digest::counted(strong, "work");
  if (weak > 0) out += ", and " + digest::thousands(weak) + " on weak evidence";
  return out + (person.followed ? "." : "; no longer followed.");
}

std::string people_cards(const Reader& reader, const std::string& folder, bool seen_only) {
  std::string out;
  for (const auto& [name, person] : reader.people) {
    if (seen_only && person.findings.empty()) continue;
    out += card(folder + person.slug + ".html", name, escape(seen_words(person)));
  }
  return out.empty() ? out : "<ul class=\"cards\">\n" + out + "</ul>\n";
}

std::string section(const char* id, const char* title, const std::string& body) {
  return "<section>\n<h2 id=\"" + std::string(id) + "\">" + title + "</h2>\n" + body +
         "</section>\n";
}

// ---- People

std::string findings_html(const Person& person, bool strong) {
  std::vector<const std::pair<const std::string, Finding>*> found;
  for (const auto& f : person.findings) {
    if (f.second.strong == strong) found.push_back(&f);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->second.date > b->second.date; });
  std::string out;
  for (const auto* f : found) {
    const Finding& x = f->second;
    const std::string open = sheaf::text::has_maths(x.title) ? "<span class=\"tex\">" : "<span>";
    const std::string evidence = x.detail.empty() ? "" : " · evidence: " + isolated(x.detail);
    out += "<li>" + link(x.url, open + isolated(x.title) + "</span>") +
           "\n<p class=\"meta\"><a href=\"../../../" + escape(x.page) + "\">digest of " +
           escape(digest::long_date(x.date)) + "</a>" + evidence + "</p></li>\n";
  }
  return out.empty() ? out : "<ul class=\"list\">\n" + out + "</ul>\n";
}

}  // namespace

std::string home_page(const Frame& frame, const Site& site) {
  std::string now, before;
  for (const Reader& r : site.readers) {
    const DigestEntry& newest = r.digests.back();
    (r.current ? now : before) += card("p/" + r.folder + "/index.html", r.title,
                                       escape(words_of(newest)) + ": " + digest_words(newest));
  }
  Shell shell;
  shell.file = "index.html";
  shell.title = frame.title;
  shell.description = "Digests of scholarly literature.";
  shell.kicker = "Digests";
  shell.heading = isolated(frame.title);
  shell.lede = escape(digest::long_date(site.today));
  shell.body = now.empty() ? "<p class=\"note\">There is no digest yet.</p>\n"
                           : "<ul class=\"cards\">\n" + now + "</ul>\n";
  if (!before.empty()) {
    shell.body +=
        section("earlier", "Earlier readers", "<ul class=\"cards\">\n" + before + "</ul>\n");
  }
  return laid_out(frame, shell);
}

std::string archive_page(const Frame& frame, const Reader& reader) {
  Shell shell = reader_shell(frame, reader, "archive.html", "Archive", "archive.html");
  shell.description = "All digests for " + reader.title + ", by date.";
  shell.lede = digest::counted(reader.digests.size(), "digest") + ", newest first.";
  std::string month;
  for (auto d = reader.digests.rbegin(); d != reader.digests.rend(); ++d) {
    if (std::string of = d->date.substr(0, 7); of != month) {
      if (!month.empty()) shell.body += "</ul>\n";
      month = std::move(of);
      const std::string words = digest::long_date(d->date);
      shell.body += "<h2 id=\"m" + escape(month) + "\">" +
                    escape(words.substr(words.find(' ') + 1)) + "</h2>\n<ul class=\"list\">\n";
    }
    shell.body += std::string(d->failed ? "<li class=\"failed\">" : "<li>") + "<a href=\"" +
                  escape(d->name) + ".html\">" + escape(words_of(*d)) + "</a> " + digest_words(*d) +
                  "</li>\n";
  }
  shell.body += "</ul>\n";
  return laid_out(frame, shell);
}

std::string radar_page(const Frame& frame, const Reader& reader, std::string_view today) {
  Shell shell = reader_shell(frame, reader, "radar.html", "Radar", "radar.html");
  const RadarFigures& radar = reader.radar;
  shell.description = "What the digests for " + reader.title + " say together.";
  shell.lede = "The digests of the last " + std::to_string(kRadarWeeks) +
               " weeks: " + digest::counted(radar.recent + radar.before, "work") + ".";
  if (radar.recent + radar.before == 0) {
    shell.body = "<p class=\"note\">No work was shown in that time.</p>\n";
  } else {
    shell.body = section("matches", "Matches", matches_html(radar, today)) +
                 section("rising", "Rising terms", rising_html(radar)) +
                 section("sources", "Sources", sources_html(radar));
  }
  const std::string seen = people_cards(reader, "people/", true);
  shell.body +=
      section("people", "People seen",
              seen.empty() ? "<p class=\"note\">No work of a followed person yet.</p>\n" : seen);
  return laid_out(frame, shell);
}

std::string people_page(const Frame& frame, const Reader& reader) {
  Shell shell = reader_shell(frame, reader, "people/index.html", "People", "people/index.html");
  shell.description = "The people whom " + reader.title + " follows.";
  shell.lede = "Works of followed people, in all digests.";
  shell.body = people_cards(reader, "", false);
  if (shell.body.empty()) shell.body = "<p class=\"note\">This profile follows nobody.</p>\n";
  return laid_out(frame, shell);
}

std::string person_page(const Frame& frame, const Reader& reader, const std::string& name,
                        const Person& person) {
  Shell shell = reader_shell(frame, reader, "people", name, "people/" + person.slug + ".html");
  shell.description = "Works of " + name + " in the digests for " + reader.title + ".";
  shell.lede = escape(seen_words(person));
  const std::string strong = findings_html(person, true), weak = findings_html(person, false);
  shell.body =
      strong.empty() && weak.empty()
          ? "<p class=\"note\">No work in any digest yet.</p>\n"
          : (strong.empty() ? "" : section("works", "Works", strong)) +
                (weak.empty() ? "" : section("maybe", "Maybe theirs: weak evidence", weak));
  return laid_out(frame, shell);
}

std::string works_page(const Frame& frame, const Site& site, const Works& works,
                       std::string_view index) {
  std::vector<Data> newest;
  for (const Work& w : works.newest_first) {
    if (newest.size() == kNewestWorks) break;
    std::vector<std::string> meta{site.date_of(w.listed_ms), digest::join(w.sources, ", "),
                                  digest::join(w.categories, ", "), w.venue};
    const std::string classes = sheaf::text::has_maths(w.title) ? " class=\"tex\"" : "";
    Data data;
    data["heading"] =
        Data(w.url.empty() ? "<span" + classes + ">" + isolated(w.title) + "</span>"
                           : "<a" + classes + " href=\"" + escape(w.url) +
                                 "\" rel=\"noopener noreferrer\">" + isolated(w.title) + "</a>");
    data["authors"] = Data(element("p", "authors", isolated(w.authors)));
    data["meta"] = Data(isolated(digest::join(meta, " · ")));
    newest.push_back(std::move(data));
  }
  Data root;
  root["index"] = Data(escape(index));
  root["works"] = list_of(std::move(newest));
  Shell shell;
  shell.file = "works.html";
  shell.title = "All works · " + frame.title;
  shell.description = "All works of the last " + std::to_string(works.days) + " days, with search.";
  shell.kicker = "Archive";
  shell.heading = "All works";
  shell.lede =
      digest::counted(works.newest_first.size(), "work") + " of the last " +
      digest::counted(static_cast<std::uint64_t>(works.days), "day") + ", newest first" +
      (works.left_out > 0 ? "; " + digest::thousands(works.left_out) + " older ones are left out."
                          : ".");
  shell.body = mustache::fill("works.mustache", kWorks, root);
  shell.script = "works.js";
  shell.wide = true;
  return laid_out(frame, shell);
}

std::string own_page(const Frame& frame, std::string_view index) {
  Data root;
  root["index"] = Data(escape(index));
  Shell shell;
  shell.file = "radar.html";
  shell.title = "Your radar · " + frame.title;
  shell.description = "All works, ranked in this page by your own words.";
  shell.kicker = "In this page alone";
  shell.heading = "Your radar";
  shell.lede = "What would your own words, people and categories have found?";
  shell.body = mustache::fill("own.mustache", kOwn, root);
  shell.script = "own.js";
  shell.wide = true;
  return laid_out(frame, shell);
}

}  // namespace output_html
