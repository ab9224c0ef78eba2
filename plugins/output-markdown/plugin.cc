// The output plugin: one Markdown file per reader and digest.
#include <optional>
#include <string>
#include <vector>

#include "render.h"
#include "sheaf/files/output.hpp"
#include "sheaf/files/read.hpp"

namespace output_markdown {
namespace {

class MarkdownOutput : public sheaf::files::FileOutput {
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

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(sheaf::files::path_field("\"out/{profile}/{date}.md\""));
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
      : FileOutput(config), template_path_(config.find<std::string>("template")) {
    options_.max_authors = static_cast<std::size_t>(config.get<int64_t>("max_authors"));
    options_.abstracts = config.get<bool>("abstracts");
  }

  std::string bytes(const sheaf::Call&, const sheaf_run& run, const sheaf_digest& digest) override {
    return render(run, digest, options_,
                  template_path_
                      ? Template{*template_path_, sheaf::files::read_template(*template_path_)}
                      : default_template());
  }

 private:
  std::optional<std::string> template_path_;
  Options options_;
};

}  // namespace
}  // namespace output_markdown

SHEAF_PLUGIN(output_markdown::MarkdownOutput);
