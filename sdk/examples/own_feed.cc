// A source for any journal that has a feed: RSS 2.0, RSS 1.0 or Atom. It keeps no cursor: a feed is
// short, and the host knows what it has shown.
#include "sheaf/feed/feed.hpp"
#include "sheaf/plugin.hpp"

namespace feed = sheaf::feed;

class OwnFeed final : public sheaf::Source {
 public:
  static constexpr const char* kId = "own-feed";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New papers from a journal's RSS or Atom feed.";
  static std::vector<sheaf::Field> fields() {
    return {sheaf::field("url", SHEAF_T_URL, "Where the feed is.")
                .required()
                .identity()
                .example("https://journal.example/feed.xml")};
  }

  OwnFeed(sheaf::Host host, sheaf::Config config)
      : host_(host), url_(config.get<std::string>("url")) {}

  void fetch(const sheaf::Call& call, const sheaf_fetch_request&,
             const sheaf::RecordSink& sink) override {
    auto body = host_.open(call, {.url = url_});
    const auto read = [&](char* buffer, size_t capacity) { return body.read(buffer, capacity); };
    const auto end =
        feed::read_feed(read, [&](const feed::Item& item) { return sink.emit(record(item)); });
    sink.report(feed::state_of(end.parse, end.items, true), end.parse.detail);
  }

 private:
  static sheaf::Text text(const feed::Text& t) {
    return {t.text, t.type == feed::Text::Type::kPlain ? SHEAF_MARKUP_PLAIN : SHEAF_MARKUP_HTML};
  }
  static sheaf::Record record(const feed::Item& item) {
    sheaf::Record r;
    if (!item.links.empty()) r.url = item.links.front().href;
    r.id = item.id.empty() ? r.url : item.id;
    r.title = text(item.title);
    r.abstract = text(item.summary);
    if (item.published.date) sheaf::feed::set_published(r, *item.published.date);
    for (const auto& a : item.authors) r.authors.emplace_back().name = a.name;
    if (const auto* doi = item.find("doi")) r.identifiers.emplace_back("doi", doi->text);
    return r;
  }

  sheaf::Host host_;
  std::string url_;
};

SHEAF_PLUGIN(OwnFeed);
