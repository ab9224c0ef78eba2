// sheaf/cpp/output.hpp - outputs: derive from Output. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_OUTPUT_HPP
#define SHEAF_CPP_OUTPUT_HPP

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>

#include "sheaf/abi/output.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

// One delivery of an output; see sheaf_output_tx. Destroyed after commit or abort.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual void digest(const Call& call, const sheaf_digest& digest) = 0;
  virtual void commit(const Call& call) = 0;
  virtual void abort() noexcept = 0;
};

class Output {
 public:
  using Base = Output;
  static constexpr const char* kKind = SHEAF_OUTPUT;
  static constexpr uint32_t kFlags = 0; /* SHEAF_O_*; redefine in the derived class */
  virtual ~Output() = default;
  // `run` is borrowed until the transaction is destroyed.
  virtual std::unique_ptr<Transaction> begin(const Call& call, std::string_view delivery_id,
                                             const sheaf_run& run) = 0;
  // Where this reader's digest would go; empty: nowhere in particular.
  virtual std::string target(const sheaf_profile&, const sheaf_run&) { return {}; }

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_output t{
        sizeof(sheaf_output), T::kFlags,
        [](sheaf_instance* self, const sheaf_call* call, sheaf_str id, const sheaf_run* run,
           sheaf_output_tx** out) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            auto tx = std::make_unique<Tx>();
            tx->object = static_cast<Output*>(self->plugin_data)->begin(c, view(id), *run);
            *out = tx.release();
          });
        },
        [](sheaf_instance* self, const sheaf_profile* profile, const sheaf_run* run,
           const sheaf_string_sink* sink) noexcept -> sheaf_status {
          return guard(nullptr, [&] {
            const std::string t2 = static_cast<Output*>(self->plugin_data)->target(*profile, *run);
            if (!t2.empty() && sink->put(sink, str(t2)) < 0) throw std::bad_alloc();
          });
        }};
    return &t;
  }

 private:
  struct Tx : sheaf_output_tx {
    std::unique_ptr<Transaction> object;
    Tx() : sheaf_output_tx(sized<sheaf_output_tx>()) {
      digest = [](sheaf_output_tx* tx, const sheaf_call* call,
                  const sheaf_digest* d) noexcept -> sheaf_status {
        return guard(call, [&] { static_cast<Tx*>(tx)->object->digest(Call(call), *d); });
      };
      commit = [](sheaf_output_tx* tx, const sheaf_call* call) noexcept -> sheaf_status {
        return guard(call, [&] { static_cast<Tx*>(tx)->object->commit(Call(call)); });
      };
      abort = [](sheaf_output_tx* tx) noexcept { static_cast<Tx*>(tx)->object->abort(); };
      destroy = [](sheaf_output_tx* tx) noexcept { delete static_cast<Tx*>(tx); };
    }
  };
};

}  // namespace sheaf

#endif  // SHEAF_CPP_OUTPUT_HPP
