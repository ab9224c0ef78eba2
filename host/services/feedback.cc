#include "services/services.h"

#include <algorithm>
#include <set>

#include "identity/identity.h"
#include "services/tell.h"

namespace host::services {

using plugin::str;
using plugin::view;

namespace {

// One label as it is handed over: of a work of the store, or of an entry of the reader's library.
struct Told {
  std::int64_t at_ms = 0;
  double value = 1;
  std::optional<store::WorkId> work;
  store::LibraryPlace place;
};

using Visit = sheaf_status (*)(void*, const sheaf_label*);

// One walk over a reader's labels.
class Telling {
 public:
  Telling(store::Store& store, const std::string& pipeline, std::string profile)
      : store_(store), pipeline_(pipeline), profile_(std::move(profile)) {}

  Result<sheaf_status> tell_all(Visit visit, void* context) {
    std::vector<Told> all;
    TRY(store_.read([&](store::Session& s) -> Result<void> {
      TRY_ASSIGN(const auto labels, s.readers().labels(pipeline_, profile_));
      for (const store::Label& l : labels) {
        labelled_.insert(l.work);
        all.push_back({l.at_ms, l.value, l.work, {}});
      }
      TRY_ASSIGN(auto places, s.library().list(pipeline_, profile_));
      for (store::LibraryPlace& p : places) all.push_back({p.at_ms, 1, std::nullopt, std::move(p)});
      return {};
    }));
    std::stable_sort(all.begin(), all.end(),
                     [](const Told& a, const Told& b) { return a.at_ms < b.at_ms; });
    plugin::RecordView record;
    for (const Told& told : all) {
      auto work = store_.read([&](store::Session& s) {
        return told.work ? s.works().load(*told.work) : of_library(s, told.place);
      });
      if (!work && work.error().code == SHEAF_E_NOT_FOUND) continue;  // gone meanwhile, or told
      if (!work) return tl::unexpected(work.error());
      record.fill(work->record);
      sheaf_label out{};
      out.struct_size = sizeof out;
      out.work = record.get();
      out.value = told.value;
      out.origin = str(told.work ? kFeedback : kLibrary);
      out.at_ms = told.at_ms;
      if (const sheaf_status s = visit(context, &out); s != SHEAF_OK) return s;
    }
    return sheaf_status{SHEAF_OK};
  }

 private:
  static constexpr std::string_view kFeedback = "feedback", kLibrary = "library";

  // The entry under the id of the store's work, if that has it. NOT_FOUND if the reader has told
  // what to think of that work, or another entry is the same.
  Result<Work> of_library(store::Session& session, const store::LibraryPlace& place) {
    TRY_ASSIGN(Work work, session.library().load(pipeline_, profile_, place));
    const auto keys = identity::keys(work.record, pipeline_ + "/" + place.source);
    TRY_ASSIGN(const auto hits, session.works().find(keys));
    for (const auto& hit : hits) {
      if (!hit || hit->weak) continue;
      if (labelled_.contains(hit->work)) return fail(SHEAF_E_NOT_FOUND, "labelled itself");
      TRY_ASSIGN(const Work known, session.works().load(hit->work));
      work.id = work.record.id = known.id;
      break;
    }
    if (!told_.insert(work.id).second) return fail(SHEAF_E_NOT_FOUND, "told already");
    return work;
  }

  store::Store& store_;
  const std::string& pipeline_;
  const std::string profile_;
  std::set<store::WorkId> labelled_;
  std::set<std::string> told_;
};

struct FeedbackService : sheaf_feedback {
  store::Store& store_;
  std::string pipeline_;

  FeedbackService(store::Store& store, std::string pipeline)
      : sheaf_feedback{}, store_(store), pipeline_(std::move(pipeline)) {
    struct_size = sizeof(sheaf_feedback);
    labels = [](const sheaf_feedback* self, const sheaf_call* call, sheaf_str profile, Visit visit,
                void* context) {
      const auto& f = *static_cast<const FeedbackService*>(self);
      const auto s =
          Telling(f.store_, f.pipeline_, std::string(view(profile))).tell_all(visit, context);
      if (!s) return tell(call, s.error());
      return *s < 0 ? *s : sheaf_status{SHEAF_OK};
    };
  }
};

}  // namespace

std::shared_ptr<const sheaf_feedback> feedback_service(store::Store& store, std::string pipeline) {
  return std::make_shared<FeedbackService>(store, std::move(pipeline));
}

}  // namespace host::services
