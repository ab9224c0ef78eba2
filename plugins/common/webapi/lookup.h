// An enricher that asks a database for many works at once by their identifiers.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace webapi {

struct Id {
  std::string scheme, value;
  bool operator==(const Id&) const = default;
};

// The identifiers of one work that are worth asking for, as records carry them; usually one.
using Choose = std::function<std::vector<Id>(const sheaf_record& work)>;
// What the database has for these; in any order, perhaps less. What it throws ends the call; but a
// question that the database refuses (sheaf::Reported, UPSTREAM) is asked again by halves.
using AskFor = std::function<std::vector<sheaf::Record>(std::span<const Id> ids)>;

// Asks `database` (a scheme of identifiers) for at most `batch` identifiers at once and hands each
// answer to all works with one of its identifiers, without its title and address. A record that is
// withdrawn and names no notice says that it is retracted by the database's own record.
void look_up(const sheaf::Call& call, const char* database,
             std::span<const sheaf_record* const> works, const sheaf::EnrichSink& sink,
             std::size_t batch, const Choose& choose, const AskFor& ask);

// The work's identifiers of that scheme.
std::vector<std::string> identifiers_of(const sheaf_record& work, std::string_view scheme);

}  // namespace webapi
