#include "options.h"

#include <algorithm>

namespace import {

using sheaf::field;

bool is_stdin(const std::string& path) {
  return path == "-" || path.ends_with("/-");
}

std::vector<sheaf::Field> option_fields() {
  std::vector<sheaf::Field> out;
  out.push_back(field("files", SHEAF_T_PATH, "Files of references; `-` is standard input.")
                    .list()
                    .identity()
                    .example("[refs.bib]"));
  out.push_back(field("format", SHEAF_T_ENUM, "What the files are.")
                    .def("auto")
                    .identity()
                    .option("auto", "told from what they contain")
                    .option("bibtex", "BibTeX or BibLaTeX")
                    .option("ris", "RIS")
                    .option("csl-json", "CSL-JSON")
                    .option("jsonl", "JSON Lines, sheaf's own included"));
  out.push_back(
      field("zotero", SHEAF_T_OBJECT, "A library of zotero.org.")
          .identity()
          .child(field("user", SHEAF_T_INT, "The number of a user (zotero.org/settings/keys).")
                     .range(1, 1e15)
                     .example("475425"))
          .child(field("group", SHEAF_T_INT, "The number of a group, from its address.")
                     .range(1, 1e15)
                     .example("303448"))
          .child(field("api_key", SHEAF_T_STRING, "A key that may read it; public ones need none.")
                     .secret()
                     .example("\"${ZOTERO_API_KEY}\""))
          .child(field("url", SHEAF_T_URL, "Where the service is.")
                     .advanced()
                     .def("https://api.zotero.org")));
  return out;
}

Options read_options(const sheaf::Config& config) {
  const auto refuse = [](const char* what) { throw sheaf::Error(SHEAF_E_CONFIG, what); };
  Options out;
  out.files = config.list("files");
  const std::string format = config.get<std::string>("format");
  if (format == "bibtex") out.format = Format::kBibtex;
  if (format == "ris") out.format = Format::kRis;
  if (format == "csl-json") out.format = Format::kCsl;
  if (format == "jsonl") out.format = Format::kJsonl;
  if (std::count_if(out.files.begin(), out.files.end(), is_stdin) > 1) {
    refuse("files: standard input can be read once");
  }
  const auto user = config.find<int64_t>("zotero.user"),
             group = config.find<int64_t>("zotero.group");
  if (user && group) refuse("zotero: give `user` or `group`, not both");
  if (user) out.zotero.library = "users/" + std::to_string(*user);
  if (group) out.zotero.library = "groups/" + std::to_string(*group);
  out.zotero.api_key = config.find<std::string>("zotero.api_key").value_or("");
  if (out.zotero.library.empty() && !out.zotero.api_key.empty()) {
    refuse("zotero: give `user` or `group`: whose library?");
  }
  out.zotero.url = config.find<std::string>("zotero.url").value_or("");
  while (out.zotero.url.ends_with('/')) out.zotero.url.pop_back();
  if (out.files.empty() && out.zotero.library.empty())
    refuse("give `files` or `zotero`: what is to be read?");
  return out;
}

}  // namespace import
