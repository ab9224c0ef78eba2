// Plugins as the host holds them: a loaded library, an instance of a component, a delivery.
#ifndef SHEAF_TESTING_INSTANCE_HPP
#define SHEAF_TESTING_INSTANCE_HPP

#include <dlfcn.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/call.hpp"
#include "sheaf/testing/config.hpp"
#include "sheaf/testing/digest.hpp"
#include "sheaf/testing/host.hpp"
#include "sheaf/testing/sinks.hpp"

namespace sheaf::testing {

// A plugin file, loaded and initialised; the destructor calls deinit. As in the host it is never
// unloaded. The constructor throws std::runtime_error with the reason if the host would refuse it.
class Library {
 public:
  explicit Library(const std::string& path) {
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) throw std::runtime_error(dlerror());
    entry_ = static_cast<const sheaf_plugin_entry_t*>(dlsym(handle, "sheaf_plugin_entry"));
    if (!entry_) throw std::runtime_error(path + ": no symbol sheaf_plugin_entry");
    if (entry_->magic != SHEAF_MAGIC || entry_->struct_size < sizeof(sheaf_plugin_entry_t) ||
        entry_->abi_major != SHEAF_ABI_MAJOR || entry_->abi_minor != SHEAF_ABI_MINOR) {
      throw std::runtime_error(path + ": not a plugin of ABI " + std::to_string(SHEAF_ABI_MAJOR) +
                               "." + std::to_string(SHEAF_ABI_MINOR));
    }
    const FakeCall call;
    if (entry_->init(&host_, &call) != SHEAF_OK) {
      throw std::runtime_error(path + ": init failed: " + call.message());
    }
  }
  ~Library() { entry_->deinit(); }
  Library(const Library&) = delete;

  const sheaf_plugin_entry_t& entry() const { return *entry_; }
  std::vector<const sheaf_component*> components() const {
    std::vector<const sheaf_component*> out;
    for (std::size_t i = 0; i < entry_->component_count(); ++i) {
      out.push_back(entry_->component(i));
    }
    return out;
  }
  // NULL if there is none of that kind (SHEAF_SOURCE ...) and id.
  const sheaf_component* component(std::string_view kind, std::string_view id) const {
    for (const auto* c : components()) {
      if (kind == c->kind && id == c->id) return c;
    }
    return nullptr;
  }

 private:
  FakeHost host_;
  const sheaf_plugin_entry_t* entry_ = nullptr;
};

struct FetchRequest {
  std::string cursor = {};
  std::int64_t since_ms = SHEAF_TIME_UNKNOWN;
  std::int64_t until_ms = SHEAF_TIME_UNKNOWN;
  std::uint64_t max_records = 0;
};

// An instance of a component (of a Library, or `sheaf::Component<MyClass>::get()` in process),
// destroyed with this object. `status()` is what create() returned; everything below it needs
// SHEAF_OK, and returns SHEAF_E_UNSUPPORTED where the instance does not offer the interface.
class Instance {
 public:
  Instance(const sheaf_component* component, const sheaf_host& host, const sheaf_config& config,
           const sheaf_call& call)
      : status_(component->create(component, &host, &config, &call, &instance_)) {}
  ~Instance() {
    if (instance_) instance_->destroy(instance_);
  }
  Instance(const Instance&) = delete;

  sheaf_status status() const { return status_; }
  sheaf_instance* raw() const { return instance_; }
  // interface<sheaf_source>(SHEAF_SOURCE); NULL if it is not offered.
  template <class T>
  const T* interface(const char* id) const {
    return instance_ ? static_cast<const T*>(instance_->get_interface(instance_, id)) : nullptr;
  }

  sheaf_status fetch(const sheaf_call& call, const sheaf_record_sink& sink,
                     const FetchRequest& request = {}) const {
    const auto* source = interface<sheaf_source>(SHEAF_SOURCE);
    if (!source) return SHEAF_E_UNSUPPORTED;
    auto rq = sized<sheaf_fetch_request>();
    rq.cursor = str(request.cursor);
    rq.since_ms = request.since_ms;
    rq.until_ms = request.until_ms;
    rq.max_records = request.max_records;
    return source->fetch(instance_, &call, &rq, &sink);
  }
  sheaf_status probe(const sheaf_call& call) const {
    const auto* probe = interface<sheaf_probe>(SHEAF_PROBE);
    return probe ? probe->probe(instance_, &call) : SHEAF_E_UNSUPPORTED;
  }

  sheaf_status score(const sheaf_call& call, const Works& works, const Profiles& profiles,
                     const sheaf_score_sink& sink) const {
    const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
    if (!scorer) return SHEAF_E_UNSUPPORTED;
    const auto rq = request(works, profiles);
    return scorer->score(instance_, &call, &rq, &sink);
  }
  sheaf_status estimate(const sheaf_call& call, const Works& works, const Profiles& profiles,
                        const sheaf_score_sink& sink) const {
    const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
    if (!scorer || !scorer->estimate) return SHEAF_E_UNSUPPORTED;
    const auto rq = request(works, profiles);
    return scorer->estimate(instance_, &call, &rq, &sink);
  }
  sheaf_status explain(const sheaf_call& call, const sheaf_record& work,
                       const sheaf_profile& profile, const sheaf_score_sink& sink) const {
    const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
    if (!scorer || !scorer->explain) return SHEAF_E_UNSUPPORTED;
    return scorer->explain(instance_, &call, &work, &profile, &sink);
  }
  // Empty if it failed.
  std::optional<std::string> fingerprint(const sheaf_profile& profile) const {
    const auto* scorer = interface<sheaf_scorer>(SHEAF_SCORER);
    std::string out;
    const StringSink sink([&out](std::string_view s) { out = s; });
    if (!scorer || scorer->fingerprint(instance_, &profile, &sink) != SHEAF_OK) return std::nullopt;
    return out;
  }

  sheaf_status edit(const sheaf_call& call, const Run& run, const Digest& digest,
                    const sheaf_section_sink& sink) const {
    const auto* editor = interface<sheaf_editor>(SHEAF_EDITOR);
    if (!editor) return SHEAF_E_UNSUPPORTED;
    const RunView run_view(run);
    const DigestView digest_view(digest);
    return editor->edit(instance_, &call, run_view.get(), digest_view.get(), &sink);
  }
  sheaf_status enrich(const sheaf_call& call, const Works& works,
                      const sheaf_enrich_sink& sink) const {
    const auto* enricher = interface<sheaf_enricher>(SHEAF_ENRICHER);
    if (!enricher) return SHEAF_E_UNSUPPORTED;
    return enricher->enrich(instance_, &call, works.data(), works.size(), &sink);
  }
  // Where an output would put that digest; empty: nowhere in particular, or it failed.
  std::string target(const Profile& profile, const Run& run) const {
    const auto* output = interface<sheaf_output>(SHEAF_OUTPUT);
    std::string out;
    if (!output || !output->target) return out;
    const StringSink sink([&out](std::string_view s) { out = s; });
    const Profiles profiles({profile});
    const RunView view_of_run(run);
    output->target(instance_, &profiles[0], view_of_run.get(), &sink);
    return out;
  }

 private:
  static sheaf_score_request request(const Works& works, const Profiles& profiles) {
    auto rq = sized<sheaf_score_request>();
    rq.records = works.data();
    rq.record_count = works.size();
    rq.profiles = profiles.data();
    rq.profile_count = profiles.size();
    return rq;
  }

  sheaf_instance* instance_ = nullptr;
  sheaf_status status_;
};

// One delivery of an output, step by step: begin (the constructor), digest, commit or abort. What
// was neither committed nor aborted is aborted by the destructor. Borrows the instance; `run` is
// copied.
class Delivery {
 public:
  Delivery(const Instance& instance, const sheaf_call& call, std::string id, Run run)
      : id_(std::move(id)), run_(std::move(run)), view_(run_) {
    const auto* output = instance.interface<sheaf_output>(SHEAF_OUTPUT);
    status_ = output ? output->begin(instance.raw(), &call, str(id_), view_.get(), &tx_)
                     : SHEAF_E_UNSUPPORTED;
  }
  ~Delivery() {
    if (!tx_) return;
    if (!ended_) tx_->abort(tx_);
    tx_->destroy(tx_);
  }
  Delivery(const Delivery&) = delete;

  // Of begin(); the others need SHEAF_OK.
  sheaf_status status() const { return status_; }
  sheaf_status digest(const sheaf_call& call, const Digest& digest) {
    const DigestView digest_view(digest);
    return tx_->digest(tx_, &call, digest_view.get());
  }
  // After a commit that failed, abort() follows.
  sheaf_status commit(const sheaf_call& call) {
    const sheaf_status s = tx_->commit(tx_, &call);
    ended_ = s == SHEAF_OK;
    return s;
  }
  void abort() {
    tx_->abort(tx_);
    ended_ = true;
  }

 private:
  std::string id_;
  Run run_;
  RunView view_;
  sheaf_output_tx* tx_ = nullptr;
  sheaf_status status_ = SHEAF_OK;
  bool ended_ = false;
};

// A whole delivery: begin, each digest, commit; abort at the first failure, whose code it returns.
inline sheaf_status deliver(const Instance& instance, const sheaf_call& call, const std::string& id,
                            const Run& run, const std::vector<Digest>& digests) {
  Delivery delivery(instance, call, id, run);
  sheaf_status s = delivery.status();
  for (std::size_t i = 0; s == SHEAF_OK && i < digests.size(); ++i) {
    s = delivery.digest(call, digests[i]);
  }
  return s == SHEAF_OK ? delivery.commit(call) : s;
}

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_INSTANCE_HPP
