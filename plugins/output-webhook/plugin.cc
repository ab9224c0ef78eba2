// The output plugin: each reader's digest as messages to a chat service or a webhook.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payload.h"
#include "pieces.h"
#include "post.h"
#include "preset.h"
#include "sheaf/files/path.hpp"
#include "sheaf/files/read.hpp"
#include "sheaf/plugin.hpp"

namespace output_webhook {
namespace {

class WebhookOutput : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-webhook";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary =
      "Posts each reader's digest to Slack, Mattermost, Discord, Teams, Telegram or any webhook.";
  static constexpr const char* kDescription =
      "A digest becomes as many messages as the service's limits ask for, sent at the pace it "
      "takes. "
      "What was posted is remembered part by part: after a failure or crash the rest is sent, and "
      "nothing twice. A digest with nothing in it, in which nothing failed, is not posted. Titles "
      "and "
      "names are text, never markup or mentions.";
  static std::vector<sheaf::HostRule> hosts() {
    return {{"hooks.slack.com", 1000, 1}, {"discord.com", 500, 1}, {"api.telegram.org", 1000, 1}};
  }

  static std::vector<sheaf::Field> fields() {
    std::vector<sheaf::Field> out;
    auto format = sheaf::field("format", SHEAF_T_ENUM, "What takes the messages.").required();
    for (const Preset& p : presets()) {
      std::move(format).option(p.id.data(), p.summary.data());
    }
    out.push_back(std::move(format)
                      .option("json", "Anything else: one JSON body made by `template`.")
                      .example("slack"));
    out.push_back(sheaf::field("url", SHEAF_T_URL, "The webhook's address.")
                      .required()
                      .secret()
                      .description("Who knows it can post, so it is a secret: it is never logged.")
                      .example("${SLACK_WEBHOOK}"));
    out.push_back(sheaf::field("chat", SHEAF_T_STRING, "Telegram: the chat to post to.")
                      .description("A number, or the name of a channel.")
                      .example("\"@our_papers\""));
    out.push_back(
        sheaf::field("token", SHEAF_T_STRING, "`json`: sent as `Authorization: Bearer ...`.")
            .secret()
            .example("${HOOK_TOKEN}"));
    out.push_back(sheaf::field("template", SHEAF_T_PATH,
                               "`json`: a mustache template to use instead of the one built in.")
                      .description("Its fields are described in the README.md of this plugin, "
                                   "beside `json.mustache`, the template built in.")
                      .example("hook.mustache"));
    out.push_back(sheaf::field("max_items", SHEAF_T_INT, "How many works to post at most.")
                      .description("The rest is counted, with the link.")
                      .def("25")
                      .range(1, 1000));
    out.push_back(sheaf::field("link", SHEAF_T_STRING, "The address of the whole digest.")
                      .description("`{profile}`, `{date}` and `{pipeline}` are filled in.")
                      .pattern("^https?://[^ ]+$")
                      .example("\"https://example.org/{profile}/{date}.html\""));
    return out;
  }

  WebhookOutput(sheaf::Host host, const sheaf::Config& config)
      : host_(host),
        preset_(find_preset(config.get<std::string>("format"))),
        chat_(config.find<std::string>("chat").value_or("")),
        template_path_(config.find<std::string>("template").value_or("")),
        max_items_(static_cast<std::size_t>(config.get<int64_t>("max_items"))) {
    door_.url = config.get<std::string>("url");
    door_.pause_ms = preset_ ? preset_->pause_ms : 0;
    door_.sends_key = !preset_;
    const auto refuse = [](const char* what) { throw sheaf::Error(SHEAF_E_CONFIG, what); };
    const bool telegram = preset_ && preset_->shape == Shape::kTelegram;
    if (telegram == chat_.empty()) {
      refuse(telegram ? "chat: Telegram wants to know which chat" : "chat: is for telegram only");
    }
    if (preset_ && !template_path_.empty()) refuse("template: is for format json only");
    if (const auto token = config.find<std::string>("token")) {
      if (preset_) refuse("token: is for format json only");
      door_.secret_headers.emplace_back("Authorization", "Bearer " + *token);
    }
    if (const auto link = config.find<std::string>("link")) {
      link_.emplace(*link, sheaf::files::Undated::kNumbered, "link");
    };
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<Delivery>(*this, delivery_id, run);
  }

 private:
  class Delivery : public sheaf::Transaction {
   public:
    Delivery(const WebhookOutput& output, std::string_view id, const sheaf_run& run)
        : output_(output), id_(id), run_(run) {}
    void digest(const sheaf::Call& call, const sheaf_digest& digest) override {
      call.throw_if_cancelled();
      parts_ = output_.parts_of(run_, digest);
    }
    void commit(const sheaf::Call& call) override {
      post(output_.host_, call, output_.door_, id_, parts_);
    }
    void abort() noexcept override {}  // what was posted stays; a later attempt goes on behind it

   private:
    const WebhookOutput& output_;
    std::string id_;
    const sheaf_run& run_;
    std::vector<std::string> parts_;
  };

  std::vector<std::string> parts_of(const sheaf_run& run, const sheaf_digest& digest) const {
    const Options options{max_items_, link_ ? link_->of(*digest.profile, run) : ""};
    std::vector<std::string> out;
    if (preset_) {
      const std::string title = title_of(run, digest);
      for (const Message& message : messages_of(run, digest, options, *preset_)) {
        out.push_back(body_of(message, *preset_, title, chat_));
      }
    } else if (digest.item_count != 0 || (run.flags & SHEAF_RUN_PARTIAL) != 0) {
      const std::string tmpl =
          template_path_.empty() ? default_template() : sheaf::files::read_template(template_path_);
      const std::string name =
          "template " + (template_path_.empty() ? std::string("json.mustache") : template_path_);
      out.push_back(body_by_template(name, tmpl, run, digest, options));
    }
    return out;
  }

  sheaf::Host host_;
  const Preset* preset_;  // null: by template
  std::string chat_, template_path_;
  std::optional<sheaf::files::Path> link_;
  std::size_t max_items_;
  Door door_;
};

}  // namespace
}  // namespace output_webhook

SHEAF_PLUGIN(output_webhook::WebhookOutput);
