#include "layout.h"

#include <array>

#include "data.h"
#include "digest/words.h"
#include "shipped.h"
#include "text.h"

namespace output_html {
namespace {

struct Named {
  const char *href, *name;
};

Data entry(const std::string& href, const char* name, bool here) {
  Data out;
  out["href"] = Data(escape(href));
  out["name"] = Data(name);
  out["here"] = Data(here);
  return out;
}

Data site_links(const Shell& shell) {
  static constexpr std::array<Named, 3> kLinks = {
      {{"index.html", "Readers"}, {"works.html", "All works"}, {"radar.html", "Your radar"}}};
  std::vector<Data> out;
  for (const Named& l : kLinks) out.push_back(entry(l.href, l.name, shell.file == l.href));
  return list_of(std::move(out));
}

Data tabs(const Shell& shell) {
  static constexpr std::array<Named, 4> kTabs = {{{"index.html", "Newest"},
                                                  {"archive.html", "Archive"},
                                                  {"radar.html", "Radar"},
                                                  {"people/index.html", "People"}}};
  std::vector<Data> out;
  const std::string base = way_up(shell.file) + "p/" + shell.reader->folder + "/";
  for (const Named& t : kTabs) out.push_back(entry(base + t.href, t.name, shell.view == t.href));
  return list_of(std::move(out));
}

}  // namespace

std::string words_of(const DigestEntry& entry) {
  const std::string words = digest::long_date(entry.date);
  if (entry.name == entry.date) return words;
  return words + " (" + entry.name.substr(entry.date.size() + 1) + ")";
}

std::string way_up(std::string_view file) {
  std::string out;
  for (const char c : file) {
    if (c == '/') out += "../";
  }
  return out;
}

std::string laid_out(const Frame& frame, const Shell& shell) {
  Data root;
  root["root"] = Data(way_up(shell.file));
  root["title"] = Data(escape(shell.title));
  root["description"] = Data(escape(shell.description));
  const std::string& canonical = shell.canonical.empty() ? shell.file : shell.canonical;
  root["canonical"] = or_false(frame.base_url.empty() ? "" : escape(frame.base_url + canonical));
  root["brand"] = Data(isolated(frame.title));
  root["nav"] = site_links(shell);
  root["wide"] = Data(shell.wide);
  root["kicker"] = Data(shell.kicker);
  root["heading"] = Data(shell.heading);
  root["lede"] = Data(shell.lede);
  root["pager"] = or_false(shell.pager);
  root["has_tabs"] = Data(shell.reader != nullptr);
  root["tabs"] = shell.reader != nullptr ? tabs(shell) : Data(false);
  root["body"] = Data(shell.body);
  root["foot"] = Data(shell.foot.empty() ? "<p>Made by sheaf.</p>" : shell.foot);
  root["script"] = or_false(shell.script);
  return mustache::fill("layout.mustache", kLayout, root);
}

}  // namespace output_html
