#include "config/build.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "config/suggest.h"
#include "config/url.h"
#include "sheaf/text/ascii.hpp"
#include "sheaf/text/identifiers.hpp"
#include "sheaf/text/languages.hpp"
#include "sheaf/text/scalars.hpp"
#include "sheaf/text/utf8.hpp"

namespace host::config {
namespace {

using Kind = Value::Kind;

constexpr std::pair<const char*, sheaf_record_type> kTypes[] = {
    {"research", SHEAF_TYPE_RESEARCH},
    {"review", SHEAF_TYPE_REVIEW},
    {"news", SHEAF_TYPE_NEWS},
    {"editorial", SHEAF_TYPE_EDITORIAL},
    {"letter", SHEAF_TYPE_LETTER},
    {"correction", SHEAF_TYPE_CORRECTION},
    {"retraction", SHEAF_TYPE_RETRACTION},
    {"other", SHEAF_TYPE_OTHER}};
constexpr std::pair<const char*, sheaf_announce> kAnnounces[] = {
    {"new", SHEAF_ANNOUNCE_NEW},
    {"cross", SHEAF_ANNOUNCE_CROSS},
    {"replace", SHEAF_ANNOUNCE_REPLACE},
    {"replace-cross", SHEAF_ANNOUNCE_REPLACE_CROSS}};
constexpr std::pair<const char*, sheaf_source_state> kStates[] = {
    {"ok", SHEAF_STATE_OK},
    {"empty-expected", SHEAF_STATE_EMPTY_EXPECTED},
    {"empty-unexpected", SHEAF_STATE_EMPTY_UNEXPECTED},
    {"stale", SHEAF_STATE_STALE},
    {"truncated", SHEAF_STATE_TRUNCATED},
    {"format-changed", SHEAF_STATE_FORMAT_CHANGED},
    {"failed", SHEAF_STATE_FAILED}};

constexpr std::int64_t kLibraryDeadlineMs = 30 * 60'000;  // as other steps have by default

// The schema has made sure that the name is one of the table's.
template <class T, std::size_t N>
T named(const std::pair<const char*, T> (&table)[N], const std::string& name) {
  for (const auto& [n, v] : table) {
    if (name == n) return v;
  }
  return table[0].second;
}

// An empty value for what was not given.
const Value& get(const Value& map, std::string_view key) {
  static const Value kNone;
  const Value* v = map.find(key);
  return v ? *v : kNone;
}

std::string text(const Value& map, std::string_view key) {
  return get(map, key).text;
}

std::vector<std::string> texts(const Value& map, std::string_view key) {
  std::vector<std::string> out;
  for (const auto& e : get(map, key).entries) out.push_back(e.value.text);
  return out;
}

std::vector<std::pair<std::string, double>> weights(const Value& map, std::string_view key) {
  std::vector<std::pair<std::string, double>> out;
  for (const auto& e : get(map, key).entries) out.emplace_back(e.key, e.value.number);
  return out;
}

template <class T>
std::optional<T> number(const Value& map, std::string_view key) {
  const Value* v = map.find(key);
  return v ? std::optional<T>(static_cast<T>(v->integer)) : std::nullopt;
}

class Builder {
 public:
  Builder(const Node& root, const Components& components, const Context& ctx)
      : root_(root), components_(components), ctx_(ctx) {}

  Pipeline build() {
    Context host = ctx_;
    host.opaque_objects = true;  // `with:` belongs to the component's schema
    const Settings settings = validate(&root_, root_.at, "", pipeline_fields(), host);
    const Value& v = settings.root;
    Pipeline p;
    p.name = text(v, "name");
    p.store = text(v, "store");
    p.contact = text(v, "contact");
    p.timezone = text(v, "timezone");
    p.metrics = text(v, "metrics");
    p.fresh_ms = get(v, "fresh").integer;
    p.keep_works_ms = number<std::int64_t>(get(v, "retention"), "works");
    for (const auto& name : texts(v, "again")) {
      p.again.replaced |= name == "replaced";
      p.again.published |= name == "published";
      p.again.corrected |= name == "corrected";
      p.again.retracted |= name == "retracted";
    }
    if (const Value* zone = v.find("timezone")) {
      if (const auto why = check_timezone(zone->text); !why.empty()) {
        error("timezone", zone->at, "timezone", why);
      }
    }
    p.http = http(get(v, "http"));
    p.filter = filter(get(v, "filter"));
    p.select = select(get(v, "select"));
    const auto lists = p.step_lists();
    for (std::size_t i = 0; i < kStepLists.size(); ++i) *lists[i] = steps(v, kStepLists[i]);
    p.profiles = profiles(v);
    p.on_success = notice(get(v, "notify"), "success");
    p.on_failure = notice(get(v, "notify"), "failure");
    p.tests = tests(v, p);
    return p;
  }

 private:
  void error(std::string_view code, const Position& at, std::string path, std::string message) {
    ctx_.diagnostics->error(code, at, std::move(path), std::move(message));
  }

  // Reports `id` if it is already in `seen`.
  void unique(std::map<std::string, Position>& seen, const std::string& id, const Position& at,
              const std::string& path, const char* advice) {
    const auto [it, fresh] = seen.emplace(id, at);
    if (!fresh) {
      error("duplicate-id", at, path,
            "duplicate id \"" + id + "\"; first used at " + to_string(it->second) + advice);
    }
  }

  Http http(const Value& v) const {
    Http h;
    h.proxy = text(v, "proxy");
    const auto password = password_in(h.proxy);
    if (!password.empty() && ctx_.secrets) ctx_.secrets->push_back(password);
    h.timeout_ms = get(v, "timeout").integer;
    h.max_body = static_cast<std::uint64_t>(get(v, "max_body").integer);
    for (const auto& name : texts(v, "allow_private"))
      h.allow_private.push_back(sheaf::text::lowered(name));
    h.ca_file = text(v, "ca_file");
    h.cache = text(v, "cache");
    return h;
  }

  static FilterRules filter(const Value& v) {
    FilterRules f;
    for (const auto& t : texts(v, "types")) f.types.push_back(named(kTypes, t));
    for (const auto& l : texts(v, "languages")) {
      const std::string tag = sheaf::text::language_tag(l);
      f.languages.push_back(sheaf::text::lowered(tag.empty() ? l : tag));
    }
    f.exclude = texts(v, "exclude");
    f.categories = texts(v, "categories");
    for (const auto& a : texts(v, "announce")) f.announce.push_back(named(kAnnounces, a));
    return f;
  }

  static Select select(const Value& v) {
    const auto places = [&](std::string_view key) {
      std::vector<Position> out;
      for (const Member& m : get(v, key).entries) out.push_back(m.value.at);
      return out;
    };
    Select s;
    s.min = weights(v, "min");
    s.rank = weights(v, "rank");
    s.min_at = places("min");
    s.rank_at = places("rank");
    s.limit = number<std::uint64_t>(v, "limit");
    s.per_source = number<std::uint64_t>(v, "per_source");
    return s;
  }

  std::vector<Step> steps(const Value& v, const StepList& list) {
    std::vector<Step> out;
    const Value* given = v.find(list.key);
    if (!given) return out;
    const bool required = (find_field(pipeline_fields(), list.key)->flags & SHEAF_F_REQUIRED) != 0;
    if (required && given->entries.empty()) {
      error("missing-key", given->at, list.key, std::string("expected at least one ") + list.noun);
    }
    const Node* nodes = root_.find(list.key);
    std::map<std::string, Position> seen;
    for (std::size_t i = 0; i < given->entries.size(); ++i) {
      const Value& entry = given->entries[i].value;
      if (entry.kind != Kind::kMap) continue;
      const auto path = indexed(list.key, i);
      const Value& use = get(entry, "use");
      Step s;
      s.at = entry.at;
      s.use = use.text;
      s.id = entry.find("id") ? text(entry, "id") : s.use;
      if (!s.id.empty()) {
        const Position& at = entry.find("id") ? get(entry, "id").at : use.at;
        unique(seen, s.id, at, path, "; give this step another `id:`");
      }
      s.deadline_ms = get(entry, "deadline").integer;
      s.pass = pass(get(entry, "pass"), path + ".pass");
      s.budget = budget(get(entry, "budget"), path + ".budget");
      if (!s.use.empty()) use_component(s, list, nodes->entries[i].value, use, path);
      out.push_back(std::move(s));
    }
    return out;
  }

  void use_component(Step& s, const StepList& list, const Node& node, const Value& use,
                     const std::string& path) {
    s.component = components_.find(list.kind, s.use);
    if (!s.component) {
      std::string hint = suggestion(s.use, components_.ids(list.kind));
      for (const auto& other : kStepLists) {
        if (components_.find(other.kind, s.use)) {
          hint = std::string("; it belongs under `") + other.key + ":`";
        }
      }
      if (hint.empty()) hint = "; no plugin offers one, see `sheaf doctor`";
      error("unknown-component", use.at, path + ".use",
            std::string("no ") + list.noun + " \"" +
                std::string(sheaf::text::beginning(s.use, 60)) + "\"" + hint);
      return;
    }
    const Node* with = node.find("with");
    if (with && !with->is_map() && !with->is_null()) return;  // reported already
    s.settings = validate(with, s.at, path + ".with",
                          Fields(s.component->fields, s.component->field_count), ctx_);
  }

  Pass pass(const Value& v, const std::string& path) {
    Pass p;
    if (v.entries.size() > 1) {
      error("pass", v.at, path, "expected one of top, min and band, not several");
    }
    if (const Value* top = v.find("top")) {
      if (top->text.ends_with('%')) {
        const double share =
            sheaf::text::parse_float(top->text.substr(0, top->text.size() - 1)).value_or(0);
        p.top_share = share / 100;
        if (!(share > 0) || share > 100) {
          error("range", top->at, path + ".top", "expected more than 0 and at most 100%");
        }
      } else {
        const auto n = sheaf::text::parse_int(top->text).value_or(0);
        p.top_count = static_cast<std::uint64_t>(n);
        if (n < 1) error("range", top->at, path + ".top", "expected at least 1 work");
      }
    }
    if (const Value* min = v.find("min")) p.min = min->number;
    if (const Value* band = v.find("band")) {
      const auto& e = band->entries;
      if (e.size() != 2 || e[0].value.number >= e[1].value.number) {
        error("range", band->at, path + ".band", "expected [low, high] with low below high");
      } else {
        p.band = {e[0].value.number, e[1].value.number};
      }
    }
    return p;
  }

  Limit limit(const Value& v, const std::string& path) {
    Limit l;
    if (const Value* cost = v.find("cost")) {
      const auto space = cost->text.find(' ');
      const double amount =
          sheaf::text::parse_float(std::string_view(cost->text).substr(0, space)).value_or(0);
      l.currency = cost->text.substr(space + 1);
      l.cost_micros = std::llround(std::min(amount, 1e12) * 1e6);
    }
    if (const Value* tokens = v.find("tokens")) {
      const auto n = sheaf::text::parse_count(tokens->text);
      l.tokens = static_cast<std::uint64_t>(n.value_or(0));
      if (!n) error("range", tokens->at, path + ".tokens", "expected a whole number of tokens");
    }
    l.requests = number<std::uint64_t>(v, "requests");
    return l;
  }

  Budget budget(const Value& v, const std::string& path) {
    Budget b{limit(get(v, "run"), path + ".run"), limit(get(v, "day"), path + ".day"),
             limit(get(v, "month"), path + ".month")};
    std::set<std::string> currencies;
    for (const Limit* l : {&b.run, &b.day, &b.month}) {
      if (l->cost_micros) currencies.insert(l->currency);
    }
    if (currencies.size() > 1) {
      error("currency", v.at, path, "one step has one currency, found several");
    }
    return b;
  }

  std::vector<Profile> profiles(const Value& v) {
    std::vector<Profile> out;
    const Value* given = v.find("profiles");
    if (!given) return out;
    if (given->entries.empty()) {
      error("missing-key", given->at, "profiles", "expected at least one profile");
    }
    std::map<std::string, Position> seen;
    for (std::size_t i = 0; i < given->entries.size(); ++i) {
      const Value& entry = given->entries[i].value;
      if (entry.kind != Kind::kMap) continue;
      const auto path = indexed("profiles", i);
      Profile p;
      p.at = entry.at;
      p.id = text(entry, "id");
      if (!p.id.empty()) unique(seen, p.id, get(entry, "id").at, path, "");
      p.title = entry.find("title") ? text(entry, "title") : p.id;
      p.interests = text(entry, "interests");
      p.language = text(entry, "language");
      p.criteria = criteria(get(entry, "criteria"), path);
      p.terms = weights(entry, "terms");
      p.people = people(get(entry, "people"), path);
      const Node& node = root_.find("profiles")->entries[i].value;
      p.library = library(get(entry, "library"), node.find("library"), p.id, path + ".library");
      out.push_back(std::move(p));
    }
    return out;
  }

  std::vector<Step> library(const Value& list, const Node* nodes, const std::string& profile,
                            const std::string& path) {
    std::vector<Step> out;
    std::map<std::string, int> names;  // how often
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const Value& entry = list.entries[i].value;
      if (entry.kind != Kind::kMap) continue;
      const auto at = indexed(path, i);
      const Value* file = entry.find("path");
      const Value* use = entry.find("use");
      if ((file == nullptr) == (use == nullptr)) {
        error("library", entry.at, at, "expected a path, or `use:` and `with:`");
        continue;
      }
      Step s;
      s.at = entry.at;
      s.deadline_ms = kLibraryDeadlineMs;
      std::string name;
      if (use) {
        s.use = name = use->text;
        use_component(s, kStepLists[0], nodes->entries[i].value, *use, at);
      } else {
        name = file->text.substr(file->text.rfind('/') + 1);
        use_reader(s, *nodes->entries[i].value.find("path"), *file, at);
      }
      const int times = ++names[name];
      s.id = "library:" + profile + ":" + name + (times == 1 ? "" : "-" + std::to_string(times));
      out.push_back(std::move(s));
    }
    return out;
  }

  // The source that says it reads libraries, with this file.
  void use_reader(Step& s, const Node& node, const Value& file, const std::string& path) {
    for (const sheaf_component* c : components_.all()) {
      if (std::string_view(c->kind) != SHEAF_SOURCE || (c->flags & SHEAF_C_READS_LIBRARY) == 0) {
        continue;
      }
      s.component = c;
      s.use = c->id;
      break;
    }
    if (!s.component) {
      error(
          "unknown-component", file.at, path,
          "no plugin reads files of references; see `sheaf doctor`, or name a source with `use:`");
      return;
    }
    Node with;
    with.kind = Node::Kind::kMap;
    with.at = node.at;
    with.entries.push_back({"files", node.at, node});
    s.settings =
        validate(&with, s.at, path, Fields(s.component->fields, s.component->field_count), ctx_);
  }

  std::vector<Criterion> criteria(const Value& list, const std::string& profile) {
    std::vector<Criterion> out;
    std::map<std::string, Position> seen;
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const Value& c = list.entries[i].value;
      const auto path = indexed(profile + ".criteria", i);
      if (const Value* id = c.find("id")) unique(seen, id->text, id->at, path, "");
      out.push_back({text(c, "id"), text(c, "text"), text(c, "irrelevant")});
    }
    return out;
  }

  std::vector<Person> people(const Value& list, const std::string& profile) {
    std::vector<Person> out;
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const Value& v = list.entries[i].value;
      Person person;
      person.name = text(v, "name");
      person.affiliation = text(v, "affiliation");
      if (const Value* given = v.find("orcid")) {
        const auto path = indexed(profile + ".people", i) + ".orcid";
        const auto orcid = sheaf::text::read_orcid(given->text);
        if (!orcid) {
          error("orcid", given->at, path, "expected an ORCID iD such as 0000-0002-1825-0097");
        } else {
          person.orcid = orcid->bare;
          if (!orcid->valid) {
            ctx_.diagnostics->warning("orcid-checksum", given->at, path,
                                      orcid->bare + " has a wrong check digit; is it mistyped?");
          }
        }
      }
      out.push_back(std::move(person));
    }
    return out;
  }

  Notify notice(const Value& notify, const char* key) {
    Notify n;
    const Value* v = notify.find(key);
    if (!v || v->entries.empty()) return n;
    n.command = texts(notify, key);
    const auto& first = n.command.front();
    if (!first.starts_with("http://") && !first.starts_with("https://")) {
      if (n.command.size() == 1 && first.find(' ') != std::string::npos) {
        error("command", v->at, std::string("notify.") + key,
              "a command is a list of words, [mail, -s, failed, ada]; this is one word, which no "
              "program is called");
      }
      return n;
    }
    std::string why;
    const auto url = parse_address(first, "", &why);
    if (!url || n.command.size() != 1) {
      error("url", v->at, std::string("notify.") + key,
            url ? "expected one URL or a command" : why);
      return n;
    }
    if (!url->password.empty() && ctx_.secrets) ctx_.secrets->push_back(url->password);
    n.url = url->text;
    n.command.clear();
    return n;
  }

  std::vector<Test> tests(const Value& v, const Pipeline& p) {
    std::vector<std::string> readers, sources;
    for (const auto& r : p.profiles) readers.push_back(r.id);
    for (const auto& s : p.sources) sources.push_back(s.id);
    const auto known = [](const std::vector<std::string>& list, const std::string& id) {
      return std::find(list.begin(), list.end(), id) != list.end();
    };
    std::vector<Test> out;
    const auto& list = get(v, "tests").entries;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Value& entry = list[i].value;
      const auto path = indexed("tests", i);
      Test t;
      t.name = entry.find("name") ? text(entry, "name") : "test " + std::to_string(i + 1);
      t.cassettes = text(entry, "cassettes");
      t.at_ms = get(entry, "at").integer;
      t.profile = readers.empty() ? "" : readers.front();
      if (const Value* profile = entry.find("profile")) {
        t.profile = profile->text;
        if (!known(readers, t.profile)) {
          error("unknown-profile", profile->at, path + ".profile",
                "no profile \"" + t.profile + "\"" + suggestion(t.profile, readers));
        }
      }
      const Value& expect = get(entry, "expect");
      t.expect.at = expect.at;
      t.expect.delivered = number<std::uint64_t>(expect, "delivered");
      t.expect.first = text(expect, "first");
      t.expect.contains = texts(expect, "contains");
      t.expect.lacks = texts(expect, "lacks");
      t.expect.exit = static_cast<int>(get(expect, "exit").integer);
      for (const auto& e : get(expect, "states").entries) {
        t.expect.states[e.key] = named(kStates, e.value.text);
        if (!known(sources, e.key)) {
          error("unknown-source", e.value.at, path + ".expect.states." + e.key,
                "no source \"" + e.key + "\"" + suggestion(e.key, sources));
        }
      }
      out.push_back(std::move(t));
    }
    return out;
  }

  const Node& root_;
  const Components& components_;
  const Context& ctx_;
};

}  // namespace

void spell_out_libraries(Node& root) {
  Node* profiles = root.find("profiles");
  if (profiles == nullptr || !profiles->is_list()) return;
  for (Entry& profile : profiles->entries) {
    Node* library = profile.value.find("library");
    if (library == nullptr || library->is_null()) continue;
    if (!library->is_list()) {
      Node list;
      list.kind = Node::Kind::kList;
      list.at = library->at;
      list.entries.push_back({"", library->at, std::move(*library)});
      *library = std::move(list);
    }
    for (Entry& entry : library->entries) {
      if (!entry.value.is_scalar()) continue;
      Node file;
      file.kind = Node::Kind::kMap;
      file.at = entry.value.at;
      file.entries.push_back({"path", entry.value.at, std::move(entry.value)});
      entry.value = std::move(file);
    }
  }
}

Pipeline build_pipeline(const Node& root, const Components& components, const Context& ctx) {
  return Builder(root, components, ctx).build();
}

}  // namespace host::config
