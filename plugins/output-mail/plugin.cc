// The output plugin: one mail per reader and digest, sent by the host's sheaf.mail/1.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "body.h"
#include "digest/words.h"
#include "message.h"
#include "receivers.h"
#include "sheaf/plugin.hpp"

namespace output_mail {
namespace {

using sheaf::str;
using sheaf::view;

struct Settings {
  std::string server, user, password;
  Mailbox from;
  Placeholders subject, link, unsubscribe, list_id;
  bool skip_empty = false;
  Options options;
};

// A List-Id is made of labels like a host's name (RFC 2919 section 2).
std::string as_list_id(std::string text) {
  for (char& c : text) {
    const bool fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      c == '.' || c == '-' || c == '_';
    if (!fits) c = '-';
  }
  return text;
}

class Delivery : public sheaf::Transaction {
 public:
  Delivery(sheaf::Host host, std::string_view id, const sheaf_run& run, const Settings& settings,
           const Receivers& receivers)
      : host_(host), id_(id), run_(run), settings_(settings), receivers_(receivers) {}

  void digest(const sheaf::Call& call, const sheaf_digest& told) override {
    call.throw_if_cancelled();
    const Settings& s = settings_;
    const digest::Page page = digest::page_of(run_, told, {.max_authors = s.options.max_authors});
    to_ = receivers_.of(std::string(view(told.profile->id)));
    skipped_ = s.skip_empty && page.groups.empty() && page.sections.empty() &&
               page.headline.empty() && page.notes.empty();
    if (skipped_) return;

    auto values = place_values(*told.profile, run_);
    const auto encoded = in_url(values);
    Letter letter{&run_, &page, s.link.filled(encoded), s.unsubscribe.filled(encoded), s.options};
    Message message;
    message.from = s.from;
    message.to = to_;
    message.date_ms = run_.started_ms;
    message.id = id_ + "." + std::string(view(run_.pipeline));
    message.list_id = as_list_id(s.list_id.filled(values));
    message.unsubscribe = letter.unsubscribe_url;
    values["title"] = page.title;
    values["date_words"] = page.date_words;
    values["works"] = digest::counted(told.item_count, "work");
    message.subject = (page.failed ? "Incomplete: " : "") + s.subject.filled(values);
    Html html = html_part(letter);
    message.plain = plain_part(letter, html.left_out);
    message.html = std::move(html.text);
    text_ = compose(message);
  }

  void commit(const sheaf::Call& call) override {
    call.throw_if_cancelled();
    if (skipped_) return;
    if (text_.empty()) throw sheaf::Error(SHEAF_E_INTERNAL, "commit without a digest");
    const auto& service = host_.need<sheaf_mail>(SHEAF_SERVICE_MAIL);
    std::vector<sheaf_str> receivers;
    for (const Mailbox& box : to_) receivers.push_back(str(box.address));
    auto m = sheaf::sized<sheaf_mail_message>();
    m.server = str(settings_.server);
    m.user = str(settings_.user);
    m.password = str(settings_.password);
    m.sender = str(settings_.from.address);
    m.receivers = receivers.data();
    m.receiver_count = receivers.size();
    m.message = str(text_);
    m.idempotency_key = str(id_);
    const sheaf::StringSink refused([&call](std::string_view reason) {
      call.warn("refused, the others are not held up: " + std::string(reason));
      return true;
    });
    call.check(service.send(&service, call.raw(), &m, &refused));
  }

  void abort() noexcept override {}  // nothing was sent

 private:
  sheaf::Host host_;
  std::string id_;
  const sheaf_run& run_;
  const Settings& settings_;
  const Receivers& receivers_;
  std::vector<Mailbox> to_;
  std::string text_;
  bool skipped_ = false;
};

class MailOutput : public sheaf::Output {
 public:
  static constexpr const char* kId = "output-mail";
  static constexpr const char* kVersion = "1.0.0";
  static constexpr const char* kSummary = "Sends each reader's digest by mail.";
  static constexpr const char* kDescription =
      "Plain text and simple HTML in one message, short enough that no mail program cuts it off. A "
      "failure stands on top and in the subject. Each receiver gets a digest once: one who is "
      "refused holds up nobody, and a retry goes to those who have not had it. A replay sends "
      "nothing.";

  static std::vector<sheaf::Field> fields() {
    using sheaf::field;
    std::vector<sheaf::Field> out;
    out.push_back(
        field("server", SHEAF_T_STRING, "The mail server that takes the messages.")
            .required()
            .pattern("^smtps?://[^/?#@[:space:]]+(/[A-Za-z0-9.-]*)?$")
            .description("`smtp://` (port 587) must offer STARTTLS, `smtps://` (port 465) speaks "
                         "TLS at once; without TLS and a valid certificate nothing is sent "
                         "(`http.ca_file` names an authority of your own). A path is the name "
                         "this machine gives itself to the server.")
            .example("smtp://mail.example.edu:587"));
    out.push_back(field("user", SHEAF_T_STRING, "The account at the server, if it wants one.")
                      .example("digests@example.edu"));
    out.push_back(
        field("password", SHEAF_T_STRING, "Its password.").secret().example("${MAIL_PASSWORD}"));
    out.push_back(field("from", SHEAF_T_STRING, "Who sends the digests; bounces go there too.")
                      .required()
                      .example("Library digests <digests@example.edu>"));
    out.push_back(field("to", SHEAF_T_STRING, "Who gets the digests of every profile.")
                      .list()
                      .description("`{profile}` is filled in. Receivers of one message see each "
                                   "other's addresses.")
                      .example("[\"{profile}@example.edu\"]"));
    out.push_back(
        field("receivers", SHEAF_T_STRING, "Who gets the digests of one profile.")
            .map()
            .description("By the profile's id; several addresses are separated by commas. "
                         "They replace `to` for that profile.")
            .example("{ ada: \"ada@example.edu, Bob <bob@example.edu>\" }"));
    out.push_back(
        field("subject", SHEAF_T_STRING, "The subject.")
            .description("`{title}`, `{works}`, `{date_words}`, `{profile}`, `{date}` and "
                         "`{pipeline}` are filled in. If something failed, `Incomplete:` "
                         "comes first.")
            .def("\"{title}: {works} · {date_words}\""));
    out.push_back(
        field("link", SHEAF_T_STRING, "Where the whole digest is on the web.")
            .description("`{profile}`, `{date}` and `{pipeline}` are filled in. The message ends "
                         "there when a digest is too long for a mail.")
            .pattern("^https?://[!-~]+$")
            .example("\"https://digests.example.edu/{profile}/{date}.html\""));
    out.push_back(
        field("unsubscribe", SHEAF_T_STRING, "Where a reader gets rid of the mails.")
            .description(
                "A web or mail address with `{profile}`, `{date}` and `{pipeline}`, for the "
                "List-Unsubscribe header and the end of the message. With `https:` mail "
                "programs offer it as one click (RFC 8058: the page acts on a POST).")
            .pattern("^(https?://|mailto:)[!-;=?-~]+$")
            .example("\"mailto:digests@example.edu?subject=unsubscribe%20{profile}\""));
    out.push_back(field("list_id", SHEAF_T_STRING, "What mail filters know the digests by.")
                      .description("The List-Id header, with `{profile}` and `{pipeline}`.")
                      .pattern("^[A-Za-z0-9._{}-]+$")
                      .example("\"{profile}.digests.example.edu\""));
    out.push_back(field("when_empty", SHEAF_T_ENUM, "What to do on a day with nothing to tell.")
                      .option("send", "say so: no mail then means that something is wrong")
                      .option("skip", "send nothing; failures are told all the same")
                      .def("send"));
    out.push_back(field("max_authors", SHEAF_T_INT, "How many authors to name.")
                      .description("Followed people and collaborations are always named.")
                      .def("4")
                      .range(1, 10000));
    out.push_back(field("abstract", SHEAF_T_SIZE, "How much of each abstract to print.")
                      .description("0 leaves them out.")
                      .def("600")
                      .range(0, 10000));
    return out;
  }

  MailOutput(sheaf::Host host, const sheaf::Config& config)
      : host_(host), receivers_(config.list("to"), map_of(config, "receivers")) {
    const std::vector<std::string> places{"profile", "date", "pipeline"};
    const auto pattern = [&](const char* name, std::vector<std::string> known) {
      return Placeholders(name, config.find<std::string>(name).value_or(""), known);
    };
    settings_.server = config.get<std::string>("server");
    settings_.user = config.find<std::string>("user").value_or("");
    settings_.password = config.find<std::string>("password").value_or("");
    if (settings_.user.empty() != settings_.password.empty()) {
      throw sheaf::Error(SHEAF_E_CONFIG, "user and password belong together: one is missing");
    }
    const auto from = mailboxes("from", config.get<std::string>("from"));
    if (from.size() > 1) throw sheaf::Error(SHEAF_E_CONFIG, "from: one address is expected");
    settings_.from = from.front();
    settings_.subject =
        pattern("subject", {"title", "works", "date_words", "profile", "date", "pipeline"});
    settings_.link = pattern("link", places);
    settings_.unsubscribe = pattern("unsubscribe", places);
    settings_.list_id = pattern("list_id", {"profile", "pipeline"});
    settings_.skip_empty = config.get<std::string>("when_empty") == "skip";
    settings_.options.max_authors = static_cast<std::size_t>(config.get<int64_t>("max_authors"));
    settings_.options.abstract = static_cast<std::size_t>(config.get<int64_t>("abstract"));
  }

  std::unique_ptr<sheaf::Transaction> begin(const sheaf::Call&, std::string_view delivery_id,
                                            const sheaf_run& run) override {
    return std::make_unique<Delivery>(host_, delivery_id, run, settings_, receivers_);
  }

  // The reader stands beside the addresses: one person may get the digests of several.
  std::string target(const sheaf_profile& profile, const sheaf_run&) override {
    const std::string id(view(profile.id));
    std::string out;
    for (const Mailbox& box : receivers_.of(id)) out += (out.empty() ? "" : ", ") + box.address;
    return out + " (" + id + ")";
  }

 private:
  static std::map<std::string, std::string> map_of(const sheaf::Config& config,
                                                   const std::string& field) {
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < config.count(field); ++i) {
      const std::string key = config.key(field, i);
      out[key] = config.get<std::string>(field + "." + key);
    }
    return out;
  }

  sheaf::Host host_;
  Receivers receivers_;
  Settings settings_;
};

}  // namespace
}  // namespace output_mail

SHEAF_PLUGIN(output_mail::MailOutput);
