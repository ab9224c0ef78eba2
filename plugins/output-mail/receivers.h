// Who gets which digest, and what is filled in into settings.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "message.h"
#include "sheaf/files/placeholders.hpp"
#include "sheaf/plugin.h"

namespace output_mail {

using sheaf::files::Placeholders;

// {profile}, {pipeline}, {date}; the day's second digest has {date} 2026-09-24-2.
Placeholders::Values place_values(const sheaf_profile& profile, const sheaf_run& run);
// The same for an address: percent-encoded.
Placeholders::Values in_url(Placeholders::Values values);

class Receivers {
 public:
  // `everyone`: patterns with {profile}; `of_profile`: addresses by profile id, separated by
  // commas. Throws sheaf::Error(SHEAF_E_CONFIG) for what is no address.
  Receivers(const std::vector<std::string>& everyone,
            const std::map<std::string, std::string>& of_profile);

  // Those that the profile names for itself, else everyone; each address once. Throws
  // sheaf::Error(SHEAF_E_CONFIG) if there is nobody.
  std::vector<Mailbox> of(const std::string& profile) const;

 private:
  std::vector<Placeholders> everyone_;
  std::map<std::string, std::vector<Mailbox>> of_profile_;
};

}  // namespace output_mail
