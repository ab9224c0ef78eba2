#include "delivery.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "names.h"
#include "sheaf/text/hash.hpp"
#include "shipped.h"

namespace output_html {
namespace {

namespace fs = std::filesystem;
using sheaf::view;

// The digests whose pages are to be made: reader, digest.
using Due = std::set<std::pair<std::size_t, std::size_t>>;

Oldest oldest_of(const Site& site) {
  Oldest out;
  for (const Reader& r : site.readers) out["p/" + r.folder] = r.digests.front().run;
  return out;
}

Due due_digests(const Site& site, const Folder& folder, const sheaf_run& run, bool all) {
  Due due;
  for (std::size_t r = 0; r < site.readers.size(); ++r) {
    const Reader& reader = site.readers[r];
    // Once the store has forgotten a reader's oldest digests, the page of what is now the first one
    // links to nothing, and a day's second digest may have become its first, to which the next
    // links.
    const auto oldest = folder.oldest().find("p/" + reader.folder);
    const bool outlived =
        oldest == folder.oldest().end() || oldest->second != reader.digests.front().run;
    for (std::size_t d = 0; d < reader.digests.size(); ++d) {
      const DigestEntry& digest = reader.digests[d];
      if (!all && digest.run != view(run.id) && folder.has(reader.path(digest)) &&
          !(outlived && (d == 0 || reader.digests[d - 1].date == reader.digests.front().date))) {
        continue;
      }
      due.emplace(r, d);
      if (d > 0) due.emplace(r, d - 1);  // it links to this one
    }
    const bool newest_there = folder.has("p/" + reader.folder + "/index.html");
    if (site.readers.size() == 1 || !newest_there) due.emplace(r, reader.digests.size() - 1);
  }
  return due;
}

void put_digests(const sheaf::Host& host, const sheaf::Call& call, const Frame& frame,
                 const Site& site, const Due& due, Folder& folder) {
  for (const Reader& reader : site.readers) {
    for (const DigestEntry& d : reader.digests) folder.keep(reader.path(d));
    folder.keep("p/" + reader.folder + "/index.html");
  }
  if (due.empty()) return;
  std::map<std::pair<std::string, std::string>, std::pair<std::size_t, std::size_t>> by_run;
  auto query = sheaf::sized<sheaf_history_query>();
  query.since_ms = INT64_MAX;
  query.until_ms = SHEAF_TIME_UNKNOWN;
  for (const auto& [r, d] : due) {
    const DigestEntry& entry = site.readers[r].digests[d];
    by_run[{entry.run, site.readers[r].id}] = {r, d};
    query.since_ms = std::min(query.since_ms, entry.started_ms);
  }
  std::uint64_t done = 0;
  host.each_digest(call, query, [&](const sheaf_run& run, const sheaf_digest& digest) {
    const auto at = by_run.find({std::string(view(run.id)), std::string(view(digest.profile->id))});
    if (at == by_run.end()) return true;
    call.throw_if_cancelled();
    const std::size_t d = at->second.second;
    const Reader& reader = site.readers[at->second.first];
    const auto put = [&](const std::string& file) {
      folder.put(file, digest_page(frame, reader, d, file, run, digest));
    };
    put(reader.path(reader.digests[d]));
    if (d + 1 == reader.digests.size()) {
      put("p/" + reader.folder + "/index.html");
      if (site.readers.size() == 1) put("index.html");
    }
    call.progress(++done, by_run.size());
    return done < by_run.size();
  });
}

void put_readers(const Frame& frame, const Site& site, Folder& folder) {
  for (const Reader& reader : site.readers) {
    const std::string base = "p/" + reader.folder + "/";
    folder.put(base + "archive.html", archive_page(frame, reader));
    folder.put(base + "radar.html", radar_page(frame, reader, site.today));
    folder.put(base + "people/index.html", people_page(frame, reader));
    for (const auto& [name, person] : reader.people) {
      folder.put(base + "people/" + person.slug + ".html",
                 person_page(frame, reader, name, person));
    }
  }
  if (site.readers.size() != 1) folder.put("index.html", home_page(frame, site));
}

std::string content_of(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(out).str();
}

// The script, the style sheet and the fonts that browsers of today read; false if there are none.
bool put_katex(Folder& folder) {
  for (const std::string& from : katex_folders()) {
    std::error_code error;
    if (!fs::is_regular_file(fs::path(from) / "katex.min.js", error)) continue;
    for (const char* name : {"katex.min.js", "katex.min.css"}) {
      folder.put("assets/katex/" + std::string(name), content_of(fs::path(from) / name));
    }
    for (fs::directory_iterator font(fs::path(from) / "fonts", error), end; !error && font != end;
         font.increment(error)) {
      if (font->path().extension() != ".woff2") continue;
      folder.put("assets/katex/fonts/" + font->path().filename().string(),
                 content_of(font->path()));
    }
    return true;
  }
  return false;
}

}  // namespace

void deliver(const sheaf::Host& host, const sheaf::Call& call, const Options& options,
             const std::string& version, const sheaf_run& run,
             const std::vector<std::string>& current) {
  Frame frame;
  frame.title = options.title.empty() ? std::string(view(run.pipeline)) : options.title;
  frame.base_url = options.base_url;
  const std::string made_with =
      sheaf::text::fnv1a_hex(version + "\n" + std::string(view(run.sheaf_version)) + "\n" +
                             frame.title + "\n" + frame.base_url);

  Folder folder(options.path, std::string(view(run.pipeline)));
  const bool all = (run.flags & SHEAF_RUN_REBUILD) != 0 || folder.made_with() != made_with;
  const Site site = read_site(host, call, run, current);
  put_digests(host, call, frame, site, due_digests(site, folder, run, all), folder);
  call.throw_if_cancelled();
  put_readers(frame, site, folder);
  {
    const Works works = read_works(host, call, options.works, run.started_ms);
    const std::string index =
        write_data(site, works, [&](const std::string& name, const std::string& content) {
          call.throw_if_cancelled();
          folder.put_hashed("data/" + name, content);
        });
    folder.put("works.html", works_page(frame, site, works, index));
    folder.put("radar.html", own_page(frame, index));
  }
  for (const auto& [name, content] : assets()) folder.put("assets/" + name, content);
  if (!put_katex(folder)) {
    call.warn("KaTeX was not found (libjs-katex): maths stays LaTeX on the pages");
  }
  folder.put(".nojekyll", "");
  call.throw_if_cancelled();
  folder.publish(made_with, oldest_of(site));
}

}  // namespace output_html
