#include "post.h"

#include <fstream>

#include "mood.h"

namespace e2e {
namespace {

class Letter final : public sheaf::Transaction {
 public:
  Letter(std::string path, std::string mood, std::string delivery, std::uint32_t sequence)
      : path_(std::move(path)),
        mood_(std::move(mood)),
        delivery_(std::move(delivery)),
        sequence_(sequence) {}
  void digest(const sheaf::Call&, const sheaf_digest& digest) override {
    text_ += delivery_ + " " + std::string(sheaf::view(digest.profile->id)) + " " +
             std::to_string(sequence_);
    for (const auto* item : sheaf::range(digest.items, digest.item_count)) {
      text_ += " " + std::string(sheaf::view(item->record->id));
    }
    text_ += "\n";
  }
  void commit(const sheaf::Call& call) override {
    obey_file(mood_, &call);
    std::ofstream(path_, std::ios::app) << text_;
  }
  void abort() noexcept override {}

 private:
  std::string path_, mood_, delivery_, text_;
  std::uint32_t sequence_;
};

}  // namespace

std::vector<sheaf::Field> Post::fields() {
  return {sheaf::field("path", SHEAF_T_PATH, "The file.").required().example("post.txt"),
          mood_field()};
}

Post::Post(sheaf::Host, sheaf::Config config)
    : path_(config.get<std::string>("path")),
      mood_(config.find<std::string>("mood").value_or("")) {}

std::unique_ptr<sheaf::Transaction> Post::begin(const sheaf::Call&, std::string_view delivery,
                                                const sheaf_run& run) {
  return std::make_unique<Letter>(path_, mood_, std::string(delivery), run.sequence);
}

std::string Post::target(const sheaf_profile& profile, const sheaf_run&) {
  return path_ + "#" + std::string(sheaf::view(profile.id));
}

}  // namespace e2e
