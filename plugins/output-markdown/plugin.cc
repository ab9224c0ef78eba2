// The output plugin: one Markdown file per reader and digest. The digest is made in memory; the
// file system is touched by commit() alone.
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "digest.h"
#include "outfile/atomic_file.h"
#include "outfile/target.h"
#include "sheaf/plugin.hpp"

namespace markdown {
namespace {

class Delivery : public sheaf::Transaction {
 public:
  Delivery(std::string_view id, const sheaf_run& run, const Options& options, Template tmpl,
           const outfile::TargetPath& target)
      : id_(id), run_(run), options_(options), tmpl_(std::move(tmpl)), target_(target) {}

  void digest(const sheaf::Call& call, const sheaf_digest& digest) override {
    call.throw_if_cancelled();
    text_ = render(run_, digest, options_, tmpl_);
    path_ = target_.of(*digest.profile, run_);
  }
  void commit(const sheaf::Call& call) override {
    call.throw_if_cancelled();
    if (path_.empty()) throw sheaf::Error(SHEAF_E_INTERNAL, "commit without a digest");
    outfile::write_atomically(path_, text_, id_);
  }
  void abort() noexcept override {}  // nothing was written

 private:
  std::string id_;
  const sheaf_run& run_;
  const Options& options_;
  Template tmpl_;
  const outfile::TargetPath& target_;
  std::string text_, path_;
};

class MarkdownOutput : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-markdown";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes each reader's digest as a Markdown file.";
  static constexpr const char* kDescription =
      "One file per reader and digest, in Markdown that renders alike in CommonMark and on GitHub. "
      "A "
      "failure stands on top, followed people come first, replacements apart from new works; "
      "scores "
      "come with their reasons. The file appears whole or not at all. "
      "Titles, names and abstracts are shown as their authors wrote them, never as markup.";
  static constexpr uint32_t kFlags = SHEAF_O_ATOMIC | SHEAF_O_IDEMPOTENT | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(outfile::path_field("\"out/{profile}/{date}.md\""));
    out.push_back(
        sheaf::field("template", SHEAF_T_PATH,
                     "A mustache template to use instead of the "
                     "one built in.")
            .description("Its fields are described in the README.md of this plugin, beside "
                         "`digest.mustache`, the template built in.")
            .example("digest.mustache"));
    out.push_back(sheaf::field("max_authors", SHEAF_T_INT,
                               "How many authors to name before \"and 566 more\".")
                      .description("Followed people and collaborations are always named.")
                      .def("8")
                      .range(1, 10000));
    out.push_back(
        sheaf::field("abstracts", SHEAF_T_BOOL, "Whether to print the abstracts.").def("true"));
    return out;
  }

  MarkdownOutput(sheaf::Host, const sheaf::Config& config)
      : target_(config.get<std::string>("path")),
        template_path_(config.find<std::string>("template")) {
    options_.max_authors = static_cast<std::size_t>(config.get<int64_t>("max_authors"));
    options_.abstracts = config.get<bool>("abstracts");
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<Delivery>(delivery_id, run, options_, load_template(), target_);
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    return target_.of(profile, run);
  }

 private:
  Template load_template() const {
    if (!template_path_) return default_template();
    const std::ifstream file(*template_path_, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
      throw sheaf::Error(SHEAF_E_CONFIG,
                         "template " + *template_path_ + ": cannot be read, or empty");
    }
    return {*template_path_, text.str()};
  }

  outfile::TargetPath target_;
  std::optional<std::string> template_path_;
  Options options_;
};

}  // namespace
}  // namespace markdown

SHEAF_PLUGIN(markdown::MarkdownOutput);
