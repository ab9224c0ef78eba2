// Digest blobs; the layout of version 1 is the order of the calls below.
#include "base/codec.h"
#include "report/digest.h"

namespace host::report {
namespace {

constexpr std::uint8_t kVersion = 1;

void put(Writer& w, const std::string& s) {
  w.str(s);
}
void get(Reader& r, std::string& s) {
  s = std::string(r.str());
}
void put(Writer& w, double v) {
  w.f64(v);
}
void get(Reader& r, double& v) {
  v = r.f64();
}
void put(Writer& w, std::uint64_t v) {
  w.u64(v);
}
void get(Reader& r, std::uint64_t& v) {
  v = r.u64();
}
void put(Writer& w, std::uint32_t v) {
  w.u64(v);
}
void get(Reader& r, std::uint32_t& v) {
  v = r.u32();
}
void put(Writer& w, std::int64_t v) {
  w.i64(v);
}
void get(Reader& r, std::int64_t& v) {
  v = r.i64();
}
void put(Writer& w, std::int32_t v) {
  w.i64(v);
}
void get(Reader& r, std::int32_t& v) {
  v = static_cast<std::int32_t>(r.i64());
}
void put(Writer& w, bool v) {
  w.boolean(v);
}
void get(Reader& r, bool& v) {
  v = r.boolean();
}

// One list of members per type serves both directions: io(archive, value).
struct Out {
  Writer& w;
  template <class... T>
  void operator()(const T&... members) {
    (one(members), ...);
  }
  template <class T>
  void one(const T& v);
  template <class T>
  void one(const std::vector<T>& list) {
    w.list(list, [this](const T& v) { one(v); });
  }
  template <class A, class B>
  void one(const std::pair<A, B>& v) {
    one(v.first);
    one(v.second);
  }
};

struct In {
  Reader& r;
  template <class... T>
  void operator()(T&... members) {
    (one(members), ...);
  }
  template <class T>
  void one(T& v);
  template <class T>
  void one(std::vector<T>& list) {
    r.list(list, [this] {
      T v{};
      one(v);
      return v;
    });
  }
  template <class A, class B>
  void one(std::pair<A, B>& v) {
    one(v.first);
    one(v.second);
  }
};

template <class T, class Want>
concept Is = std::same_as<std::remove_const_t<T>, Want>;

void io(auto& a, Is<Person> auto& v) {
  a(v.name, v.family, v.given, v.orcid, v.affiliation, v.group);
}
void io(auto& a, Is<Criterion> auto& v) {
  a(v.id, v.text, v.irrelevant);
}
void io(auto& a, Is<Profile> auto& v) {
  a(v.id, v.title, v.interests, v.language, v.criteria, v.terms, v.people, v.library);
}
void io(auto& a, Is<AxisValue> auto& v) {
  a(v.id, v.value);
}
void io(auto& a, Is<Evidence> auto& v) {
  a(v.kind, v.strength, v.subject, v.detail, v.contribution);
}
void io(auto& a, Is<Score> auto& v) {
  a(v.scorer, v.status, v.value, v.axes, v.matched, v.evidence, v.comment, v.error);
}
void io(auto& a, Is<Axis> auto& v) {
  a(v.id, v.title, v.scale, v.rubric);
}
void io(auto& a, Is<Block> auto& v) {
  a(v.kind, v.level, v.text, v.citations);
}
void io(auto& a, Is<Section> auto& v) {
  a(v.id, v.title, v.blocks);
}
void io(auto& a, Is<Notice> auto& v) {
  a(v.level, v.step, v.text);
}
void io(auto& a, Is<Count> auto& v) {
  a(v.id, v.label, v.value, v.level);
}
void io(auto& a, Is<Unscored> auto& v) {
  a(v.work, v.title, v.scorer, v.reason);
}
void io(auto& a, Is<Usage> auto& v) {
  a(v.step, v.model, v.currency, v.requests, v.input_tokens, v.cached_input_tokens, v.output_tokens,
    v.reasoning_tokens, v.cost_micros);
}
void io(auto& a, Is<SourceReport> auto& v) {
  a(v.id, v.plugin, v.state, v.detail, v.records, v.refused);
}
void io(auto& a, Is<RunFacts> auto& v) {
  a(v.id, v.pipeline, v.sheaf_version, v.date, v.time_zone, v.started_ms, v.sequence, v.partial,
    v.sources, v.notices, v.usage, v.settings);
}
void io(auto& a, Is<Digest> auto& v) {
  a(v.profile, v.axes, v.funnel, v.notices, v.sections, v.unscored);
}

template <class T>
void Out::one(const T& v) {
  if constexpr (requires { put(w, v); }) {
    put(w, v);
  } else {
    io(*this, v);
  }
}

template <class T>
void In::one(T& v) {
  if constexpr (requires { get(r, v); }) {
    get(r, v);
  } else {
    io(*this, v);
  }
}

template <class T>
std::string encode_any(const T& v) {
  std::string out;
  Writer w(out, kVersion);
  Out{w}(v);
  return out;
}

template <class T>
Result<T> decode_any(std::string_view blob, const char* what) {
  Reader r(blob, kVersion);
  T v{};
  In{r}(v);
  if (r.done()) return v;
  return fail(SHEAF_E_UPSTREAM,
              std::string("a stored ") + what + " is damaged or was written by a newer sheaf");
}

}  // namespace

const char* state_name(sheaf_source_state state) {
  switch (state) {
    case SHEAF_STATE_OK:
      return "ok";
    case SHEAF_STATE_EMPTY_EXPECTED:
      return "empty-expected";
    case SHEAF_STATE_EMPTY_UNEXPECTED:
      return "empty-unexpected";
    case SHEAF_STATE_STALE:
      return "stale";
    case SHEAF_STATE_TRUNCATED:
      return "truncated";
    case SHEAF_STATE_FORMAT_CHANGED:
      return "format-changed";
    default:
      return "failed";
  }
}

std::string encode(const RunFacts& facts) {
  return encode_any(facts);
}
std::string encode(const Digest& digest) {
  return encode_any(digest);
}
std::string encode(const Score& score) {
  return encode_any(score);
}
Result<RunFacts> decode_facts(std::string_view b) {
  return decode_any<RunFacts>(b, "run");
}
Result<Digest> decode_digest(std::string_view b) {
  return decode_any<Digest>(b, "digest");
}
Result<Score> decode_score(std::string_view b) {
  return decode_any<Score>(b, "score");
}

std::string encode(const Item& item) {
  std::string out;
  Writer w(out, kVersion);
  std::string work;
  encode_work(item.work, work);
  Out a{w};
  a(work, item.flags, item.rank, item.rank_value, item.scores, item.sources, item.suggestions);
  return out;
}

Result<Item> decode_item(std::string_view blob) {
  Reader r(blob, kVersion);
  Item item;
  std::string work;
  In a{r};
  a(work, item.flags, item.rank, item.rank_value, item.scores, item.sources, item.suggestions);
  if (!r.done()) {
    return fail(SHEAF_E_UPSTREAM, "a stored item is damaged or was written by a newer sheaf");
  }
  auto decoded = decode_work(work);
  if (!decoded) return tl::unexpected(decoded.error());
  item.work = std::move(*decoded);
  return item;
}

}  // namespace host::report
