// A digest as editors and outputs see it: ABI structs that borrow from the owning form.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "plugin/record_view.h"
#include "report/digest.h"
#include "sheaf/plugin.h"

namespace host::report {

// sheaf_profile over a Profile; valid while the profile stays.
class ProfileView {
 public:
  explicit ProfileView(const Profile& profile);
  ProfileView(const ProfileView&) = delete;
  ProfileView& operator=(const ProfileView&) = delete;
  const sheaf_profile* get() const { return &out_; }

 private:
  sheaf_profile out_{};
  std::vector<sheaf_criterion> criteria_;
  std::vector<sheaf_term> terms_;
  std::deque<sheaf_person> persons_;
  std::vector<const sheaf_person*> people_;
};

// sheaf_run over RunFacts.
class RunView {
 public:
  explicit RunView(const RunFacts& facts);
  RunView(const RunView&) = delete;
  RunView& operator=(const RunView&) = delete;
  const sheaf_run* get() const { return &out_; }

 private:
  sheaf_run out_{};
  std::deque<sheaf_source_report> sources_;
  std::vector<const sheaf_source_report*> source_pointers_;
  std::vector<sheaf_notice> notices_;
  std::deque<sheaf_usage> usages_;
  std::vector<sheaf_step_usage> steps_;
  std::vector<sheaf_kv> settings_;
};

// sheaf_item over an Item.
class ItemView {
 public:
  explicit ItemView(const Item& item);
  ItemView(const ItemView&) = delete;
  ItemView& operator=(const ItemView&) = delete;
  const sheaf_item* get() const { return &out_; }

 private:
  struct ScoreParts {
    sheaf_score score{};
    std::vector<sheaf_axis_value> axes;
    std::vector<sheaf_str> matched;
    std::vector<sheaf_evidence> evidence;
  };
  sheaf_item out_{};
  plugin::RecordView record_;
  std::deque<ScoreParts> parts_;
  std::vector<const sheaf_score*> scores_;
  std::vector<sheaf_str> scorers_, sources_, suggestions_;
};

// sheaf_digest over a Digest and its items.
class DigestView {
 public:
  DigestView(const Digest& digest, const std::vector<Item>& items);
  DigestView(const DigestView&) = delete;
  DigestView& operator=(const DigestView&) = delete;
  const sheaf_digest* get() const { return &out_; }

 private:
  struct AxisParts {
    sheaf_axis axis{};
    std::vector<sheaf_rubric_level> rubric;
  };
  struct SectionParts {
    sheaf_section section{};
    std::deque<sheaf_block> blocks;
    std::vector<const sheaf_block*> pointers;
  };
  sheaf_digest out_{};
  ProfileView profile_;
  std::deque<AxisParts> axis_parts_;
  std::vector<const sheaf_axis*> axes_;
  std::vector<sheaf_count> funnel_;
  std::vector<sheaf_notice> notices_;
  std::deque<SectionParts> section_parts_;
  std::vector<const sheaf_section*> sections_;
  std::deque<ItemView> item_views_;
  std::vector<const sheaf_item*> items_;
  std::vector<sheaf_unscored> unscored_;
};

// A sheaf_score copied into the owning form.
Score from_abi(const sheaf_score& score, std::string scorer);

}  // namespace host::report
