// The output plugin: references for reference managers, one file a digest or one that grows.
#include <string>
#include <vector>

#include "library.h"
#include "sheaf/cpp/history.hpp"
#include "sheaf/files/output.hpp"

namespace output_bibtex {
namespace {

class BibtexOutput : public sheaf::files::FileOutput {
 public:
  static constexpr const char* kId = "output-bibtex";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Writes each reader's works as BibTeX, RIS or CSL-JSON for reference managers.";
  static constexpr const char* kDescription =
      "One file per digest, or, if `path` has no `{date}`, one per reader that holds all works "
      "ever "
      "shown. Keys are the same in every file. Accents stay as they are (UTF-8), maths stays "
      "LaTeX, "
      "TeX's special characters are escaped.";

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(
        sheaf::files::path_field("\"out/{profile}.bib\"")
            .description(
                "`{profile}`, `{date}` and `{pipeline}` are filled in; missing folders are made. "
                "With "
                "`{date}` each digest has a file of its own, the day's second at `2026-09-24-2`. "
                "Without, the file holds every work that this reader was ever shown, newest last, "
                "and "
                "is made anew each time."));
    out.push_back(sheaf::field("format", SHEAF_T_ENUM, "What to write.")
                      .def("bibtex")
                      .option("bibtex", "BibTeX and BibLaTeX, in UTF-8.")
                      .option("ris", "RIS, for EndNote and most others.")
                      .option("csl-json", "CSL-JSON, for pandoc and Zotero."));
    out.push_back(sheaf::field("abstracts", SHEAF_T_BOOL, "Whether to write the abstracts, too.")
                      .def("true"));
    return out;
  }

  BibtexOutput(sheaf::Host host, const sheaf::Config& config)
      : FileOutput(config, sheaf::files::Undated::kReplaced),
        host_(host),
        abstracts_(config.get<bool>("abstracts")) {
    const auto format = config.get<std::string>("format");
    format_ = format == "ris"        ? Format::kRis
              : format == "csl-json" ? Format::kCsl
                                     : Format::kBibtex;
  }

  std::string bytes(const sheaf::Call& call, const sheaf_run&,
                    const sheaf_digest& digest) override {
    Library library(format_, abstracts_);
    if (path().dated()) {
      for (const auto* item : sheaf::range(digest.items, digest.item_count)) library.add(*item);
    } else {
      auto query = sheaf::sized<sheaf_history_query>();
      query.profile = digest.profile->id;
      query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
      host_.each_item_shown(call, query, [&library](const sheaf_history_entry& entry) {
        library.add(*entry.item);
        return true;
      });
    }
    return library.text();
  }

 private:
  sheaf::Host host_;
  bool abstracts_;
  Format format_ = Format::kBibtex;
};

}  // namespace
}  // namespace output_bibtex

SHEAF_PLUGIN(output_bibtex::BibtexOutput);
