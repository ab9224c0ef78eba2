#include "pipeline/edit.h"

#include <mutex>
#include <utility>

#include "report/digest_view.h"
#include "report/usage.h"
#include "text/clean.h"

namespace host::pipeline {
namespace {

// Owned by the call, which may hang.
struct Request : sheaf_section_sink {
  std::string step;
  plugin::CallOptions call;
  report::RunFacts facts;
  report::Digest digest;
  std::vector<report::Item> items;
  std::unique_ptr<report::RunView> run_view;
  std::unique_ptr<report::DigestView> digest_view;

  std::mutex mutex;
  bool open = true;
  std::vector<report::Section> sections;
  std::vector<report::Usage> used;

  static Request& of(const sheaf_section_sink* s) {
    return *const_cast<Request*>(static_cast<const Request*>(s));
  }
  std::string cleaned(sheaf_str s, bool single_line) const {
    return text::clean(plugin::said(call, plugin::view(s)), text::Markup::kPlain,
                       {.single_line = single_line});
  }
  Request() : sheaf_section_sink{} {
    struct_size = sizeof(sheaf_section_sink);
    section = [](const sheaf_section_sink* s, sheaf_str title) {
      Request& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (!self.open) return sheaf_status{SHEAF_E_CANCELLED};
      self.sections.push_back({self.step, self.cleaned(title, true), {}});
      return sheaf_status{SHEAF_OK};
    };
    block = [](const sheaf_section_sink* s, const sheaf_block* b) {
      Request& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (!self.open) return sheaf_status{SHEAF_E_CANCELLED};
      if (self.sections.empty()) return sheaf_status{SHEAF_E_INTERNAL};
      report::Block out;
      out.kind = b->kind;
      out.level = b->level;
      out.text = self.cleaned(b->text, b->kind != SHEAF_BLOCK_PARAGRAPH);
      for (std::size_t i = 0; i < b->citation_count; ++i) {
        if (b->citations[i] >= self.items.size()) return sheaf_status{SHEAF_E_INTERNAL};
        out.citations.push_back(b->citations[i]);
      }
      self.sections.back().blocks.push_back(std::move(out));
      return sheaf_status{SHEAF_OK};
    };
    usage = [](const sheaf_section_sink* s, const sheaf_usage* u) {
      Request& self = of(s);
      const std::lock_guard lock(self.mutex);
      report::add_usage(self.used, self.step, *u);
      return sheaf_status{SHEAF_OK};
    };
  }
};

}  // namespace

Edited edit(const StepInstance& editor, const CallMaker& calls, const report::RunFacts& facts,
            const report::Digest& digest, const std::vector<report::Item>& items) {
  auto request = std::make_shared<Request>();
  request->step = editor.step->id;
  request->call = calls(*editor.step);
  request->facts = facts;
  request->digest = digest;
  request->items = items;
  request->run_view = std::make_unique<report::RunView>(request->facts);
  request->digest_view = std::make_unique<report::DigestView>(request->digest, request->items);
  auto instance = editor.instance;
  const plugin::Outcome outcome = plugin::call(
      instance, "edit", request->call,
      [instance, request](const sheaf_call* c) {
        return instance->table<sheaf_editor>()->edit(instance->raw(), c, request->run_view->get(),
                                                     request->digest_view->get(), request.get());
      },
      request);
  Edited out;
  const std::lock_guard lock(request->mutex);
  request->open = false;
  out.usage = request->used;
  out.sections = request->sections;
  if (outcome.status < 0) {
    out.failed = true;
    out.hung = outcome.hung;
    out.error = outcome.error;
    // the section it was writing when it failed may end in mid-thought
    if (!out.sections.empty()) out.sections.pop_back();
  }
  return out;
}

}  // namespace host::pipeline
