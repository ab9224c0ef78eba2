// The same from the journal's feed, with the feed toolkit.
#include "sheaf/feed/feed.hpp"
#include "sheaf/plugin.hpp"

class JournalFeed final : public sheaf::Source {
 public:
  static constexpr const char* kId = "journal-feed";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New papers of our journal, from its feed.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("url", SHEAF_T_URL, "Where the feed is.").required()};
  }

  JournalFeed(sheaf::Host host, sheaf::Config config)
      : host_(host), url_(config.get<std::string>("url")) {}

  void fetch(const sheaf::Call& call, const sheaf_fetch_request&,
             const sheaf::RecordSink& sink) override {
    auto body = host_.open(call, {.url = url_});
    sheaf::feed::read_feed([&](char* buffer, size_t n) { return body.read(buffer, n); },
                           [&](const sheaf::feed::Item& item) {
                             sheaf::Record paper;
                             paper.id = item.id;
                             paper.title.value = item.title.text;
                             return sink.emit(paper);
                           });
  }

 private:
  sheaf::Host host_;
  std::string url_;
};

SHEAF_PLUGIN(JournalFeed);
