// The frame that all pages share.
#pragma once

#include <string>
#include <string_view>

#include "pages.h"

namespace output_html {

struct Shell {
  std::string file;  // in the site: "p/ada/archive.html"
  // Plain text: the title of the window, a sentence for search engines.
  std::string title, description;
  std::string canonical;  // a file as well; empty: `file`
  // HTML.
  std::string kicker, heading, lede, pager, body, foot;
  const Reader* reader = nullptr;  // whose views are offered
  std::string view;                // which of them this is: "archive.html"; "people" below people/
  std::string script;              // of assets/
  bool wide = false;
};

std::string laid_out(const Frame& frame, const Shell& shell);

// "24 September 2026", the day's second "24 September 2026 (2)".
std::string words_of(const DigestEntry& entry);

// From the folder of `file` up to the site's: "../../".
std::string way_up(std::string_view file);

}  // namespace output_html
