// What is refused before anybody is called. What servers do is in tests/e2e/mail_test.cc.
#include "mail/smtp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace host::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CheckAddress, TakesPlainAddressesOnly) {
  for (const std::string& good :
       {std::string("ada@example.edu"), std::string("a.b+c=d@mail-1.example.edu"),
        std::string("o'neill@localhost"), std::string("x@xn--bcher-kva.example")}) {
    EXPECT_TRUE(check_address(good)) << good;
  }
  const std::vector<std::string> bad = {
      "",
      "ada",
      "@example.edu",
      "ada@",
      "ada@example.edu\r\nRCPT TO:<eve@example.edu>",
      "ada@example.edu> SIZE=1",
      "ada@example.edu NOTIFY=SUCCESS",
      "<ada@example.edu>",
      "ada @example.edu",
      "\"a b\"@example.edu",
      "ada@[127.0.0.1]",
      "a..b@example.edu",
      ".a@example.edu",
      "ada@example..edu",
      "ada@b\u00fccher.example",
      "ada,eve@example.edu",
      std::string("ada\0@example.edu", 16),
      std::string(65, 'a') + "@example.edu",
      "a@" + std::string(253, 'b'),
  };
  for (const std::string& address : bad) {
    const auto checked = check_address(address);
    ASSERT_FALSE(checked) << address;
    EXPECT_EQ(checked.error().code, SHEAF_E_CONFIG);
    EXPECT_THAT(checked.error().message, Not(HasSubstr("\n")));
  }
}

TEST(CheckMessage, TakesWhatEveryServerTakes) {
  const std::string line(998, 'x');
  EXPECT_TRUE(check_message("Subject: x\r\n\r\n.\r\n"));
  EXPECT_TRUE(check_message(line + "\r\n" + line + "\r\n"));
  const std::pair<std::string, const char*> bad[] = {
      {"", "does not end in CRLF"},
      {"a", "does not end in CRLF"},
      {"a\n", "does not end in CRLF"},
      {"a\nb\r\n", "a line end other than CRLF"},
      {"a\rb\r\n", "a line end other than CRLF"},
      {"a\r\r\n", "a line end other than CRLF"},
      {"\n\r\n", "a line end other than CRLF"},
      {line + "x\r\n", "a line of over 998 bytes"},
      {"caf\u00e9\r\n", "not all ASCII"},
      {std::string("a\0\r\n", 4), "not all ASCII"},
      {std::string(17u << 20, '\n'), "more than 16 MiB"},
  };
  for (const auto& [message, why] : bad) {
    const auto checked = check_message(message);
    ASSERT_FALSE(checked) << why;
    EXPECT_EQ(checked.error().code, SHEAF_E_INTERNAL);
    EXPECT_THAT(checked.error().message, HasSubstr(why));
  }
}

TEST(Open, TakesMailServersOnly) {
  for (const char* server : {"smtp://mail.example", "smtp://mail.example:25", "smtps://10.0.0.1",
                             "smtp://[::1]:2525", "smtp://mail.example/client.example.edu"}) {
    EXPECT_TRUE(Smtp::open({server}, {})) << server;
  }
  for (const char* server :
       {"", "mail.example", "http://mail.example", "smtp://", "smtp://ada:pw@mail.example",
        "smtp://mail.example/a%0d%0ab", "smtp://mail.example/a?b", "smtp://mail.example/#x",
        "smtp://mail.example\r\n", "file:///etc/passwd"}) {
    const auto opened = Smtp::open({server}, {});
    ASSERT_FALSE(opened) << server;
    EXPECT_EQ(opened.error().code, SHEAF_E_CONFIG);
    EXPECT_THAT(opened.error().message, Not(HasSubstr("pw")));
  }
  EXPECT_FALSE(Smtp::open({"smtp://m", "ada", ""}, {}));
  EXPECT_FALSE(Smtp::open({"smtp://m", "", "pw"}, {}));
  EXPECT_FALSE(Smtp::open({"smtp://m", "ada", "p\r\nw"}, {}));
}

TEST(Send, CallsNobodyOnceItIsCancelled) {
  Options options;
  options.cancelled = [] { return true; };
  auto smtp = Smtp::open({"smtp://127.0.0.1:1"}, std::move(options));
  ASSERT_TRUE(smtp);
  const auto failure = smtp->send("a@x.edu", "b@x.edu", "x\r\n", true);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->error.code, SHEAF_E_CANCELLED);
  EXPECT_TRUE(failure->everyone);
}

}  // namespace
}  // namespace host::mail
