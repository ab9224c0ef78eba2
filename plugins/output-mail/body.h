// A digest as the two parts of a mail. Values in, text out: no clock, no locale, no files.
#pragma once

#include <cstddef>
#include <string>

#include "digest/page.h"
#include "sheaf/plugin.h"

namespace output_mail {

struct Options {
  std::size_t max_authors = 4;
  std::size_t abstract = 600;  // bytes of each abstract; 0: none
};

// What both parts are made of.
struct Letter {
  const sheaf_run* run = nullptr;      // borrowed
  const digest::Page* page = nullptr;  // borrowed
  std::string more_url;                // where the whole digest is; may be empty
  std::string unsubscribe_url;         // may be empty
  Options options;
};

// A reader of mail at Google sees the first 102 kB of the HTML part and a link for the rest.
inline constexpr std::size_t kClip = 100'000;
// Bytes of a piece of foreign text.
inline constexpr std::size_t kSpan = 600, kTitle = 400, kText = 2'000;

struct Html {
  std::string text;
  std::size_t left_out = 0;  // works at the end that did not fit
};

// Inline styles, no script, nothing to fetch; takes at most kClip bytes in a message. What does not
// fit is left out from the end and told of, with a link to the whole.
Html html_part(const Letter& letter);

// For readers without HTML. `left_out`: as many works are missing at the end.
std::string plain_part(const Letter& letter, std::size_t left_out);

// "Cost of this run: 0.54 USD (13 requests, 128,345 tokens in, 11,100 out)"; empty if none was
// used.
std::string cost_line(const sheaf_run& run);

// "12 sources read", and "1 of 12 sources failed: see above".
std::string sources_line(const sheaf_run& run);

}  // namespace output_mail
