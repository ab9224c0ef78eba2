// Digests by mail, through a real SMTP server (tests/support/smtp_server.py) and its faults.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "e2e/sheaf.h"
#include "support/temp_dir.h"

namespace e2e {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// "s3cret!" in base64, and as AUTH PLAIN sends it: \0ada\0s3cret!
constexpr const char* kPassword = "s3cret!mail+word";
constexpr const char* kCoded[] = {"s3cret!mail", "czNjcmV0IW1haWwrd29yZA",
                                  "AGFkYQBzM2NyZXQhbWFpbCt3b3Jk"};

struct Taken {
  std::string sender, account, message;
  std::vector<std::string> receivers;
  bool tls = false;
  std::string header(const std::string& name) const {
    const std::size_t at = message.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 4;
    return message.substr(begin, message.find("\r\n", begin) - begin);
  }
};

std::string decoded(const std::string& base64) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int have = 0;
  for (const char c : base64) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6) | static_cast<unsigned>(digit);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>((bits >> have) & 0xff);
  }
  return out;
}

class MailTest : public Sheaf {
 protected:
  MailTest() {
    env["PASSWORD"] = kPassword;
    write("papers.txt", paper("p1", "On sparse things"));
  }

  // Starts the server; its folder is beside the test's, since its files hold the password.
  void serve(std::vector<std::string> how = {}) {
    std::ofstream(server_.path() / "password") << kPassword;
    how.insert(how.begin(), {std::string(SHEAF_SOURCE_DIR) + "/tests/support/smtp_server.py",
                             server_.path().string()});
    process_ = other("/usr/bin/python3", how);
    const auto began = std::chrono::steady_clock::now();
    while (!fs::exists(server_.path() / "port")) {
      ASSERT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(60))
          << "the server does not start (python3-aiosmtpd, openssl)";
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    port_ = file("port");
  }
  void mode(const std::string& words) {
    std::ofstream(server_.path() / "new") << words;
    fs::rename(server_.path() / "new", server_.path() / "mode");
  }
  std::string file(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(server_.path() / name).rdbuf();
    return out.str();
  }

  // `rest`: more YAML of the output's settings.
  void pipeline(const std::string& rest = "", const std::string& scheme = "smtp",
                const std::string& deadline = "20s") const {
    write("p.yaml", R"(name: post
store: sheaf.db
http: {)" + (trusted_ ? " ca_file: " + (server_.path() / "ca.pem").string() : "") +
                        R"( }
sources: [ { id: papers, use: scripted, with: { file: papers.txt } } ]
profiles: [ { id: ada }, { id: bob } ]
scorers: [ { use: grade } ]
outputs:
  - id: mail
    use: output-mail
    deadline: )" + deadline +
                        R"(
    with:
      server: )" + scheme +
                        "://localhost:" + port_ + R"(
      from: Digests <digests@example.edu>
)" + rest);
  }
  static std::string receivers(const std::string& who) {
    return "      receivers: { " + who + " }\n";
  }

  std::vector<Taken> taken() const {
    std::vector<Taken> out;
    std::ifstream in(server_.path() / "taken.jsonl");
    for (std::string line; std::getline(in, line);) {
      const auto json = nlohmann::json::parse(line);
      out.push_back({json["sender"], json["account"], decoded(json["message"]),
                     json["receivers"].get<std::vector<std::string>>(), json["tls"]});
    }
    return out;
  }
  // How often each receiver was sent something.
  std::map<std::string, int> times() const {
    std::map<std::string, int> out;
    for (const Taken& t : taken()) {
      for (const std::string& r : t.receivers) ++out[r];
    }
    return out;
  }
  void wait_for_messages(std::size_t count) const {
    for (int i = 0; i < 1000 && taken().size() < count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ASSERT_EQ(taken().size(), count);
  }
  static DeliveryLine delivery(const Ran& ran, const std::string& profile) {
    for (const DeliveryLine& d : ran.report.deliveries) {
      if (d.profile == profile) return d;
    }
    ADD_FAILURE() << "no delivery for " << profile << ": " << ran.err;
    return {};
  }
  void expect_no_leak(const Ran& ran) const {
    for (const char* form : kCoded) {
      EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(form)));
      for (const auto& [name, text] : files(".")) {
        EXPECT_EQ(text.find(form), std::string::npos) << form << " is in " << name;
      }
    }
  }

  test::TempDir server_;
  std::unique_ptr<Child> process_;
  std::string port_ = "1";
  bool trusted_ = true;  // the pipeline names the server's authority
};

using Counts = std::map<std::string, int>;

TEST_F(MailTest, EachReceiverGetsTheDigestOnceOverTlsAfterALogin) {
  serve({"auth"});
  pipeline("      user: ada\n      password: ${PASSWORD}\n" +
           receivers("ada: \"ada@example.edu, Lab <lab@example.edu>\", bob: bob@example.edu"));
  const Ran ran = run("p.yaml", kDay1, {"--verbose"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto all = taken();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_THAT(all[0].receivers, ElementsAre("ada@example.edu"));
  EXPECT_THAT(all[1].receivers, ElementsAre("lab@example.edu"));
  EXPECT_THAT(all[2].receivers, ElementsAre("bob@example.edu"));
  for (const Taken& t : all) {
    EXPECT_TRUE(t.tls);
    EXPECT_EQ(t.account, "ada");
    EXPECT_EQ(t.sender, "digests@example.edu");
    EXPECT_THAT(t.message, HasSubstr("On sparse things"));
  }
  EXPECT_EQ(all[0].message, all[1].message);
  EXPECT_EQ(all[0].header("To"), "ada@example.edu, Lab <lab@example.edu>");
  EXPECT_NE(all[0].header("Message-Id"), all[2].header("Message-Id"));
  EXPECT_EQ(delivery(ran, "ada").target, "ada@example.edu, lab@example.edu (ada)");
  EXPECT_EQ(file("talk.txt"), "connection\nlogin right\nquit\nconnection\nlogin right\nquit\n")
      << "one connection for a message, whatever the number of receivers";
  expect_no_leak(ran);
  EXPECT_EQ(run("p.yaml", kDay1Later).code, 0);
  EXPECT_THAT(taken(), SizeIs(3)) << "a second run has nothing to send";
}

TEST_F(MailTest, OneRefusedReceiverLosesNobody) {
  serve();
  mode("refuse gone@example.edu");
  pipeline(receivers("ada: \"gone@example.edu, ada@example.edu\", bob: \"gone@example.edu\""));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(delivery(ran, "ada").state, "delivered");
  EXPECT_THAT(ran.err, AllOf(HasSubstr("gone@example.edu: "), HasSubstr("550 5.1.1 No such user")));
  EXPECT_EQ(delivery(ran, "bob").state, "dead") << "asking again would not help";
  EXPECT_THAT(delivery(ran, "bob").error, HasSubstr("every receiver was refused"));
  EXPECT_EQ(times(), (Counts{{"ada@example.edu", 1}}));
}

TEST_F(MailTest, ARetryGoesToThoseWhoHaveNotHadItAndOnlyOnce) {
  serve();
  mode("later slow@example.edu");
  pipeline(receivers(
      "ada: \"slow@example.edu, ada@example.edu, lab@example.edu\", bob: bob@example.edu"));
  const Ran first = run("p.yaml", kDay1);
  EXPECT_EQ(first.code, 3);
  EXPECT_EQ(delivery(first, "ada").state, "pending");
  EXPECT_THAT(delivery(first, "ada").error,
              AllOf(HasSubstr("2 of 3 receivers have it"), HasSubstr("slow@example.edu: "),
                    HasSubstr("451 4.3.0 The disk is full")));
  const Counts others{{"ada@example.edu", 1}, {"bob@example.edu", 1}, {"lab@example.edu", 1}};
  EXPECT_EQ(times(), others) << "three attempts of that run sent it to each only once";
  mode("greylist slow@example.edu");
  write("papers.txt", "");
  EXPECT_EQ(delivery(run("p.yaml", kDay1Later), "ada").state, "pending");
  EXPECT_EQ(times(), others);
  mode("ok");
  EXPECT_EQ(run("p.yaml", "2026-09-24T23:30:00Z").code, 0);
  Counts all = others;
  all["slow@example.edu"] = 1;
  EXPECT_EQ(times(), all);
}

TEST_F(MailTest, AKillBetweenReceiversIsFinishedByTheNextRunWithoutRepeats) {
  serve();
  mode("hang late@example.edu");
  pipeline(receivers("ada: \"ada@example.edu, late@example.edu\", bob: bob@example.edu"));
  const auto child = start(run_words("p.yaml", kDay1));
  wait_for_messages(1);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // it waits for the second
  ::kill(child->pid(), SIGKILL);
  EXPECT_EQ(child->wait().signal, SIGKILL);
  mode("ok");
  write("papers.txt", "");
  EXPECT_EQ(run("p.yaml", kDay1Later).code, 0);
  EXPECT_EQ(times(),
            (Counts{{"ada@example.edu", 1}, {"bob@example.edu", 1}, {"late@example.edu", 1}}));
}

TEST_F(MailTest, WhatNobodyCanKnowIsSentAgainUnderTheSameMessageId) {
  serve();
  mode("took-and-drop");
  pipeline(receivers("ada: ada@example.edu, bob: ada@example.edu"));
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(delivery(ran, "ada").error, HasSubstr("broke off after the message"));
  std::map<std::string, int> ids;
  for (const Taken& t : taken()) ++ids[t.header("Message-Id")];
  EXPECT_THAT(ids, SizeIs(2)) << "one for each delivery";
}

TEST_F(MailTest, ImplicitTlsAndAServerThatHangsAtTheEnd) {
  serve({"implicit", "auth"});
  mode("hang-at-quit");
  pipeline("      user: ada\n      password: ${PASSWORD}\n      to: [\"{profile}@example.edu\"]\n",
           "smtps");
  const Ran ran = run("p.yaml");
  EXPECT_EQ(ran.code, 0) << ran.err << ran.out;
  EXPECT_LT(ran.seconds, 15);
  EXPECT_EQ(times(), (Counts{{"ada@example.edu", 1}, {"bob@example.edu", 1}}));
}

TEST_F(MailTest, AReplaySendsNothingAndSaysSo) {
  serve();
  pipeline("      to: [\"{profile}@example.edu\"]\n");
  fs::create_directories(path("tapes"));
  const Ran ran = run("p.yaml", kDay1, {"--replay", "tapes"});
  EXPECT_THAT(delivery(ran, "ada").error, HasSubstr("a replay sends no mail"));
  EXPECT_EQ(run("p.yaml", kDay1, {"--dry-run"}).code, 0);
  EXPECT_EQ(file("talk.txt"), "") << "nobody was called";
}

struct Fault {
  const char* name;
  std::vector<std::string> server;  // how it is started; "none": not at all
  const char* mode;
  const char* state;
  const char* error;
};

class MailFaults : public MailTest, public testing::WithParamInterface<Fault> {};

TEST_P(MailFaults, NobodyIsSentAnythingAndTheReasonIsTold) {
  const Fault& fault = GetParam();
  if (fault.server != std::vector<std::string>{"none"}) serve(fault.server);
  mode(fault.mode);
  trusted_ = fault.name != std::string("UnknownAuthority");
  pipeline("      user: ada\n      password: ${PASSWORD}\n      to: [\"{profile}@example.edu\"]\n",
           "smtp", "1s");
  if (fault.name == std::string("WrongPassword")) {
    std::ofstream(server_.path() / "password") << "another";
  }
  const Ran ran = run("p.yaml", kDay1, {"--verbose"});
  EXPECT_EQ(ran.code, 4) << ran.err;
  EXPECT_EQ(delivery(ran, "ada").state, fault.state) << delivery(ran, "ada").error;
  EXPECT_THAT(delivery(ran, "ada").error, HasSubstr(fault.error));
  EXPECT_THAT(delivery(ran, "bob").state, fault.state);
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_LT(ran.seconds, 40);
  expect_no_leak(ran);
}

INSTANTIATE_TEST_SUITE_P(
    , MailFaults,
    testing::Values(
        Fault{"WrongPassword", {"auth"}, "ok", "dead", "535 5.7.8 not ***"},
        Fault{"NoStarttls", {"plain"}, "ok", "dead", "does not offer STARTTLS"},
        Fault{"CertificateOfAnother", {"wrong-name"}, "ok", "pending", "TLS certificate"},
        Fault{"UnknownAuthority", {"auth"}, "ok", "pending", "http.ca_file"},
        Fault{"SenderRefused", {"auth"}, "sender", "dead", "553 5.7.1 not a sender of ours"},
        Fault{"TooBig", {"auth"}, "full", "dead", "552 5.3.4 Too big for us"},
        Fault{"Drop", {"auth"}, "drop", "pending", "broke off after the message"},
        Fault{"Hang", {"auth"}, "hang", "pending", "had not answered the message"},
        Fault{"NobodyThere", {"none"}, "ok", "pending", "no connection to localhost:1"}),
    [](const auto& fault) { return std::string(fault.param.name); });

}  // namespace
}  // namespace e2e
