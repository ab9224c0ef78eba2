// Plugins as the host holds them: a loaded library, an instance of a component, a delivery.
#ifndef SHEAF_TESTING_INSTANCE_HPP
#define SHEAF_TESTING_INSTANCE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sheaf/plugin.hpp"
#include "sheaf/testing/digest.hpp"
#include "sheaf/testing/host.hpp"

namespace sheaf::testing {

// A plugin file, loaded and initialised; the destructor calls deinit. As in the host it is never
// unloaded. The constructor throws std::runtime_error with the reason if the host would refuse it.
class Library {
 public:
  explicit Library(const std::string& path);
  ~Library();
  Library(const Library&) = delete;

  const sheaf_plugin_entry_t& entry() const { return *entry_; }
  std::vector<const sheaf_component*> components() const;
  // NULL if there is none of that kind (SHEAF_SOURCE ...) and id.
  const sheaf_component* component(std::string_view kind, std::string_view id) const;

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
           const sheaf_call& call);
  ~Instance();
  Instance(const Instance&) = delete;

  sheaf_status status() const { return status_; }
  sheaf_instance* raw() const { return instance_; }
  // interface<sheaf_source>(SHEAF_SOURCE); NULL if it is not offered.
  template <class T>
  const T* interface(const char* id) const {
    return instance_ ? static_cast<const T*>(instance_->get_interface(instance_, id)) : nullptr;
  }

  sheaf_status fetch(const sheaf_call& call, const sheaf_record_sink& sink,
                     const FetchRequest& request = {}) const;
  sheaf_status probe(const sheaf_call& call) const;

  sheaf_status score(const sheaf_call& call, const Works& works, const Profiles& profiles,
                     const sheaf_score_sink& sink) const;
  sheaf_status estimate(const sheaf_call& call, const Works& works, const Profiles& profiles,
                        const sheaf_score_sink& sink) const;
  sheaf_status explain(const sheaf_call& call, const sheaf_record& work,
                       const sheaf_profile& profile, const sheaf_score_sink& sink) const;
  // Empty if it failed.
  std::optional<std::string> fingerprint(const sheaf_profile& profile) const;

  sheaf_status edit(const sheaf_call& call, const Run& run, const Digest& digest,
                    const sheaf_section_sink& sink) const;
  sheaf_status enrich(const sheaf_call& call, const Works& works,
                      const sheaf_enrich_sink& sink) const;
  // Where an output would put that digest; empty: nowhere in particular, or it failed.
  std::string target(const Profile& profile, const Run& run) const;

 private:
  sheaf_instance* instance_ = nullptr;
  sheaf_status status_;
};

// One delivery of an output, step by step: begin (the constructor), digest, commit or abort. What
// was neither committed nor aborted is aborted by the destructor. Borrows the instance; `run` is
// copied.
class Delivery {
 public:
  Delivery(const Instance& instance, const sheaf_call& call, std::string id, Run run);
  ~Delivery();
  Delivery(const Delivery&) = delete;

  // Of begin(); the others need SHEAF_OK.
  sheaf_status status() const { return status_; }
  sheaf_status digest(const sheaf_call& call, const Digest& digest);
  // After a commit that failed, abort() follows.
  sheaf_status commit(const sheaf_call& call);
  void abort();

 private:
  std::string id_;
  Run run_;
  RunView view_;
  sheaf_output_tx* tx_ = nullptr;
  sheaf_status status_ = SHEAF_OK;
  bool ended_ = false;
};

// A whole delivery: begin, each digest, commit; abort at the first failure, whose code it returns.
sheaf_status deliver(const Instance& instance, const sheaf_call& call, const std::string& id,
                     const Run& run, const std::vector<Digest>& digests);

}  // namespace sheaf::testing

#endif  // SHEAF_TESTING_INSTANCE_HPP
