// What the pipeline file asks for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"

namespace biorxiv {

enum class Server { kBiorxiv, kMedrxiv };

// "biorxiv", as in addresses, and "bioRxiv".
std::string_view id_of(Server server);
std::string_view name_of(Server server);

struct Options {
  Server server = Server::kBiorxiv;
  std::vector<std::string> categories;  // folded, without repetition
  bool revisions = false;
  // What a first run reads: so many days, or so many posts.
  std::int64_t first = 0;
  bool first_in_posts = false;
  std::vector<std::string> urls;

  bool wants_category(std::string_view category) const;
};

// As the API spells categories: small letters, blanks for `_`, `-` and `/`.
std::string folded_category(std::string_view text);

std::vector<sheaf::Field> option_fields();
// Throws sheaf::Error(SHEAF_E_CONFIG) when the fields contradict each other.
Options read_options(const sheaf::Config& config);

}  // namespace biorxiv
