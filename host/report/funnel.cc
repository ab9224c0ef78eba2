#include "report/funnel.h"

#include <fmt/format.h>

namespace host::report {

std::vector<Count> lines(const Funnel& f) {
  std::vector<Count> out;
  out.push_back({"considered",
                 f.earlier == 0
                     ? std::string("works considered")
                     : fmt::format("works considered ({} of them from earlier runs)", f.earlier),
                 f.considered, 0});
  out.push_back({"filtered", "filtered out", f.filtered, 1});
  out.push_back({"seen", "shown before", f.seen, 1});
  for (const auto& [scorer, count] : f.rejected) {
    out.push_back({"rejected-" + scorer, "not of interest (" + scorer + ")", count, 1});
  }
  out.push_back({"unscored", "not scored, carried over", f.unscored, 1});
  out.push_back({"below", "below the conditions", f.below, 1});
  out.push_back({"limit", "over the limit, compete again", f.over_limit, 1});
  out.push_back({"shown", "in this digest", f.shown, 1});
  return out;
}

}  // namespace host::report
