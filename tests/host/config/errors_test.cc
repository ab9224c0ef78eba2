// Every rule of a pipeline file has its case in tests/data/config/errors.txt: a file that breaks
// it, and what is printed, to the column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "host/config/fixture.h"

namespace host::config {
namespace {

struct Case {
  std::string name, yaml, expected;
};

// "=== name", the file, "---", the expected lines. A line `# + name outputs` adds the minimal
// pipeline's lines for these keys.
std::vector<Case> cases() {
  std::ifstream in(SHEAF_TEST_DATA "/config/errors.txt");
  std::vector<Case> out;
  bool expected = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      out.push_back({line.substr(4), "", ""});
      expected = false;
    } else if (line == "---") {
      expected = true;
    } else if (line.starts_with("# + ")) {
      std::istringstream keys(line.substr(4)), minimal{std::string(kMinimal)};
      for (std::string key; keys >> key;) {
        minimal.clear();
        minimal.seekg(0);
        for (std::string l; std::getline(minimal, l);) {
          if (l.starts_with(key + ":")) out.back().yaml += l + "\n";
        }
      }
    } else {
      (expected ? out.back().expected : out.back().yaml) += line + "\n";
    }
  }
  return out;
}

class Rule : public ::testing::TestWithParam<Case> {};

TEST_P(Rule, SaysWhatIsWrongAndWhere) {
  const Folder folder;
  const auto file = folder.write("p.yaml", GetParam().yaml);
  const auto loaded = load_pipeline(file, components(), options());
  std::string got;
  bool error = false;
  for (const auto& l : lines(loaded.diagnostics, folder.path())) got += l + "\n";
  for (const auto& d : loaded.diagnostics) error |= d.severity == Severity::kError;
  EXPECT_EQ(got, GetParam().expected);
  EXPECT_EQ(loaded.pipeline.has_value(), !error);
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Config, Rule, ::testing::ValuesIn(cases()), name_of);

}  // namespace
}  // namespace host::config
