// sheaf/cpp/editor.hpp - editors: derive from Editor. See sheaf/plugin.hpp.
#ifndef SHEAF_CPP_EDITOR_HPP
#define SHEAF_CPP_EDITOR_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sheaf/abi/editor.h"
#include "sheaf/cpp/call.hpp"
#include "sheaf/cpp/entry.hpp"
#include "sheaf/cpp/values.hpp"

namespace sheaf {

class SectionSink {
 public:
  SectionSink(const sheaf_section_sink* s, const Call& c) noexcept : s_(s), call_(c) {}
  void section(std::string_view title) const { call_.check(s_->section(s_, str(title))); }
  void block(sheaf_block_kind kind, std::string_view words, std::span<const size_t> citations = {},
             uint32_t level = 1) const {
    auto b = sized<sheaf_block>();
    b.kind = kind;
    b.level = level;
    b.text = str(words);
    b.citations = citations.data();
    b.citation_count = citations.size();
    call_.check(s_->block(s_, &b));
  }
  // A warning or error: the sections are less than asked for, the run is delivered in part.
  void notice(sheaf_notice_level level, std::string_view text) const {
    call_.check(s_->notice(s_, level, str(text)));
  }
  void usage(const sheaf_usage& u) const { call_.check(s_->usage(s_, &u)); }

 private:
  const sheaf_section_sink* s_;
  Call call_;
};

class Editor {
 public:
  using Base = Editor;
  static constexpr const char* kKind = SHEAF_EDITOR;
  virtual ~Editor() = default;
  virtual void edit(const Call& call, const sheaf_run& run, const sheaf_digest& digest,
                    const SectionSink& sink) = 0;

  template <class T>
  static const void* table() noexcept {
    static constexpr sheaf_editor t{
        sizeof(sheaf_editor), 0,
        [](sheaf_instance* self, const sheaf_call* call, const sheaf_run* run,
           const sheaf_digest* digest, const sheaf_section_sink* sink) noexcept -> sheaf_status {
          return guard(call, [&] {
            const Call c(call);
            static_cast<Editor*>(self->plugin_data)->edit(c, *run, *digest, SectionSink(sink, c));
          });
        }};
    return &t;
  }
};

}  // namespace sheaf

#endif  // SHEAF_CPP_EDITOR_HPP
