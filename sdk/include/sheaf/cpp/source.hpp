// sheaf/cpp/source.hpp - sources: derive from Source. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_SOURCE_HPP
#define SHEAF_CPP_SOURCE_HPP

#include <string>
#include <string_view>

#include "sheaf/abi/source.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/record.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

class RecordSink {
 public:
  RecordSink(const sheaf_record_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  // False: the host has enough, return soon.
  [[nodiscard]] bool emit(const Record& r) const { return emit(*RecordView(r).get()); }
  [[nodiscard]] bool emit(const sheaf_record& r) const {
    const sheaf_status s = s_->emit(s_, &r);
    if (s == SHEAF_E_UPSTREAM) return true; /* refused and counted by the host; go on */
    call_.check(s);
    return s != SHEAF_STOP;
  }
  void checkpoint(std::string_view cursor) const { call_.check(s_->checkpoint(s_, str(cursor))); }
  void report(sheaf_source_state state, std::string_view detail) const {
    call_.check(s_->report(s_, state, str(detail)));
  }

 private:
  const sheaf_record_sink* s_;
  Call call_;
};

// To throw on a stored cursor that this version cannot read: never skip, never start afresh
// unasked.
inline Error unreadable_cursor(const Call& call) {
  return Error(SHEAF_E_CONFIG,
               "the stored cursor is none of this version of the plugin; `sheaf state reset " +
                   std::string(call.step_id()) + "` lets the source start afresh");
}

class Source {
 public:
  using Base = Source;
  static constexpr const char* kKind = SHEAF_SOURCE;
  virtual ~Source() = default;
  virtual void fetch(const Call& call, const sheaf_fetch_request& request,
                     const RecordSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_source t{
        sizeof(sheaf_source), 0,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_fetch_request* rq,
           const sheaf_record_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Source*>(self->plugin_data)->fetch(c, *rq, RecordSink(sink, c));
          });
        }};
    return &t;
  }
};

}  // namespace sheaf

#endif  // SHEAF_CPP_SOURCE_HPP
