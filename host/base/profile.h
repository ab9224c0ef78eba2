// One reader or group, as the pipeline describes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/record.h"

namespace host {

struct Criterion {
  std::string id, text, irrelevant;
  bool operator==(const Criterion&) const = default;
};

struct Profile {
  std::string id;  // [a-z0-9][a-z0-9._-]*
  std::string title, interests, language;
  std::vector<Criterion> criteria;
  std::vector<std::pair<std::string, double>> terms;  // negative weight: avoid
  std::vector<Person> people;                         // followed
  bool operator==(const Profile&) const = default;
};

}  // namespace host
