// sheaf.mail/1 of one instance: host/mail, and in the store who has been sent what.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "net/scrub.h"
#include "sheaf/plugin.h"
#include "store/store.h"

namespace host::services {

// Each receiver that took a message is written down at once under the message's idempotency key,
// and is not sent it again: a retry goes to those who have not had it. What is left of "never
// twice": the moment between the server's answer and our writing it down, and an answer that is
// lost on the way. Sending again is right then, since the other choice is to lose a digest; the
// message's Message-ID is the same, by which many mail stores drop the second.
class MailService : public sheaf_mail {
 public:
  struct Settings {
    std::string pipeline, step;
    std::string ca_file;    // http.ca_file
    bool replayed = false;  // the run is a replay: nothing may leave the machine
    std::shared_ptr<const net::Scrubber> scrubber;  // may be null
  };
  MailService(store::Store& store, Clock& clock, Settings settings);
  MailService(const MailService&) = delete;
  MailService& operator=(const MailService&) = delete;

 private:
  friend struct MailAbi;
  store::Store& store_;
  Clock& clock_;
  Settings settings_;
};

}  // namespace host::services
