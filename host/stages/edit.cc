#include "stages/edit.h"

#include <fmt/format.h>

#include <memory>
#include <mutex>

#include "base/sha256.h"
#include "plugin/own.h"
#include "report/digest_view.h"
#include "report/usage.h"
#include "sheaf/canonical/clean.hpp"

namespace host::stages {
namespace {

// Owned by the call, which may hang.
struct EditRequest : sheaf_section_sink {
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
  std::vector<report::Notice> notices;

  static EditRequest& of(const sheaf_section_sink* s) { return plugin::own<EditRequest>(s); }
  std::string cleaned(sheaf_str s, bool single_line) const {
    return sheaf::canonical::clean(plugin::said(call, plugin::view(s)),
                                   sheaf::canonical::Markup::kPlain, {.single_line = single_line});
  }
  EditRequest() : sheaf_section_sink{} {
    struct_size = sizeof(sheaf_section_sink);
    section = [](const sheaf_section_sink* s, sheaf_str title) {
      EditRequest& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (!self.open) return sheaf_status{SHEAF_E_CANCELLED};
      self.sections.push_back({self.step, self.cleaned(title, true), {}});
      return sheaf_status{SHEAF_OK};
    };
    block = [](const sheaf_section_sink* s, const sheaf_block* b) {
      EditRequest& self = of(s);
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
      EditRequest& self = of(s);
      const std::lock_guard lock(self.mutex);
      report::add_usage(self.used, self.step, *u);
      return sheaf_status{SHEAF_OK};
    };
    notice = [](const sheaf_section_sink* s, sheaf_notice_level level, sheaf_str words) {
      EditRequest& self = of(s);
      const std::lock_guard lock(self.mutex);
      if (level > SHEAF_NOTICE_ERROR) return sheaf_status{SHEAF_E_INTERNAL};
      self.notices.push_back({level, self.step, self.cleaned(words, true)});
      return sheaf_status{SHEAF_OK};
    };
  }
};

constexpr std::int64_t kDay = 86'400'000;

// All that a section depends on, as far as a run that is repeated after it died can tell. Not the
// funnel: works that the dead run stored count there as known.
std::string key_of(const std::string& step, const report::RunFacts& facts,
                   const report::Digest& digest, const std::vector<report::Item>& items) {
  report::Digest reader;
  reader.profile = digest.profile;
  std::string all = report::encode(reader);
  for (const report::Item& item : items) {
    all +=
        fmt::format("{} {:016x} {} {}\n", item.work.id, item.work.text_hash, item.flags, item.rank);
    for (const report::Score& score : item.scores) all += report::encode(score);
  }
  for (const auto& [path, value] : facts.settings) {
    if (path.starts_with(step + ".")) all += path + ": " + value + "\n";
  }
  return sha256_hex(all);
}

}  // namespace

struct Editors::Edited {
  std::vector<report::Section> sections;
  std::vector<report::Usage> usage;
  std::vector<report::Notice> notices;
  Error error;  // if failed
  bool failed = false, hung = false;
};

Editors::Edited Editors::ask(const StepInstance& editor, const report::RunFacts& facts,
                             const report::Digest& digest, const std::vector<report::Item>& items) {
  auto request = std::make_shared<EditRequest>();
  request->step = editor.id;
  request->call = calls_(editor);
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
  out.notices = request->notices;
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

Result<Editors::Edited> Editors::take_or_ask(const StepInstance& editor,
                                             const report::RunFacts& facts,
                                             const report::Digest& digest,
                                             const std::vector<report::Item>& items) {
  const std::string key = key_of(editor.id, facts, digest, items);
  TRY_ASSIGN(const auto kept, store_.read([&](store::Session& s) {
    return s.memory().sections(facts.pipeline, editor.id, key, facts.started_ms);
  }));
  if (kept) {
    TRY_ASSIGN(report::Digest paid, report::decode_digest(*kept));
    Edited out;
    out.sections = std::move(paid.sections);
    out.notices = std::move(paid.notices);
    return out;
  }
  Edited out = ask(editor, facts, digest, items);
  if (out.failed || out.usage.empty()) return out;
  report::Digest paid;
  paid.sections = out.sections;
  paid.notices = out.notices;
  TRY(store_.in_transaction(store::Durability::process, [&](store::Session& s) {
    return s.memory().put_sections(facts.pipeline, editor.id, key, report::encode(paid),
                                   facts.started_ms + kDay);
  }));
  return out;
}

Result<bool> Editors::edit(const report::RunFacts& facts, report::Digest& digest,
                           const std::vector<report::Item>& items) {
  bool all_well = true;
  for (const StepInstance& editor : steps_) {
    const std::string& id = editor.id;
    Edited edited;
    if (const auto lost = lost_.find(id); lost != lost_.end()) {
      edited.failed = true;
      edited.error = lost->second;
    } else {
      TRY_ASSIGN(edited, take_or_ask(editor, facts, digest, items));
    }
    for (const report::Usage& u : edited.usage) report::add_usage(usage_, u);
    for (report::Section& s : edited.sections) digest.sections.push_back(std::move(s));
    for (report::Notice& n : edited.notices) {
      all_well = all_well && n.level < SHEAF_NOTICE_WARNING;
      digest.notices.push_back(std::move(n));
    }
    if (!edited.failed) continue;
    if (edited.hung) lost_[id] = edited.error;
    all_well = false;
    digest.notices.push_back(
        {SHEAF_NOTICE_WARNING, id, fmt::format("no {} today: {}", id, edited.error.message)});
  }
  return all_well;
}

}  // namespace host::stages
