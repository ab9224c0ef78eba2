// The output plugins: a feed per reader, and a feed of a saved search.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feed.h"
#include "outfile/atomic_file.h"
#include "outfile/delivery.h"
#include "outfile/target.h"
#include "search.h"
#include "sheaf/plugin.hpp"

namespace atom {
namespace {

// A feed's file and address.
class Place {
 public:
  explicit Place(const sheaf::Config& config)
      : path_(config.get<std::string>("path")),
        url_(config.get<std::string>("base_url") + "/" + name_of(config.get<std::string>("path"))) {
    if (path_.dated()) throw sheaf::Error(SHEAF_E_CONFIG, "path: a feed goes on: no {date} in it");
    if (host_of(config.get<std::string>("base_url")).empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "base_url: not an http or https address");
    }
  }
  std::string path(const sheaf_profile& profile, const sheaf_run& run) const {
    return path_.of_all(profile, run);
  }
  std::string url(const sheaf_profile& profile, const sheaf_run& run) const {
    std::string out;
    for (const char c : url_.of_all(profile, run)) {
      const bool double_slash = c == '/' && out.ends_with('/') && !out.ends_with(":/");
      if (!double_slash) out += c == ' ' ? std::string("%20") : std::string(1, c);
    }
    return out;
  }

 private:
  static std::string name_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  outfile::TargetPath path_, url_;
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

class AtomOutput : public sheaf::Output {
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
  static constexpr uint32_t kFlags = SHEAF_O_ATOMIC | SHEAF_O_IDEMPOTENT | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(
        sheaf::field("path", SHEAF_T_PATH, "The file to write.")
            .required()
            .description("`{profile}` and `{pipeline}` are filled in; missing folders are "
                         "made.")
            .example("\"site/feeds/{profile}.xml\""));
    out.push_back(base_url_field());
    out.push_back(max_entries_field());
    return out;
  }

  AtomOutput(sheaf::Host host, const sheaf::Config& config)
      : host_(host),
        place_(config),
        most_(static_cast<std::size_t>(config.get<int64_t>("max_entries"))) {}

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<outfile::FileDelivery>(
        delivery_id, [this, &run](const sheaf::Call& call, const sheaf_digest& digest) {
          return outfile::Made{place_.path(*digest.profile, run), feed_of(call, run, digest)};
        });
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    return place_.path(profile, run);
  }

 private:
  std::string feed_of(const sheaf::Call& call, const sheaf_run& run,
                      const sheaf_digest& digest) const {
    Newest newest(most_);
    auto query = sheaf::sized<sheaf_history_query>();
    query.profile = digest.profile->id;
    query.since_ms = query.until_ms = SHEAF_TIME_UNKNOWN;
    host_.each_item_shown(call, query, [&](const sheaf_history_entry& e) {
      newest.add(entry_of(*e.item, digest.axes, digest.axis_count, e.shown_ms));
      return true;
    });
    const auto title = digest.profile->title.len ? digest.profile->title : digest.profile->id;
    return xml_of({place_.url(*digest.profile, run), std::string(sheaf::view(title)),
                   std::string(sheaf::view(run.pipeline)),
                   std::string(sheaf::view(run.sheaf_version)), run.started_ms, newest.take()});
  }

  sheaf::Host host_;
  Place place_;
  std::size_t most_;
};

class AtomSearch : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-atom-search";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Keeps an Atom feed of a saved search.";
  static constexpr const char* kDescription =
      "All works that the pipeline's sources listed and that match, shown to a reader or not, the "
      "newest first. One file per pipeline.";
  static constexpr uint32_t kFlags =
      SHEAF_O_ATOMIC | SHEAF_O_IDEMPOTENT | SHEAF_O_PER_RUN | SHEAF_O_REBUILDS;

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    out.push_back(sheaf::field("path", SHEAF_T_PATH, "The file to write.")
                      .required()
                      .description("`{pipeline}` is filled in; missing folders are made.")
                      .example("site/feeds/moe.xml"));
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
      : host_(host),
        place_(config),
        title_(config.get<std::string>("title")),
        search_(config.find<std::string>("words").value_or(""), config.list("sources"),
                config.list("categories")),
        most_(static_cast<std::size_t>(config.get<int64_t>("max_entries"))) {
    if (search_.empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "say what to search: words, sources or categories");
    }
    for (const char* field : {"path", "base_url"}) {
      if (config.get<std::string>(field).find("{profile}") != std::string::npos) {
        throw sheaf::Error(SHEAF_E_CONFIG,
                           std::string(field) + ": a search has no reader: no {profile} in it");
      }
    }
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<Delivery>(*this, delivery_id, run);
  }
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override {
    return place_.path(profile, run);
  }

 private:
  class Delivery : public sheaf::Transaction {
   public:
    Delivery(const AtomSearch& output, std::string_view id, const sheaf_run& run)
        : output_(output), id_(id), run_(run) {}
    void digest(const sheaf::Call&, const sheaf_digest&) override {}  // it is not about readers
    void commit(const sheaf::Call& call) override {
      const auto nobody = sheaf::sized<sheaf_profile>();
      outfile::write_atomically(output_.place_.path(nobody, run_),
                                output_.feed_of(call, run_, nobody), id_);
    }
    void abort() noexcept override {}

   private:
    const AtomSearch& output_;
    std::string id_;
    const sheaf_run& run_;
  };

  std::string feed_of(const sheaf::Call& call, const sheaf_run& run,
                      const sheaf_profile& nobody) const {
    Newest newest(most_);
    host_.each_work_listed(call, SHEAF_TIME_UNKNOWN, [&](const sheaf_history_work& w) {
      if (search_.matches(*w.work, sheaf::range(w.sources, w.source_count))) {
        newest.add(
            entry_of(*w.work, w.listed_ms == SHEAF_TIME_UNKNOWN ? run.started_ms : w.listed_ms));
      }
      return true;
    });
    return xml_of({place_.url(nobody, run), title_, std::string(sheaf::view(run.pipeline)),
                   std::string(sheaf::view(run.sheaf_version)), run.started_ms, newest.take()});
  }

  sheaf::Host host_;
  Place place_;
  std::string title_;
  Search search_;
  std::size_t most_;
};

}  // namespace
}  // namespace atom

SHEAF_PLUGIN(atom::AtomOutput, atom::AtomSearch);
