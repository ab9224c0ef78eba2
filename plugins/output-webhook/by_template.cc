#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "digest/line.h"
#include "digest/page.h"
#include "digest/words.h"
#include "markup.h"
#include "mustache/fill.h"
#include "payload.h"
#include "sheaf/plugin.hpp"

namespace output_webhook {
namespace {

// As it stands between the quotes of a JSON string.
std::string json_text(std::string_view text) {
  const std::string quoted =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return quoted.substr(1, quoted.size() - 2);
}

std::string plain(const digest::Line& line) {
  std::string out;
  for (const digest::Span& span : line.spans()) out += span.text;
  return out;
}

}  // namespace

std::string body_by_template(const std::string& name, const std::string& tmpl, const sheaf_run& run,
                             const sheaf_digest& digest, const Options& options) {
  using sheaf::view;
  const digest::Page page = digest::page_of(run, digest, {.max_authors = 5});
  mustache::Data root = mustache::Data::type::object;
  root["profile"] = json_text(view(digest.profile->id));
  root["title"] = json_text(page.title);
  root["date"] = json_text(view(run.date));
  root["run"] = json_text(view(run.id));
  root["pipeline"] = json_text(view(run.pipeline));
  root["partial"] = std::string((run.flags & SHEAF_RUN_PARTIAL) != 0 ? "true" : "false");
  root["headline"] = json_text(page.headline);
  root["link"] = json_text(options.link);
  mustache::Data items = mustache::Data::type::list;
  std::size_t all = 0, shown = 0;
  for (const digest::Group& g : page.groups) all += g.entries.size();
  const std::size_t count = std::min(all, options.max_items);
  for (const digest::Group& g : page.groups) {
    for (const digest::Entry& e : g.entries) {
      if (shown == count) break;
      ++shown;
      mustache::Data item = mustache::Data::type::object;
      item["number"] = std::to_string(e.number);
      item["group"] = json_text(g.title);
      item["id"] = json_text(view(e.record->id));
      item["title"] = json_text(digest::one_line(e.title));
      item["url"] = json_text(link_address(e.url));
      item["authors"] = json_text(plain(e.authors));
      item["where"] = json_text(plain(e.where));
      item["scores"] = json_text(e.scores.empty() ? "" : e.scores.front().values);
      item["comment"] = json_text(e.scores.empty() ? "" : plain(e.scores.front().why));
      item["abstract"] = json_text(view(e.record->abstract));
      item["comma"] = std::string(shown == count ? "" : ",");
      items.push_back(std::move(item));
    }
  }
  root["count"] = std::to_string(shown);
  root["more"] = std::to_string(all - shown);
  root["items"] = std::move(items);
  const std::string out = mustache::fill(name, tmpl, root);
  if (!nlohmann::json::accept(out)) {
    throw sheaf::Error(SHEAF_E_CONFIG,
                       name +
                           ": what comes of it is not JSON: put fields between quotes, and a "
                           "{{comma}} behind each item");
  }
  return out;
}

}  // namespace output_webhook
