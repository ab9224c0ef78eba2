#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "body.h"
#include "digest/words.h"
#include "sheaf/plugin.hpp"
#include "sheaf/text/html.hpp"
#include "shortened.h"

namespace output_mail {
namespace {

using digest::counted;
using digest::Line;
using digest::Span;
using sheaf::view;
using sheaf::text::html_escaped;

// Shares of kClip, so that nothing that came first can crowd out what must not be missing.
constexpr std::size_t kBannerShare = 15'000, kHeadShare = 45'000, kUnscoredShare = 10'000,
                      kEntryShare = 12'000, kTailShare = 5'000;
constexpr std::size_t kUrl = 2'000;

constexpr std::string_view kMuted = "color:#757575;font-size:14px";
constexpr std::string_view kHeading = "font-size:18px;line-height:1.3;margin:28px 0 8px";

// From outside: isolated, so that its direction marks end with it.
std::string foreign(std::string_view text, std::size_t bytes = kSpan) {
  return "<bdi>" + html_escaped(shortened(text, bytes)) + "</bdi>";
}

std::string tag(std::string_view name, std::string_view style, std::string_view content) {
  std::string out = "<" + std::string(name);
  if (!style.empty()) out += " style=\"" + std::string(style) + "\"";
  return out + ">" + std::string(content) + "</" + std::string(name) + ">";
}

std::string anchor(std::string_view url, std::string_view content) {
  if (url.size() > kUrl || !digest::linkable(url)) return std::string(content);
  return "<a href=\"" + html_escaped(digest::one_line(url)) + "\">" + std::string(content) + "</a>";
}

std::string html(const Line& line) {
  std::string out;
  for (const Span& span : line.spans()) {
    std::string text = span.kind == Span::Kind::own ? html_escaped(span.text) : foreign(span.text);
    if (!span.url.empty()) text = anchor(span.url, text);
    if (!span.anchor.empty()) text = "<a href=\"#" + span.anchor + "\">" + text + "</a>";
    if (span.strong) text = "<b>" + text + "</b>";
    out += span.emphasis ? "<i>" + text + "</i>" : text;
  }
  return out;
}

// The text so far and how much of a message it takes.
class Writer {
 public:
  void add(const std::string& piece) {
    text_ += piece + "\n";
    size_ += size_on_the_wire(piece) + 8;
  }
  // Adds it unless more than `limit` would be taken then.
  bool fits(const std::string& piece, std::size_t limit) {
    if (size_ + size_on_the_wire(piece) > limit) return false;
    add(piece);
    return true;
  }
  std::size_t size() const { return size_; }
  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
  std::size_t size_ = 0;
};

// List entries as long as they take no more than `share`; "and 7 more" for the rest.
void add_list(Writer& out, const std::vector<Line>& lines, std::size_t share) {
  const std::size_t limit = out.size() + share;
  out.add("<ul style=\"margin:8px 0;padding-left:20px\">");
  std::size_t shown = 0;
  while (shown < lines.size() && out.fits(tag("li", "margin:4px 0", html(lines[shown])), limit)) {
    ++shown;
  }
  if (shown < lines.size())
    out.add("<li>and " + digest::thousands(lines.size() - shown) + " more</li>");
  out.add("</ul>");
}

void add_section(Writer& out, const digest::Section& section, const std::string& more) {
  out.add(tag("h2", kHeading, foreign(section.title, kTitle)));
  for (const digest::Block& block : section.blocks) {
    const bool heading = block.kind == SHEAF_BLOCK_HEADING;
    const std::string indent = std::to_string(20 * block.level) + "px";
    const std::string piece = heading
                                  ? tag("h3", "font-size:16px;margin:16px 0 4px", html(block.line))
                              : block.kind == SHEAF_BLOCK_LIST_ITEM
                                  ? tag("p", "margin:4px 0 4px " + indent, "• " + html(block.line))
                                  : tag("p", "margin:8px 0", html(block.line));
    if (!out.fits(piece, kHeadShare)) {
      out.add(tag("p", kMuted, "The rest is left out here" + more + "."));
      return;
    }
  }
}

std::string heading_of(const digest::Entry& e) {
  return tag("h3", "font-size:16px;line-height:1.35;margin:20px 0 4px",
             "<a id=\"" + e.anchor + "\"></a>" + std::to_string(e.number) + ". " +
                 anchor(e.url, foreign(e.title, kTitle)));
}

std::string entry(const digest::Entry& e, const Options& options) {
  const auto line = [](std::string_view style, const std::string& content) {
    return content.empty() ? std::string() : tag("div", style, content) + "\n";
  };
  const sheaf_record& r = *e.record;
  std::string out = heading_of(e) + "\n";
  out += line("margin:2px 0", html(e.authors));
  out += line(kMuted, html(e.where));
  for (const auto& mark : e.marks) out += line("margin:4px 0;color:#c0392b", html(mark));
  for (const auto& person : e.people) out += line("margin:4px 0", html(person));
  for (const digest::Score& s : e.scores) {
    const std::string why = html(s.why);
    out += line("margin:4px 0", "<b>" + foreign(s.values) + "</b> (" + foreign(s.scorer) + ")" +
                                    (why.empty() ? "" : ": " + why));
  }
  if (e.no_score) out += line("margin:4px 0", "No score.");
  const auto text = [&](const char* title, const sheaf_text& what, std::size_t bytes) {
    const std::string plain = digest::one_line(view(what));
    if (plain.empty() || bytes == 0) return;
    out += tag("p", "margin:8px 0", title + foreign(plain, bytes)) + "\n";
  };
  text("<b>In short:</b> ", r.summary, kText);
  text("", r.abstract, options.abstract);
  if (r.comment.len > 0) out += line(kMuted, foreign(digest::one_line(view(r.comment)), 300));
  for (const auto& relation : e.relations) out += line(kMuted, html(relation));
  if (!e.same_as.empty()) out += line(kMuted, "May be the same as " + html(e.same_as) + ".");
  out += line(kMuted, html(e.links) + (e.via.empty() ? "" : " · via " + html(e.via)));
  return out;
}

// The entries of all groups, and how many did not fit.
std::size_t add_groups(Writer& out, const Letter& letter, std::size_t limit) {
  std::size_t left = 0;
  for (const digest::Group& g : letter.page->groups) {
    bool titled = false;
    for (const digest::Entry& e : g.entries) {
      if (left > 0) {
        ++left;
        continue;
      }
      std::string piece = entry(e, letter.options);
      if (size_on_the_wire(piece) > kEntryShare) piece = heading_of(e);  // it is there at least
      if (!titled) piece.insert(0, tag("h2", kHeading, html_escaped(g.title)) + "\n");
      titled = true;
      if (!out.fits(piece, limit)) ++left;
    }
  }
  return left;
}

void add_tail(Writer& out, const Letter& letter, std::size_t left, const std::string& more) {
  if (left > 0) {
    out.add(tag("p", "margin:20px 0;font-weight:bold",
                counted(left, "more work") + (more.empty() ? " left out here." : more)));
  }
  std::size_t unscored = 0;
  for (const auto& group : letter.page->unscored) unscored += group.works.size();
  if (unscored > 0) {
    out.add("<a id=\"not-scored\"></a>" + tag("h2", kHeading, "Not scored"));
    std::vector<Line> works;
    for (const auto& group : letter.page->unscored) {
      for (const Line& work : group.works) {
        works.emplace_back(work).own(" – ").join("", group.reason);
      }
    }
    add_list(out, works, kUnscoredShare);
  }
  std::string foot;
  const auto add = [&foot](const std::string& line) {
    if (!line.empty()) foot += (foot.empty() ? "" : "<br>\n") + line;
  };
  add(html_escaped(sources_line(*letter.run)));
  add(html_escaped(cost_line(*letter.run)));
  add("Run " + foreign(view(letter.run->id)) + " of " + foreign(view(letter.run->pipeline)) + ", " +
      foreign(view(letter.run->date)) + ", by sheaf " + foreign(view(letter.run->sheaf_version)));
  if (!letter.more_url.empty()) add(anchor(letter.more_url, "Read it on the web"));
  if (!letter.unsubscribe_url.empty()) add(anchor(letter.unsubscribe_url, "Unsubscribe"));
  out.add(tag("div",
              "margin-top:32px;padding-top:8px;border-top:1px solid #999999;" + std::string(kMuted),
              foot));
}

}  // namespace

Html html_part(const Letter& letter) {
  const digest::Page& page = *letter.page;
  const std::string more =
      letter.more_url.empty() ? "" : ": " + anchor(letter.more_url, "read it on the web");
  Writer out;
  out.add(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"supported-color-schemes\" content=\"light dark\">\n" +
      tag("title", "", html_escaped(shortened(page.title, kTitle))) + "</head>");
  out.add(
      "<body style=\"margin:0;padding:16px;font-family:-apple-system,'Segoe UI',Helvetica,"
      "Arial,sans-serif;font-size:15px;line-height:1.5\">\n"
      "<div style=\"max-width:640px;margin:0 auto;overflow-wrap:anywhere\">");
  out.add(tag("h1", "font-size:22px;line-height:1.25;margin:0 0 4px", foreign(page.title, kTitle)) +
          tag("div", kMuted, html_escaped(page.date_words)));
  if (!page.headline.empty()) {
    out.add("<div style=\"margin:16px 0;padding:4px 12px;border-left:4px solid #c0392b\">" +
            tag("b", "", html_escaped(page.headline)));
    add_list(out, page.problems, kBannerShare);
    out.add("</div>");
  }
  if (!page.quiet.empty()) out.add(tag("p", "", html_escaped(page.quiet)));
  if (page.nothing) out.add(tag("p", "", "No work could be selected."));
  if (!page.tally.empty()) out.add(tag("p", "margin:12px 0", html(page.tally)));
  for (const digest::Section& section : page.sections) {
    if (out.size() < kHeadShare) add_section(out, section, more);
  }
  const std::size_t left =
      add_groups(out, letter, kClip - kTailShare - (page.unscored.empty() ? 0 : kUnscoredShare));
  if (!page.notes.empty()) {
    add_list(out, page.notes, kTailShare / 2);
  }
  add_tail(out, letter, left, more);
  out.add("</div></body></html>");
  return {std::move(out).take(), left};
}

std::string cost_line(const sheaf_run& run) {
  const auto rows = digest::costs(run);
  if (rows.empty()) return {};
  const auto& sum = rows.back();  // step, model, requests, in, cached, out, reasoning, cost
  return "Cost of this run: " + sum[7] + " (" + sum[2] + " requests, " + sum[3] + " tokens in, " +
         sum[5] + " out)";
}

std::string sources_line(const sheaf_run& run) {
  const auto sources = sheaf::range(run.sources, run.source_count);
  if (sources.empty()) return {};
  const auto bad = static_cast<std::uint64_t>(std::count_if(
      sources.begin(), sources.end(), [](const auto* s) { return digest::is_bad(*s); }));
  if (bad == 0) return counted(sources.size(), "source") + " read";
  return digest::thousands(bad) + " of " + counted(sources.size(), "source") +
         (bad == 1 ? " has" : " have") + " a problem: see above";
}

}  // namespace output_mail
