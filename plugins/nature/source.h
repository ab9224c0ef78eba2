// The component.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cursor.h"
#include "journals.h"
#include "sheaf/plugin.hpp"

namespace nature {

class NatureSource final : public sheaf::Source {
 public:
  static constexpr const char* kId = "nature";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "New articles of Nature and its sister journals.";
  static constexpr const char* kHomepage = "https://www.nature.com/siteindex";
  static std::vector<sheaf::Field> fields();
  static std::vector<sheaf::HostRule> hosts();

  NatureSource(sheaf::Host host, sheaf::Config config);
  void fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
             const sheaf::RecordSink& sink) override;
  // Asks for the first feed: is it one?
  void probe(const sheaf::Call& call);

 private:
  // A feed that is wanted, where to look for it, and what was found.
  struct Shelf {
    std::string name;               // for reports
    std::string code;               // of the journal; empty: named by its URL, without cursor
    std::vector<std::string> urls;  // to be tried in this order
    // Found:
    std::vector<sheaf::Record> records;  // as listed, newest first
    std::size_t items = 0;
    bool read = false;  // one of them is a feed, perhaps cut off
    sheaf_source_state state = SHEAF_STATE_OK;
    std::string sentence;               // of `state`, or why none could be read
    std::optional<sheaf::Error> error;  // of the last that failed
  };

  std::vector<Shelf> shelves() const;
  void fill(const sheaf::Call& call, std::vector<Shelf>& shelves) const;
  static void throw_worst(const std::vector<Shelf>& shelves);
  static void read(Shelf& shelf, const sheaf::ResponseView& response);

  sheaf::Host host_;
  std::vector<Journal> journals_;
  std::vector<std::string> urls_;
};

}  // namespace nature
