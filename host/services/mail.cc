#include "services/services.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "mail/smtp.h"
#include "plugin/record_view.h"

namespace host::services {

using plugin::str;
using plugin::view;

namespace {

constexpr std::int64_t kKeptMs = 400LL * 24 * 3'600'000;  // longer than anybody retries a delivery

bool holds(const std::vector<std::string>& list, const std::string& entry) {
  return std::find(list.begin(), list.end(), entry) != list.end();
}

// What is asked of send(), checked.
struct Order {
  mail::Account account;
  std::string sender, text, key;
  std::vector<std::string> receivers;  // each once
};

Result<Order> order_from(const sheaf_mail_message& m) {
  Order out;
  out.account = {std::string(view(m.server)), std::string(view(m.user)),
                 std::string(view(m.password))};
  out.sender = view(m.sender);
  out.text = view(m.message);
  out.key = view(m.idempotency_key);
  for (std::size_t i = 0; i < m.receiver_count; ++i) {
    std::string receiver(view(m.receivers[i]));
    if (!holds(out.receivers, receiver)) out.receivers.push_back(std::move(receiver));
  }
  if (out.receivers.empty()) return fail(SHEAF_E_CONFIG, "mail: nobody to send it to");
  if (out.key.empty()) return fail(SHEAF_E_INTERNAL, "mail: the idempotency key is missing");
  TRY(mail::check_address(out.sender));
  for (const std::string& receiver : out.receivers) {
    TRY(mail::check_address(receiver));
  }
  TRY(mail::check_message(out.text));
  return out;
}

struct MailService : sheaf_mail {
  store::Store& store_;
  Clock& clock_;
  MailSettings settings_;

  MailService(store::Store& store, Clock& clock, MailSettings settings)
      : sheaf_mail{}, store_(store), clock_(clock), settings_(std::move(settings)) {
    struct_size = sizeof(sheaf_mail);
    sheaf_mail::send = &send_;
  }

  static const MailService& of(const sheaf_mail* m) { return *static_cast<const MailService*>(m); }

  static sheaf_status send_(const sheaf_mail* m, const sheaf_call* call,
                            const sheaf_mail_message* message, const sheaf_string_sink* refused) {
    const MailService& self = of(m);
    auto sent = deliver(self, call, *message, refused);
    if (sent) return SHEAF_OK;
    return call->fail(call, sent.error().code, 0,
                      str(scrubbed(self, *message, sent.error().message)));
  }

  static std::string scrubbed(const MailService& self, const sheaf_mail_message& m,
                              const std::string& text) {
    const net::Scrubber known =
        self.settings_.scrubber ? *self.settings_.scrubber : net::Scrubber();
    return known.with({std::string(view(m.password))}).scrub(text);
  }

  static Result<void> deliver(const MailService& self, const sheaf_call* call,
                              const sheaf_mail_message& message, const sheaf_string_sink* refused) {
    TRY_ASSIGN(const auto order, order_from(message));
    mail::Options options;
    options.ca_file = self.settings_.ca_file;
    options.cancelled = [call] { return call->is_cancelled(call) != 0; };
    TRY_ASSIGN(auto smtp, mail::Smtp::open(order.account, std::move(options)));
    if (self.settings_.replayed) {
      return fail(
          SHEAF_E_CONFIG,
          fmt::format("a replay sends no mail: `--without {}` leaves it out", self.settings_.step));
    }

    TRY_ASSIGN(auto have, self.store_.read([&](store::Session& s) {
      return s.memory().receivers(self.settings_.pipeline, self.settings_.step, order.key,
                                  self.clock_.now_ms());
    }));
    std::optional<Error> waits;  // why the first of those who may get it later has not got it
    std::vector<std::string> reasons;
    std::vector<std::string> open = order.receivers;
    std::erase_if(open, [&](const std::string& r) { return holds(have, r); });
    for (const std::string& receiver : open) {
      const bool last = &receiver == &open.back();
      const auto failure = smtp.send(order.sender, receiver, order.text, last);
      if (!failure) {
        have.push_back(receiver);
        TRY(self.store_.in_transaction(store::Durability::process, [&](store::Session& s) {
          return s.memory().put_receiver(self.settings_.pipeline, self.settings_.step, order.key,
                                         receiver, self.clock_.now_ms() + kKeptMs);
        }));
        continue;
      }
      const bool later = failure->everyone || failure->error.code == SHEAF_E_TRANSIENT;
      if (later && !waits) {
        waits = failure->error;
        if (!failure->everyone) waits->message = receiver + ": " + waits->message;
      }
      if (failure->everyone) break;
      if (later) continue;
      reasons.push_back(scrubbed(self, message, receiver + ": " + failure->error.message));
    }
    for (const std::string& reason : reasons) refused->put(refused, str(reason));
    const auto got = static_cast<std::size_t>(
        std::count_if(order.receivers.begin(), order.receivers.end(),
                      [&](const std::string& r) { return holds(have, r); }));
    if (waits) {
      if (got > 0) {
        waits->message = fmt::format("{} of {} receivers have it and will not be sent it again; {}",
                                     got, order.receivers.size(), waits->message);
      }
      return tl::unexpected(*waits);
    }
    if (got == 0) {
      return fail(SHEAF_E_CONFIG,
                  fmt::format("every receiver was refused: {}", fmt::join(reasons, " ")));
    }
    return {};
  }
};

}  // namespace

std::shared_ptr<const sheaf_mail> mail_service(store::Store& store, Clock& clock,
                                               MailSettings settings) {
  return std::make_shared<MailService>(store, clock, std::move(settings));
}

}  // namespace host::services
