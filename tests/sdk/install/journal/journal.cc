// New papers of our journal, from the list on its web site: id, a tab, title.
#include <sstream>

#include "sheaf/plugin.hpp"

class Journal final : public sheaf::Source {
 public:
  static constexpr const char* kId = "journal";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New papers of our journal.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("url", SHEAF_T_URL, "Where the list is.")
                .required()
                .identity()
                .example("https://journal.example/new.txt")};
  }

  Journal(sheaf::Host host, sheaf::Config config)
      : host_(host), url_(config.get<std::string>("url")) {}

  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override {
    const auto answer = host_.get(call, url_);
    std::istringstream lines{std::string(answer.body())};
    const std::string last_seen(sheaf::view(request.cursor));
    bool is_new = last_seen.empty();
    for (std::string id, title; std::getline(lines, id, '\t') && std::getline(lines, title);) {
      if (is_new) {
        sheaf::Record paper;
        paper.id = id;
        paper.title.value = title;
        if (!sink.emit(paper)) return;
        sink.checkpoint(id);
      }
      is_new = is_new || id == last_seen;
    }
  }

 private:
  sheaf::Host host_;
  std::string url_;
};

SHEAF_PLUGIN(Journal);
