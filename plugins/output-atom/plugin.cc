// The output plugins: a feed per reader, and a feed of a saved search.
#include <string>
#include <vector>

#include "feed.h"
#include "search.h"
#include "sheaf/cpp/history.hpp"
#include "sheaf/files/output.hpp"

namespace output_atom {
namespace {

using sheaf::files::Undated;

// The address of the feed at `path`.
class Address {
 public:
  Address(const sheaf::Config& config, const sheaf::files::Path& path)
      : url_(config.get<std::string>("base_url") + "/" + name_of(config.get<std::string>("path")),
             Undated::kReplaced, "base_url") {
    if (path.dated()) throw sheaf::Error(SHEAF_E_CONFIG, "path: a feed goes on: no {date} in it");
    if (host_of(config.get<std::string>("base_url")).empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "base_url: not an http or https address");
    }
  }
  std::string of(const sheaf_profile& profile, const sheaf_run& run) const {
    std::string out;
    for (const char c : url_.of(profile, run)) {
      const bool double_slash = c == '/' && out.ends_with('/') && !out.ends_with(":/");
      if (!double_slash) out += c == ' ' ? std::string("%20") : std::string(1, c);
    }
    return out;
  }
  bool has_reader() const { return url_.has_reader(); }

 private:
  static std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  sheaf::files::Path url_;
};

sheaf::Field base_url_field() {
  return sheaf::field("base_url", SHEAF_T_STRING, "The address of the folder that `path` is in.")
      .required()
      .pattern("^https?://[^ ]+$")
      .description(
          "What feed readers ask. The feed's id and self link are made of it, and the ids of "
          "entries "
          "of its host, so keep it. `{profile}` and `{pipeline}` are filled in.")
      .example("https://example.org/feeds");
}
sheaf::Field max_entries_field() {
  return sheaf::field("max_entries", SHEAF_T_INT, "How many works the feed holds, the newest.")
      .def("100")
      .range(1, 10000);
}

class AtomOutput : public sheaf::files::FileOutput {
 public:
  static constexpr const char* kId = "output-atom";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Keeps an Atom feed of each reader's works.";
  static constexpr const char* kDescription =
      "A feed per reader with the newest works over all digests, made anew each time from sheaf's "
      "history. An entry has authors, categories, the abstract, and what the scorers said; a work "
      "that "
      "changed keeps its id. `output-atom-search` in the same plugin writes feeds of saved "
      "searches.";

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(
        sheaf::files::path_field("\"site/feeds/{profile}.xml\"")
            .description("`{profile}` and `{pipeline}` are filled in; missing folders are made."));
    out.push_back(base_url_field());
    out.push_back(max_entries_field());
    return out;
  }

  AtomOutput(sheaf::Host host, const sheaf::Config& config)
      : FileOutput(config, Undated::kReplaced),
        host_(host),
        address_(config, path()),
        most_(static_cast<std::size_t>(config.get<int64_t>("max_entries"))) {}

  std::string bytes(const sheaf::Call& call, const sheaf_run& run,
                    const sheaf_digest& digest) override {
    Newest newest(most_);
    auto query = sheaf::sized<sheaf_history_query>();
    query.profile = digest.profile->id;
    query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
    host_.each_item_shown(call, query, [&](const sheaf_history_entry& e) {
      newest.add(entry_of(*e.item, digest.axes, digest.axis_count, e.shown_ms));
      return true;
    });
    const auto title = digest.profile->title.len ? digest.profile->title : digest.profile->id;
    return xml_of({address_.of(*digest.profile, run), std::string(sheaf::view(title)),
                   std::string(sheaf::view(run.pipeline)),
                   std::string(sheaf::view(run.sheaf_version)), run.started_ms, newest.take()});
  }

 private:
  sheaf::Host host_;
  Address address_;
  std::size_t most_;
};

class AtomSearch : public sheaf::files::RunFileOutput {
 public:
  static constexpr const char* kId = "output-atom-search";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Keeps an Atom feed of a saved search.";
  static constexpr const char* kDescription =
      "All works that the pipeline's sources listed and that match, shown to a reader or not, the "
      "newest first. One file per pipeline.";

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(sheaf::files::path_field("site/feeds/moe.xml")
                      .description("`{pipeline}` is filled in; missing folders are made."));
    out.push_back(base_url_field());
    out.push_back(sheaf::field("title", SHEAF_T_STRING, "The feed's title.")
                      .required()
                      .example("Mixture of experts"));
    out.push_back(
        sheaf::field("words", SHEAF_T_STRING, "Words that must all stand in a work.")
            .description("Parted by blanks, in title, abstract or authors; `\"two words\"` stand "
                         "together. Case and accents do not count; parts of words do.")
            .example("'\"mixture of experts\" routing'"));
    out.push_back(sheaf::field("sources", SHEAF_T_STRING, "Only works from these sources.")
                      .list()
                      .description("Step ids.")
                      .example("[arxiv]"));
    out.push_back(
        sheaf::field("categories", SHEAF_T_STRING, "Only works in one of these categories.")
            .list()
            .example("[cs.LG, stat.ML]"));
    out.push_back(max_entries_field());
    return out;
  }

  AtomSearch(sheaf::Host host, const sheaf::Config& config)
      : RunFileOutput(config, Undated::kReplaced),
        host_(host),
        address_(config, path()),
        title_(config.get<std::string>("title")),
        search_(config.find<std::string>("words").value_or(""), config.list("sources"),
                config.list("categories")),
        most_(static_cast<std::size_t>(config.get<int64_t>("max_entries"))) {
    if (search_.empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "say what to search: words, sources or categories");
    }
    if (address_.has_reader()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "base_url: a search has no reader: no {profile} in it");
    }
  }

  std::string bytes(const sheaf::Call& call, const sheaf_run& run) override {
    Newest newest(most_);
    host_.each_work_listed(call, SHEAF_TIME_UNKNOWN, [&](const sheaf_history_work& w) {
      if (search_.matches(*w.work, sheaf::range(w.sources, w.source_count))) {
        newest.add(
            entry_of(*w.work, w.listed_ms == SHEAF_TIME_UNKNOWN ? run.started_ms : w.listed_ms));
      }
      return true;
    });
    return xml_of({address_.of(sheaf::sized<sheaf_profile>(), run), title_,
                   std::string(sheaf::view(run.pipeline)),
                   std::string(sheaf::view(run.sheaf_version)), run.started_ms, newest.take()});
  }

 private:
  sheaf::Host host_;
  Address address_;
  std::string title_;
  Search search_;
  std::size_t most_;
};

}  // namespace
}  // namespace output_atom

SHEAF_PLUGIN(output_atom::AtomOutput, output_atom::AtomSearch);
