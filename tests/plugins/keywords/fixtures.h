// What the tests of the keywords scorer share.
#ifndef SHEAF_TESTS_KEYWORDS_FIXTURES_H
#define SHEAF_TESTS_KEYWORDS_FIXTURES_H

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "sheaf/testing.hpp"

namespace keywords_test {

// The lines of tests/data/keywords/NAME, split at tabs; comments ("# ...") left out, "\n" read as a
// line feed.
inline std::vector<std::vector<std::string>> table(const std::string& name) {
  std::ifstream in(SHEAF_TEST_DATA "/keywords/" + name);
  if (!in) throw std::runtime_error("no " + name);
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# ")) continue;
    auto& row = out.emplace_back(1);
    for (size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\t') {
        row.emplace_back();
      } else if (line.compare(i, 2, "\\n") == 0) {
        row.back() += '\n';
        ++i;
      } else {
        row.back() += line[i];
      }
    }
  }
  return out;
}

inline sheaf::Person person(const std::string& name, const std::string& orcid = "",
                            const std::string& affiliation = "") {
  sheaf::Person p;
  p.name = name;
  p.orcid = orcid;
  p.affiliation = affiliation;
  return p;
}

inline sheaf::Record work(const std::string& title, const std::string& abstract = "",
                          std::vector<sheaf::Person> authors = {}) {
  sheaf::Record r;
  r.id = "test:" + title.substr(0, 40);
  r.title.value = title;
  r.abstract.value = abstract;
  r.authors = std::move(authors);
  return r;
}

// The plugin as the host holds it, with one configuration.
class Plugin {
 public:
  explicit Plugin(const std::string& config = "{}")
      : config_(sheaf::testing::FakeConfig::json(component(), config)),
        instance_(component(), host_, config_, call_) {
    if (instance_.status() != SHEAF_OK) throw std::runtime_error(call_.message());
  }

  static const sheaf_component* component() {
    static const sheaf::testing::Library library(SHEAF_BUILD_DIR "/plugins/keywords.so");
    return library.component(SHEAF_SCORER, "keywords");
  }

  std::vector<sheaf::Score> score_all(const std::vector<sheaf::Record>& works,
                                      const std::vector<sheaf::testing::Profile>& profiles) const {
    sheaf::testing::ScoreSink sink;
    const sheaf_status s = instance_.score(call_, sheaf::testing::Works(works),
                                           sheaf::testing::Profiles(profiles), sink);
    if (s != SHEAF_OK) throw std::runtime_error(call_.message());
    return sink.scores();
  }
  // The one score of a pair; value 0 if the plugin is silent.
  sheaf::Score score(const sheaf::Record& record, const sheaf::testing::Profile& profile) const {
    const auto all = score_all({record}, {profile});
    return all.empty() ? sheaf::Score{} : all.front();
  }
  sheaf::Score explain(const sheaf::Record& record, const sheaf::testing::Profile& profile) const {
    const sheaf::testing::Profiles raw({profile});
    sheaf::testing::ScoreSink sink;
    const sheaf_status s = instance_.explain(call_, *sheaf::RecordView(record).get(), raw[0], sink);
    if (s != SHEAF_OK || sink.scores().size() != 1) throw std::runtime_error(call_.message());
    return sink.scores().front();
  }
  const sheaf::testing::Instance& instance() const { return instance_; }
  sheaf::testing::FakeCall& call() { return call_; }

 private:
  sheaf::testing::FakeHost host_;
  sheaf::testing::FakeCall call_;
  sheaf::testing::FakeConfig config_;
  sheaf::testing::Instance instance_;
};

}  // namespace keywords_test

#endif
