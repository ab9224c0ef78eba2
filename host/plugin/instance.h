// A component's instance, and calling it with a deadline: a plugin that does not return is left
// behind.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "plugin/call.h"
#include "plugin/host_view.h"
#include "plugin/shared_object.h"

namespace host::plugin {

class Instance {
 public:
  // Calls create(). `config` is needed only meanwhile.
  static Result<std::shared_ptr<Instance>> create(ComponentRef component,
                                                  const sheaf_config& config, Services services,
                                                  const CallOptions& options);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // The table of the component's own kind, e.g. interface<sheaf_source>(); checked by create().
  template <class T>
  const T* table() const {
    return static_cast<const T*>(table_);
  }
  // Another interface, or nullptr.
  template <class T>
  const T* interface(const char* id) const {
    return static_cast<const T*>(raw_->get_interface(raw_, id));
  }
  sheaf_instance* raw() const { return raw_; }
  const sheaf_component& component() const { return *component_.component; }

 private:
  Instance() = default;
  ComponentRef component_;
  std::unique_ptr<HostView> host_;
  std::shared_ptr<Call> create_call_;
  sheaf_instance* raw_ = nullptr;
  const void* table_ = nullptr;
};

// How a call ended.
struct Outcome {
  sheaf_status status = SHEAF_OK;
  Error error;  // if status < 0
  bool hung =
      false;  // it did not return within the deadline and the grace time; its thread is lost
};

// Runs `function` (a plugin's) on a thread of its own and waits until it returns, or until 2 s
// after its deadline or cancellation. All that the function touches must be owned by `keep_alive`
// or by the function object, since it may run on for ever. After a hung call leave by std::_Exit.
Outcome call(const std::shared_ptr<Instance>& instance, const char* function_name,
             CallOptions options, std::function<sheaf_status(const sheaf_call*)> function,
             std::shared_ptr<void> keep_alive = nullptr);

// A call in this process was left behind: destroy nothing that a plugin may use, leave by
// std::_Exit.
bool thread_lost();

}  // namespace host::plugin
