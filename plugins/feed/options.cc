#include "options.h"

#include <algorithm>

namespace feed {
namespace {

using sheaf::field;

[[noreturn]] void refuse(const std::string& what) {
  throw sheaf::Error(SHEAF_E_CONFIG, what);
}

template <class T>
struct Word {
  const char* word;
  T value;
  const char* summary;
};

constexpr Word<sheaf_markup> kMarkups[] = {
    {"plain", SHEAF_MARKUP_PLAIN, "text as it is"},
    {"html", SHEAF_MARKUP_HTML, "HTML"},
    {"tex", SHEAF_MARKUP_TEX, "LaTeX, as preprint servers serve it"},
    {"jats", SHEAF_MARKUP_JATS, "JATS"}};
constexpr Word<sheaf_record_type> kTypes[] = {
    {"research", SHEAF_TYPE_RESEARCH, "original research"},
    {"review", SHEAF_TYPE_REVIEW, "reviews"},
    {"news", SHEAF_TYPE_NEWS, "news"},
    {"editorial", SHEAF_TYPE_EDITORIAL, "editorials"},
    {"letter", SHEAF_TYPE_LETTER, "letters to the editor"},
    {"other", SHEAF_TYPE_OTHER, "anything else"}};
constexpr Word<Authors> kAuthors[] = {
    {"auto", Authors::kAuto, "told from the names"},
    {"comma", Authors::kComma, "`A. Author, B. Author`"},
    {"semicolon", Authors::kSemicolon, "`Author, A.; Author, B.`"},
    {"pairs", Authors::kPairs, "`Author, A., Author, B.`"},
    {"one-per-element", Authors::kOnePerElement, "never a list"}};

template <class T, std::size_t N>
std::optional<T> value_of(const Word<T> (&words)[N], const std::optional<std::string>& given) {
  for (const auto& [word, value, summary] : words) {
    if (given == word) return value;
  }
  return std::nullopt;
}

template <class T, std::size_t N>
sheaf::Field choice(const char* name, const char* summary, const Word<T> (&words)[N]) {
  auto out = field(name, SHEAF_T_ENUM, summary);
  for (const auto& word : words) std::move(out).option(word.word, word.summary);
  return out;  // NOLINT(bugprone-use-after-move): option() returns `out` itself
}

// The fields that say how to read, for one feed or for all. A feed has no defaults: those of all
// feeds hold for it.
std::vector<sheaf::Field> reading_fields(bool of_all) {
  std::vector<sheaf::Field> out;
  out.push_back(choice("markup", "How titles and abstracts are marked up.", kMarkups)
                    .description("By default as the feed says. RSS does not say: it is read as "
                                 "HTML, in which `p < 0.01` stays what it is."));
  out.push_back(choice("type", "What items are that do not say.", kTypes));
  auto authors = choice("authors", "How names stand in the feed.", kAuthors);
  auto citations = field("citations", SHEAF_T_ENUM, "What becomes of superscript citations.")
                       .option("keep", "they stay")
                       .option("drop", "`oligomers5,6` becomes `oligomers`");
  if (of_all) {
    std::move(authors).def("auto");
    std::move(citations).def("keep");
  }
  // NOLINTBEGIN(bugprone-use-after-move): def() returns the field itself
  out.push_back(std::move(authors));
  out.push_back(std::move(citations));
  // NOLINTEND(bugprone-use-after-move)
  out.push_back(field("venue", SHEAF_T_STRING, "The journal's name.")
                    .description("By default what the feed calls the journal or itself.")
                    .example("Journal of Examples"));
  out.push_back(
      field("language", SHEAF_T_STRING, "The language of the items (BCP 47).").example("en"));
  return out;
}

void read_reading(const sheaf::Config& config, const std::string& path, Reading& out) {
  const auto text = [&](const char* name) { return config.find<std::string>(path + name); };
  if (const auto v = value_of(kMarkups, text("markup"))) out.markup = v;
  if (const auto v = value_of(kTypes, text("type"))) out.type = *v;
  if (const auto v = value_of(kAuthors, text("authors"))) out.authors = *v;
  if (const auto v = text("citations")) out.drop_citations = *v == "drop";
  if (const auto v = text("venue")) out.venue = *v;
  if (const auto v = text("language")) out.language = *v;
}

// Letters, digits, dots, dashes and underscores: nothing that changes the address around it.
bool is_code(const std::string& text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-_.") == text.npos;
}

Feed read_feed_options(const sheaf::Config& config, const std::string& path, Reading reading) {
  Feed out;
  const auto url = config.find<std::string>(path + "url");
  const auto id = config.find<std::string>(path + "preset");
  const auto journal = config.find<std::string>(path + "journal");
  if (url.has_value() == id.has_value()) {
    refuse(path +
           (url ? "preset: give `url` or `preset`, not both" : "url: give `url` or `preset`"));
  }
  if (url) {
    if (journal) refuse(path + "journal: only a `preset` has journals");
    out.url = *url;
  } else {
    const Preset& preset = *find_preset(*id);
    out.url = preset.url;
    const auto at = out.url.find("{journal}");
    if (at == out.url.npos && journal) refuse(path + "journal: `" + *id + "` is one journal");
    if (at != out.url.npos) {
      if (!journal || !is_code(*journal)) {
        refuse(path + "journal: name the journal by its code, one of " + preset.journals +
               " or what stands in the journal's addresses");
      }
      out.url.replace(at, std::string_view("{journal}").size(), *journal);
    }
    reading.markup = preset.markup;
    reading.authors = preset.authors;
    reading.week_years = preset.week_years;
  }
  read_reading(config, path, reading);
  out.reading = std::move(reading);
  return out;
}

}  // namespace

std::vector<sheaf::Field> option_fields() {
  static const std::string about_presets = [] {
    std::string out;
    for (const Preset& p : presets()) {
      out.append(out.empty() ? "" : " ").append("`").append(p.id).append("`: ").append(p.summary);
      if (*p.journals != '\0') out.append(" Codes: ").append(p.journals).append(".");
    }
    return out;
  }();
  std::vector<sheaf::Field> out;
  out.push_back(field("url", SHEAF_T_URL, "Feeds, or home pages of journals that name their feed.")
                    .list()
                    .identity()
                    .example("[https://journal.example/feed.xml]")
                    .description("RSS 2.0, RSS 1.0, Atom or JSON Feed, recognised by what they "
                                 "contain. `file:` is allowed."));
  auto preset = field("preset", SHEAF_T_ENUM, "A publisher whose feeds are known by name.");
  for (const Preset& p : presets()) std::move(preset).option(p.id, p.summary);
  auto feeds = field("feeds", SHEAF_T_OBJECT, "Feeds with options of their own.")
                   .list()
                   .identity()
                   .child(field("url", SHEAF_T_URL, "The feed, or a page that names it.")
                              .example("https://journal.example/feed.xml"))
                   .child(std::move(preset).example("plos").description(about_presets.c_str()))
                   .child(field("journal", SHEAF_T_STRING, "The journal's code, for a preset.")
                              .example("plosone"));
  for (auto& f : reading_fields(false)) std::move(feeds).child(std::move(f));
  out.push_back(std::move(feeds));
  out.push_back(field("opml", SHEAF_T_URL, "Lists of feeds, as feed readers export them.")
                    .list()
                    .identity()
                    .example("[\"file:subscriptions.opml\"]")
                    .description("`file:` takes a path beside the pipeline file. Feeds on this "
                                 "machine or network are read only if `http.allow_private` names "
                                 "their host."));
  for (auto& f : reading_fields(true)) out.push_back(std::move(f));
  return out;
}

Options read_options(const sheaf::Config& config) {
  Options out;
  read_reading(config, "", out.defaults);
  for (const std::string& url : config.list("url")) out.feeds.push_back({url, out.defaults});
  for (std::size_t i = 0, n = config.count("feeds"); i < n; ++i) {
    out.feeds.push_back(
        read_feed_options(config, "feeds." + std::to_string(i) + ".", out.defaults));
  }
  out.opml = config.list("opml");
  if (out.feeds.empty() && out.opml.empty()) refuse("give `url`, `feeds` or `opml`: which feeds?");
  for (std::size_t i = 0; i < out.feeds.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (out.feeds[k].url == out.feeds[i].url)
        refuse("the feed " + out.feeds[i].url + " is named twice");
    }
  }
  return out;
}

}  // namespace feed
