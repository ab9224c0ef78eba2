// The output plugin: references for reference managers, one file a digest or one that grows.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "library.h"
#include "outfile/delivery.h"
#include "outfile/target.h"
#include "sheaf/plugin.hpp"

namespace bib {
namespace {

class BibtexOutput : public sheaf::Output {
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
  static constexpr uint32_t kFlags = SHEAF_O_ATOMIC | SHEAF_O_IDEMPOTENT | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(
        sheaf::field("path", SHEAF_T_PATH, "The file to write.")
            .required()
            .description(
                "`{profile}`, `{date}` and `{pipeline}` are filled in; missing folders are made. "
                "With "
                "`{date}` each digest has a file of its own, the day's second at `2026-09-24-2`. "
                "Without, the file holds every work that this reader was ever shown, newest last, "
                "and "
                "is made anew each time.")
            .example("\"out/{profile}.bib\""));
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
      : host_(host),
        target_(config.get<std::string>("path")),
        abstracts_(config.get<bool>("abstracts")) {
    const auto format = config.get<std::string>("format");
    format_ = format == "ris"        ? Format::kRis
              : format == "csl-json" ? Format::kCsl
                                     : Format::kBibtex;
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<outfile::FileDelivery>(
        delivery_id, [this, &run](const sheaf::Call& call, const sheaf_digest& digest) {
          return outfile::Made{target(*digest.profile, run), text_of(call, digest)};
        });
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    return target_.dated() ? target_.of(profile, run) : target_.of_all(profile, run);
  }

 private:
  std::string text_of(const sheaf::Call& call, const sheaf_digest& digest) const {
    Library library(format_, abstracts_);
    if (target_.dated()) {
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

  sheaf::Host host_;
  outfile::TargetPath target_;
  bool abstracts_;
  Format format_ = Format::kBibtex;
};

}  // namespace
}  // namespace bib

SHEAF_PLUGIN(bib::BibtexOutput);
