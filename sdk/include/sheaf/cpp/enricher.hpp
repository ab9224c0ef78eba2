// sheaf/cpp/enricher.hpp - enrichers: derive from Enricher. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_ENRICHER_HPP
#define SHEAF_CPP_ENRICHER_HPP

#include <cstddef>
#include <span>

#include "sheaf/abi/enricher.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/record.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

class EnrichSink {
 public:
  EnrichSink(const sheaf_enrich_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  void emit(size_t index, const Record& partial) const {
    call_.check(s_->emit(s_, index, RecordView(partial).get()));
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }

 private:
  const sheaf_enrich_sink* s_;
  Call call_;
};

class Enricher {
 public:
  using Base = Enricher;
  static constexpr const char* kKind = SHEAF_ENRICHER;
  static constexpr size_t kMaxBatch = 0; /* redefine in the derived class */
  // The derived class has: static constexpr const char* kSchemes[] = {"doi", nullptr};
  virtual ~Enricher() = default;
  virtual void enrich(const Call& call, std::span<const sheaf_record* const> works,
                      const EnrichSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_enricher t{
        sizeof(sheaf_enricher), 0, T::kMaxBatch, T::kSchemes,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_record* const* works,
           size_t count, const sheaf_enrich_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Enricher*>(self->plugin_data)
                ->enrich(c, range(works, count), EnrichSink(sink, c));
          });
        }};
    return &t;
  }
};

}  // namespace sheaf

#endif  // SHEAF_CPP_ENRICHER_HPP
