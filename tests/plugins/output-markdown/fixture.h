// A digest with something of everything, in sentences of our own.
#pragma once

#include <cstdint>
#include <string>

#include "render.h"
#include "sheaf/testing.hpp"

namespace output_markdown::test {

// Midnight UTC of a day of September 2026.
constexpr std::int64_t september(int day) {
  return (std::int64_t{20697} + day - 1) * 86'400'000;  // 1 September 2026 is day 20,697
}

struct Case {
  sheaf::testing::Run run;
  sheaf::testing::Digest digest;

  std::string render(const Options& options = {}, const Template& tmpl = default_template()) const {
    const sheaf::testing::RunView run_view(run);
    const sheaf::testing::DigestView digest_view(digest);
    return output_markdown::render(*run_view.get(), *digest_view.get(), options, tmpl);
  }
};

// A record with title, id, page, and nothing else.
sheaf::Record paper(const std::string& id, const std::string& title);
sheaf::testing::Item item(sheaf::Record record);

// One source read well, one profile, no items.
Case empty_case();
// empty_case() with that item.
Case one_item(sheaf::testing::Item item);
// Everything a run can say, all of it well.
Case full_day();
// The same day with a truncated source, a scorer out of order and works without a score.
Case bad_day();

}  // namespace output_markdown::test
