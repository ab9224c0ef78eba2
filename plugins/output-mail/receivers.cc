#include "receivers.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sheaf/plugin.hpp"
#include "sheaf/text/percent.hpp"

namespace output_mail {
namespace {

using sheaf::view;

void add_once(std::vector<Mailbox>& all, Mailbox box) {
  const bool there = std::any_of(all.begin(), all.end(),
                                 [&](const Mailbox& m) { return m.address == box.address; });
  if (!there) all.push_back(std::move(box));
}

}  // namespace

Placeholders::Values place_values(const sheaf_profile& profile, const sheaf_run& run) {
  const std::string again = run.sequence > 1 ? "-" + std::to_string(run.sequence) : "";
  return {{"profile", std::string(view(profile.id))},
          {"pipeline", std::string(view(run.pipeline))},
          {"date", std::string(view(run.date)) + again}};
}

Placeholders::Values in_url(Placeholders::Values values) {
  for (auto& [name, value] : values) value = sheaf::text::percent_encoded(value);
  return values;
}

Receivers::Receivers(const std::vector<std::string>& everyone,
                     const std::map<std::string, std::string>& of_profile) {
  for (const std::string& text : everyone) {
    everyone_.emplace_back("to", text, std::vector<std::string>{"profile"});
    mailboxes("to", everyone_.back().filled({{"profile", "x"}}));
  }
  for (const auto& [profile, text] : of_profile) {
    for (Mailbox& box : mailboxes("receivers." + profile, text)) {
      add_once(of_profile_[profile], std::move(box));
    }
  }
  if (everyone_.empty() && of_profile_.empty()) {
    throw sheaf::Error(SHEAF_E_CONFIG, "to: nobody to send to; give `to` or `receivers`");
  }
}

std::vector<Mailbox> Receivers::of(const std::string& profile) const {
  if (const auto own = of_profile_.find(profile); own != of_profile_.end()) return own->second;
  std::vector<Mailbox> out;
  for (const Placeholders& pattern : everyone_) {
    for (Mailbox& box : mailboxes("to", pattern.filled({{"profile", profile}}))) {
      add_once(out, std::move(box));
    }
  }
  if (out.empty()) {
    throw sheaf::Error(SHEAF_E_CONFIG,
                       "receivers: none for the profile " + profile + ", and no `to` for all");
  }
  return out;
}

}  // namespace output_mail
