// Outputs that append what they deliver to a file, one line a digest:
//   DELIVERY PROFILE SEQUENCE WORK WORK...
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sheaf/plugin.hpp"

namespace e2e {

class Post : public sheaf::Output {
 public:
  static constexpr const char* kId = "post";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Appends each digest to a file.";
  static std::vector<sheaf::Field> fields();
  Post(sheaf::Host, sheaf::Config config);
  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call& call, std::string_view delivery,
                                            const sheaf_run& run) override;
  std::string target(const sheaf_profile& profile, const sheaf_run& run) override;

 private:
  std::string path_, mood_;
};

// The same for all readers at once.
class PostPerRun final : public Post {
 public:
  static constexpr const char* kId = "post-per-run";
  static constexpr std::uint32_t kFlags = SHEAF_O_PER_RUN;
  using Post::Post;
};

}  // namespace e2e
