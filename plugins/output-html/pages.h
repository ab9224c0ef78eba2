// The pages of the site. Values in, bytes out: no clock, no files; the same input gives the same
// bytes. Markup: docs/design/site.md.
#pragma once

#include <string>
#include <string_view>

#include "site.h"
#include "works.h"

namespace output_html {

// What is the same on all pages.
struct Frame {
  std::string title;     // of the site
  std::string base_url;  // with a slash at its end; empty: unknown
};

// A reader's digest as it stands in `file` ("p/ada/2026-09-24.html", "index.html").
std::string digest_page(const Frame& frame, const Reader& reader, std::size_t index,
                        std::string_view file, const sheaf_run& run, const sheaf_digest& digest);

// index.html where there is not exactly one reader.
std::string home_page(const Frame& frame, const Site& site);

// The other views of a reader.
std::string archive_page(const Frame& frame, const Reader& reader);
std::string radar_page(const Frame& frame, const Reader& reader, std::string_view today);
std::string people_page(const Frame& frame, const Reader& reader);
std::string person_page(const Frame& frame, const Reader& reader, const std::string& name,
                        const Person& person);

// All works, the newest as they are, and a visitor's own radar; `index` is the file in data/.
std::string works_page(const Frame& frame, const Site& site, const Works& works,
                       std::string_view index);
std::string own_page(const Frame& frame, std::string_view index);

}  // namespace output_html
