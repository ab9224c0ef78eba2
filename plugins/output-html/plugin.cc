// The output plugin: the site of all readers. commit() alone reads the history and touches the file
// system.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "delivery.h"
#include "sheaf/plugin.hpp"
#include "text.h"

namespace output_html {
namespace {

using sheaf::view;

class Delivery : public sheaf::Transaction {
 public:
  Delivery(sheaf::Host host, const Options& options, std::string version, const sheaf_run& run)
      : host_(host), options_(options), version_(std::move(version)), run_(run) {}

  void digest(const sheaf::Call&, const sheaf_digest& digest) override {
    readers_.emplace_back(view(digest.profile->id));
  }
  void commit(const sheaf::Call& call) override {
    call.throw_if_cancelled();
    deliver(host_, call, options_, version_, run_, readers_);
  }
  void abort() noexcept override {}  // nothing was written

 private:
  sheaf::Host host_;
  const Options& options_;
  std::string version_;
  const sheaf_run& run_;
  std::vector<std::string> readers_;
};

class HtmlOutput : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-html";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Writes all digests as a web site that needs no server.";
  static constexpr const char* kDescription =
      "A folder of pages for all readers: digests, archive, radar, followed people, and all works "
      "with search. It opens from disk, from any web server and from GitHub Pages, without a "
      "network, and can be read without JavaScript. Everything in it comes from the store, so "
      "`sheaf run --rebuild` makes a lost folder again, byte for byte.";
  static constexpr uint32_t kFlags = SHEAF_O_PER_RUN | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(sheaf::field("path", SHEAF_T_PATH, "The folder of the site.")
                      .required()
                      .description("Made if it is missing. A folder with files of somebody else's "
                                   "is refused; `CNAME` and `.git` may be added to a site later.")
                      .example("site"));
    out.push_back(sheaf::field("title", SHEAF_T_STRING, "The name of the site, on every page.")
                      .description("The pipeline's name if it is not given.")
                      .example("\"Our reading\""));
    out.push_back(sheaf::field("base_url", SHEAF_T_STRING, "Where the site will be published.")
                      .description("For the pages' canonical addresses. The site works without it, "
                                   "and anywhere else.")
                      .pattern("^https?://[^[:space:]\"<>]+$")
                      .example("https://lab.example.org/reading/"));
    out.push_back(sheaf::field("works", SHEAF_T_OBJECT, "Which works the search covers.")
                      .child(sheaf::field("days", SHEAF_T_INT, "Works listed in so many days.")
                                 .def("90")
                                 .range(1, 36500))
                      .child(sheaf::field("max", SHEAF_T_INT, "The newest so many of them.")
                                 .description("A visitor's browser loads them all: 20,000 take "
                                              "about 40 MB.")
                                 .def("20000")
                                 .range(1, 200000)));
    return out;
  }

  HtmlOutput(sheaf::Host host, const sheaf::Config& config) : host_(host) {
    options_.path = config.get<std::string>("path");
    options_.title = config.find<std::string>("title").value_or("");
    options_.base_url = config.find<std::string>("base_url").value_or("");
    if (!options_.base_url.empty() && !is_web_url(options_.base_url)) {
      throw sheaf::Error(SHEAF_E_CONFIG, "base_url: must start with http:// or https://");
    }
    if (!options_.base_url.empty() && options_.base_url.back() != '/') options_.base_url += '/';
    options_.works.days = config.find<int64_t>("works.days").value_or(options_.works.days);
    options_.works.max = static_cast<std::size_t>(
        config.find<int64_t>("works.max").value_or(static_cast<int64_t>(options_.works.max)));
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view,
                                            const sheaf_run& run) override {
    return std::make_unique<Delivery>(host_, options_, kVersion, run);
  }
  std::string target(const sheaf_profile&, const sheaf_run&) override { return options_.path; }

 private:
  sheaf::Host host_;
  Options options_;
};

}  // namespace
}  // namespace output_html

SHEAF_PLUGIN(output_html::HtmlOutput);
