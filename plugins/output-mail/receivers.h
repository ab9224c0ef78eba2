// Settings with placeholders, and who gets which digest.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "message.h"
#include "sheaf/plugin.h"

namespace mail {

// "{title}: {works}" with its placeholders filled in.
class Pattern {
 public:
  using Values = std::map<std::string, std::string>;
  Pattern() = default;
  // Throws sheaf::Error(SHEAF_E_CONFIG) that names `field` for a placeholder that is not among
  // `known`, or a brace without its partner.
  Pattern(const std::string& field, std::string text, const std::vector<std::string>& known);

  // `in_url`: values are percent-encoded.
  std::string filled(const Values& values, bool in_url = false) const;
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

// {profile}, {pipeline}, {date}; the day's second digest has {date} 2026-09-24-2.
Pattern::Values place_values(const sheaf_profile& profile, const sheaf_run& run);

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
  std::vector<Pattern> everyone_;
  std::map<std::string, std::vector<Mailbox>> of_profile_;
};

}  // namespace mail
