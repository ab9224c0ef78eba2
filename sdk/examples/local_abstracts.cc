// An enricher: asks a service of one's own for the abstracts of works that came without. The
// service answers GET url?doi=10.1000/x with the abstract as plain text, or 404.
#include "sheaf/plugin.hpp"
#include "sheaf/text/percent.hpp"

namespace {

class LocalAbstracts final : public sheaf::Enricher {
 public:
  static constexpr const char* kId = "local-abstracts";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Missing abstracts from a service of one's own.";
  static constexpr const char* kSchemes[] = {"doi", nullptr};
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("url", SHEAF_T_URL, "Where the service is.")
                .required()
                .example("http://localhost:8080/abstract"),
            sheaf::field("parallel", SHEAF_T_INT, "Requests at once.").def("4").range(1, 64)};
  }

  LocalAbstracts(sheaf::Host host, sheaf::Config config)
      : host_(host),
        url_(config.get<std::string>("url")),
        parallel_(static_cast<size_t>(config.get<int64_t>("parallel"))) {}

  void enrich(const sheaf::Call& call, std::span<const sheaf_record* const> works,
              const sheaf::EnrichSink& sink) override {
    std::vector<sheaf::HttpRequest> requests;
    std::vector<std::pair<size_t, std::string>> asked;  // index of the work and its DOI
    for (size_t i = 0; i < works.size(); ++i) {
      const std::string doi = doi_of(*works[i]);
      if (doi.empty() || works[i]->abstract.len != 0) continue;
      requests.push_back({.url = url_ + "?doi=" + sheaf::text::percent_encoded(doi)});
      asked.emplace_back(i, doi);
    }
    host_.send_many(call, requests, parallel_, [&](size_t n, const sheaf::Result& result) {
      if (!result) {
        if (result.error().code() == SHEAF_E_NOT_FOUND) return true;  // it has none
        throw result.error();
      }
      sheaf::Record partial;
      partial.id = asked[n].second;
      partial.abstract.value = std::string(result.response().body());
      sink.emit(asked[n].first, partial);
      return true;
    });
  }

 private:
  static std::string doi_of(const sheaf_record& work) {
    for (const auto& id : sheaf::range(work.identifiers, work.identifier_count)) {
      if (sheaf::view(id.key) == "doi") return std::string(sheaf::view(id.value));
    }
    return {};
  }

  sheaf::Host host_;
  std::string url_;
  size_t parallel_;
};

}  // namespace

SHEAF_PLUGIN(LocalAbstracts);
