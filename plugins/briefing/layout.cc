#include "layout.h"

namespace briefing {
namespace {

// "sleep spindles" -> "Sleep spindles"; "mRNA" stays.
std::string heading(std::string title) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (title.size() > 1 && lower(title[0]) && lower(title[1])) {
    title[0] = static_cast<char>(title[0] - 32);
  }
  return title;
}

}  // namespace

void lay_out(std::span<const Passage> passages, std::span<const Work> works, const Words& words,
             const std::vector<std::string>& before, const std::vector<std::string>& after,
             const sheaf::SectionSink& sink) {
  sink.section(words.title);
  for (const std::string& p : before) sink.block(SHEAF_BLOCK_PARAGRAPH, p);
  const std::pair<PassageKind, const char*> kOrder[] = {
      {PassageKind::kReadFirst, words.read_first},
      {PassageKind::kTheme, words.theme},
      {PassageKind::kConnection, words.connections},
      {PassageKind::kDisagreement, words.disagreements},
      {PassageKind::kRest, words.rest}};
  for (const auto& [kind, name] : kOrder) {
    bool first = true;
    for (const Passage& p : passages) {
      if (p.kind != kind) continue;
      if (kind == PassageKind::kTheme) {
        sink.block(SHEAF_BLOCK_HEADING, p.title.empty() ? name : heading(p.title));
      } else if (first) {
        sink.block(SHEAF_BLOCK_HEADING, name);
      }
      first = false;
      if (!p.lead.empty()) sink.block(SHEAF_BLOCK_PARAGRAPH, p.lead);
      for (const Claim& c : p.claims) {
        std::vector<std::size_t> items;
        for (const std::size_t cite : c.cites) items.push_back(works[cite].item);
        sink.block(SHEAF_BLOCK_LIST_ITEM, c.text, items);
      }
    }
  }
  for (const std::string& p : after) sink.block(SHEAF_BLOCK_PARAGRAPH, p);
}

}  // namespace briefing
