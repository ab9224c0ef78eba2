#include "options.h"

#include <algorithm>
#include <charconv>

namespace biorxiv {

std::string_view id_of(Server server) {
  return server == Server::kMedrxiv ? "medrxiv" : "biorxiv";
}

std::string_view name_of(Server server) {
  return server == Server::kMedrxiv ? "medRxiv" : "bioRxiv";
}

bool Options::wants_category(std::string_view category) const {
  return categories.empty() || std::find(categories.begin(), categories.end(),
                                         folded_category(category)) != categories.end();
}

std::string folded_category(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = std::string_view(" \t\r\n_-/").find(c) != std::string_view::npos;
    if (!blank) {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<sheaf::Field> option_fields() {
  using sheaf::field;
  std::vector<sheaf::Field> out;
  out.push_back(field("server", SHEAF_T_ENUM, "Which of the two servers.")
                    .def("biorxiv")
                    .identity()
                    .option("biorxiv", "bioRxiv, biology")
                    .option("medrxiv", "medRxiv, health sciences"));
  out.push_back(
      field("categories", SHEAF_T_STRING, "Subject categories to follow; without it, all.")
          .list()
          .identity()
          .example("[neuroscience, cell biology]")
          .description("As the server spells them. Case, `_`, `-` and blanks do not "
                       "matter. A paper has one."));
  out.push_back(field("revisions", SHEAF_T_BOOL, "Also new versions of papers.")
                    .def("false")
                    .description("Withdrawals come in any case."));
  out.push_back(field("first", SHEAF_T_STRING, "What the first run reads.")
                    .def("2d")
                    .pattern("^[1-9][0-9]{0,4}d?$")
                    .example("30d")
                    .description("`30d`: the last thirty days, today included; `100`: the last "
                                 "hundred posts. Later runs go on where the last one ended, "
                                 "however long that was ago."));
  out.push_back(field("url", SHEAF_T_URL, "Answers of the servers to read instead.")
                    .list()
                    .identity()
                    .example("[\"https://connect.biorxiv.org/biorxiv_xml.php?subject=all\"]")
                    .description("RSS feeds or answers of the API, recognised by what they "
                                 "contain, also `file://`; read anew in every run."));
  return out;
}

Options read_options(const sheaf::Config& config) {
  Options out;
  out.server = config.get<std::string>("server") == "medrxiv" ? Server::kMedrxiv : Server::kBiorxiv;
  for (const std::string& text : config.list("categories")) {
    std::string category = folded_category(text);
    if (category.empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "categories: `" + text + "` names no category");
    }
    if (std::find(out.categories.begin(), out.categories.end(), category) == out.categories.end()) {
      out.categories.push_back(std::move(category));
    }
  }
  out.revisions = config.get<bool>("revisions");
  const std::string first = config.get<std::string>("first");
  std::from_chars(first.data(), first.data() + first.size(), out.first);
  out.first_in_posts = !first.ends_with('d');
  out.urls = config.list("url");
  return out;
}

}  // namespace biorxiv
