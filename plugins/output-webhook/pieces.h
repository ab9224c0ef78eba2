// A digest as pieces of text, and those as messages of what a service takes.
#pragma once

#include <string>
#include <vector>

#include "preset.h"
#include "sheaf/plugin.h"

namespace output_webhook {

struct Options {
  std::size_t max_items = 25;
  std::string link;  // to the whole digest; may be empty
};

using Message = std::vector<std::string>;  // its pieces, in the preset's markup

// None for a digest that has nothing to show and in which nothing failed. Each piece and each
// message is within the preset's limits; those after the first begin with the title and "2/3".
std::vector<Message> messages_of(const sheaf_run& run, const sheaf_digest& digest,
                                 const Options& options, const Preset& preset);

// The digest's title in plain text, for services that show one line of a message elsewhere.
std::string title_of(const sheaf_run& run, const sheaf_digest& digest);

}  // namespace output_webhook
