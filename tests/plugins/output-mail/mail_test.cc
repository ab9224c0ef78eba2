// The plugin as the host loads it, with a mail service that keeps what it is given. Messages are
// read back by GMime's parser.
#include <gmime/gmime.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "message.h"
#include "receivers.h"
#include "sheaf/testing.hpp"
#include "shortened.h"

namespace output_mail {
namespace {

using namespace sheaf::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

// ---- Messages read back

struct Parsed {
  std::string subject, from, to, id, date, list_id, unsubscribe, post, automatic;
  std::vector<std::string> headers;  // names, in order
  std::vector<std::string> types;    // of the parts
  std::string plain, html;
};

std::string owned(char* text) {
  const std::string out = text == nullptr ? "" : text;
  g_free(text);
  return out;
}

Parsed parse(const std::string& bytes) {
  g_mime_init();
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage* m = g_mime_parser_construct_message(parser, nullptr);
  Parsed out;
  const auto header = [m](const char* name) {
    const char* value = g_mime_object_get_header(GMIME_OBJECT(m), name);
    return std::string(value == nullptr ? "" : value);
  };
  out.subject = g_mime_message_get_subject(m);
  out.from = owned(internet_address_list_to_string(g_mime_message_get_from(m), nullptr, FALSE));
  out.to = owned(internet_address_list_to_string(g_mime_message_get_to(m), nullptr, FALSE));
  out.id = g_mime_message_get_message_id(m);
  out.date = owned(g_date_time_format(g_mime_message_get_date(m), "%Y-%m-%dT%H:%M:%S%z"));
  out.list_id = header("List-Id");
  out.unsubscribe = header("List-Unsubscribe");
  out.post = header("List-Unsubscribe-Post");
  out.automatic = header("Auto-Submitted");
  GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(m));
  for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
    out.headers.emplace_back(g_mime_header_get_name(g_mime_header_list_get_header_at(headers, i)));
  }
  auto* both = GMIME_MULTIPART(g_mime_message_get_mime_part(m));
  for (int i = 0; i < g_mime_multipart_get_count(both); ++i) {
    GMimeObject* part = g_mime_multipart_get_part(both, i);
    out.types.push_back(
        owned(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part))));
    std::string& text = i == 0 ? out.plain : out.html;
    text = owned(g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
    std::erase(text, '\r');
  }
  g_object_unref(m);
  g_object_unref(parser);
  g_object_unref(stream);
  return out;
}

// What SMTP demands of the bytes, and that no header but ours is there.
void expect_sound(const std::string& bytes, const Parsed& parsed) {
  std::size_t begin = 0;
  ASSERT_TRUE(bytes.ends_with("\r\n"));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_LT(static_cast<unsigned char>(bytes[i]), 128) << i;
    ASSERT_NE(bytes[i], '\0');
    if (bytes[i] == '\n') {
      ASSERT_EQ(bytes[i - 1], '\r') << i;
      ASSERT_LE(i - 1 - begin, 998u);
      begin = i + 1;
    } else if (bytes[i] == '\r') {
      ASSERT_EQ(bytes[i + 1], '\n');
    }
  }
  for (const std::string& name : parsed.headers) {
    EXPECT_THAT(name, ::testing::AnyOf("From", "To", "Subject", "Date", "Message-Id", "Message-ID",
                                       "Auto-Submitted", "X-Auto-Response-Suppress", "Precedence",
                                       "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
                                       "MIME-Version", "Content-Type"));
  }
  EXPECT_THAT(parsed.types, ElementsAre("text/plain", "text/html"));
  EXPECT_THAT(parsed.html, StartsWith("<!doctype html>"));
  EXPECT_THAT(parsed.html, ::testing::EndsWith("</html>\n"));
}

// Tags of the HTML part, without their attributes' values: what markup there is.
std::vector<std::string> odd_tags(const std::string& html) {
  static const std::vector<std::string> kKnown = {
      "!doctype", "html", "head", "meta", "title", "body", "div", "h1",  "h2",
      "h3",       "p",    "b",    "i",    "a",     "ul",   "li",  "bdi", "br"};
  std::vector<std::string> out;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    std::size_t begin = at + 1;
    if (html[begin] == '/') ++begin;
    const std::string name = html.substr(begin, html.find_first_of(" >", begin) - begin);
    if (std::find(kKnown.begin(), kKnown.end(), name) == kKnown.end()) out.push_back(name);
  }
  return out;
}

// ---- A host that keeps mail

struct FakeMail : sheaf_mail {
  struct Sent {
    std::string server, user, password, sender, message, key;
    std::vector<std::string> receivers;
  };
  std::vector<Sent> sent;
  std::vector<std::string> refuse;  // "address: reason"
  sheaf_status answer = SHEAF_OK;

  FakeMail() : sheaf_mail(sheaf::sized<sheaf_mail>()) {
    send = [](const sheaf_mail* self, const sheaf_call* call, const sheaf_mail_message* m,
              const sheaf_string_sink* refused) -> sheaf_status {
      auto& mail = *const_cast<FakeMail*>(static_cast<const FakeMail*>(self));
      const auto text = [](sheaf_str s) { return std::string(sheaf::view(s)); };
      Sent s{text(m->server),
             text(m->user),
             text(m->password),
             text(m->sender),
             text(m->message),
             text(m->idempotency_key),
             {}};
      for (std::size_t i = 0; i < m->receiver_count; ++i)
        s.receivers.push_back(text(m->receivers[i]));
      mail.sent.push_back(std::move(s));
      for (const std::string& r : mail.refuse) refused->put(refused, sheaf::str(r));
      if (mail.answer < 0) return call->fail(call, mail.answer, 0, sheaf::str("the server sleeps"));
      return SHEAF_OK;
    };
  }
};

class MailTest : public ::testing::Test {
 protected:
  MailTest() {
    host_.provide(SHEAF_SERVICE_MAIL, static_cast<const sheaf_mail*>(&mail_));
    run_.id = "20260924T060000Z";
    run_.pipeline = "ml";
    run_.sheaf_version = "1.0.0";
    run_.date = "2026-09-24";
    run_.started_ms = 1'790'229'600'000;  // 2026-09-24T06:00:00Z
    run_.sources = {{"arxiv", "arxiv", SHEAF_STATE_OK, "", 143, 0}};
    digest_.profile.id = "ada";
    digest_.profile.title = "Network architecture";
  }
  static const sheaf_component* component() {
    static const Library plugin(SHEAF_MAIL_PLUGIN);
    return plugin.component(SHEAF_OUTPUT, "output-mail");
  }
  std::unique_ptr<Instance> create(const std::string& more = "") {
    const auto config = FakeConfig::json(
        component(), R"({"server": "smtp://mail.example", "from": "Digests <d@x.edu>",
          "to": ["{profile}@x.edu", "lab@x.edu"])" +
                         more + "}");
    return std::make_unique<Instance>(component(), host_, config, call_);
  }
  // Delivers with these settings (JSON that begins with a comma).
  Parsed send(const std::string& more = "") {
    EXPECT_EQ(deliver(*create(more), call_, "20260924T060000Z/ada/mail", run_, {digest_}), SHEAF_OK)
        << call_.message();
    if (mail_.sent.empty()) return {};
    const Parsed out = parse(mail_.sent.back().message);
    expect_sound(mail_.sent.back().message, out);
    return out;
  }
  Item& add(const std::string& title) {
    Item item;
    item.record.id = "arxiv:2609.0000" + std::to_string(digest_.items.size());
    item.record.title.value = title;
    item.record.url = "https://arxiv.org/abs/2609.0000" + std::to_string(digest_.items.size());
    item.record.announce = SHEAF_ANNOUNCE_NEW;
    item.sources = {"arxiv"};
    return digest_.items.emplace_back(std::move(item));
  }

  FakeMail mail_;
  FakeHost host_;
  FakeCall call_;
  sheaf::testing::Run run_;
  sheaf::testing::Digest digest_;
};

TEST_F(MailTest, TheMessageHasBothPartsAndTheHeadersThatMailProgramsWant) {
  Item& item = add("Sparse routing for small models");
  item.record.authors.resize(7);
  for (std::size_t i = 0; i < 7; ++i) item.record.authors[i].name = "Author " + std::to_string(i);
  item.record.abstract.value = "A router costs little.\n\nIt is sparse.";
  item.record.comment.value = "12 pages";
  sheaf::Score score;
  score.axes = {{"relevance", 9}};
  score.comment = "Trains almost for free.";
  item.scores = {{"llm", score}};
  digest_.axes = {{"relevance", "Relevance", 10, {}}};
  digest_.sections = {
      {"brief", "In brief", {{SHEAF_BLOCK_PARAGRAPH, 1, "Routing is cheap.", {0}}}}};
  run_.usage = {{"llm", {3, 1200, 0, 100, 0, 20'000, "USD", "m"}}};
  const Parsed got = send(
      R"(, "link": "https://x.edu/{profile}/{date}.html", "list_id": "{profile}.digests.x.edu",
         "unsubscribe": "https://x.edu/off?who={profile}")");
  EXPECT_EQ(got.subject, "Network architecture: 1 work · 24 September 2026");
  EXPECT_EQ(got.from, "Digests <d@x.edu>");
  EXPECT_EQ(got.to, "ada@x.edu, lab@x.edu");
  EXPECT_EQ(got.id, "20260924T060000Z+2Fada+2Fmail+2Eml@x.edu");
  EXPECT_EQ(got.date, "2026-09-24T06:00:00+0000");
  EXPECT_EQ(got.list_id, "<ada.digests.x.edu>");
  EXPECT_EQ(got.unsubscribe, "<https://x.edu/off?who=ada>");
  EXPECT_EQ(got.post, "List-Unsubscribe=One-Click");
  EXPECT_EQ(got.automatic, "auto-generated");
  for (const std::string& part : {got.plain, got.html}) {
    for (const char* words :
         {"Sparse routing for small models", "Author 3", "and 3 more", "Relevance 9/10",
          "Trains almost for free.", "A router costs little.", "12 pages", "Routing is cheap.",
          "[1]", "0.02 USD", "1 source read", "https://arxiv.org/abs/2609.00000",
          "https://x.edu/ada/2026-09-24.html", "https://x.edu/off?who=ada"}) {
      EXPECT_THAT(part, HasSubstr(words));
    }
    EXPECT_THAT(part, Not(HasSubstr("Author 4")));
  }
  EXPECT_THAT(odd_tags(got.html), IsEmpty());
  EXPECT_THAT(got.html, Not(HasSubstr("src="))) << "nothing to fetch";
  const FakeMail::Sent& sent = mail_.sent.front();
  EXPECT_EQ(sent.key, "20260924T060000Z/ada/mail");
  EXPECT_EQ(sent.sender, "d@x.edu");
  EXPECT_THAT(sent.receivers, ElementsAre("ada@x.edu", "lab@x.edu"));
}

TEST_F(MailTest, HostileTextsAreShownAsTheyAreAndAddNeitherHeadersNorMarkup) {
  const std::string long_word(3000, 'x');
  const std::string corpus[] = {
      "New\r\nBcc: eve@evil.example\r\n\r\nbody",
      "</script><script>alert(1)</script>",
      "](javascript:alert(1)) | `x` **b**",
      "\u202etfel\u202c \u200f\u05e2\u05d1\u05e8\u05d9\u05ea",
      "\U0001F469\u200d\U0001F52C and \U0001F600 = ?=?utf-8?q?x?=",
      "a\" onmouseover=\"x\" & <b> &amp; 'q'",
      "=?utf-8?b?SGk=?= looks encoded",
      ".\r\n.\r\nQUIT",
      "--=_sheaf_digest--",
      long_word,
  };
  for (const std::string& hostile : corpus) {
    SCOPED_TRACE(hostile);
    digest_.items.clear();
    digest_.profile.title = hostile;
    Item& item = add(hostile);
    item.record.authors.resize(1);
    item.record.authors[0].name = hostile;
    item.record.venue.value = hostile;
    item.record.comment.value = hostile;
    item.record.abstract.value = hostile;
    item.record.url = "javascript:alert(1)";
    item.record.links = {{SHEAF_LINK_PDF, "https://x.org/\"><script>" + hostile, hostile}};
    digest_.notices = {{SHEAF_NOTICE_WARNING, hostile, hostile}};
    digest_.unscored = {{"w", hostile, hostile, hostile}};
    digest_.sections = {{"s", hostile, {{SHEAF_BLOCK_LIST_ITEM, 1, hostile, {}}}}};
    const Parsed got = send(R"(, "subject": "{title}", "link": "https://x.edu/{pipeline}")");
    std::string line = hostile;
    for (char& c : line) c = c == '\r' || c == '\n' ? ' ' : c;
    EXPECT_THAT(got.subject, StartsWith("Incomplete: "));
    if (hostile != long_word) {
      EXPECT_EQ(got.subject, "Incomplete: " + line);
    }
    EXPECT_EQ(got.to, "ada@x.edu, lab@x.edu");
    EXPECT_THAT(odd_tags(got.html), IsEmpty());
    EXPECT_THAT(got.html, Not(HasSubstr("href=\"javascript")));
    EXPECT_EQ(mail_.sent.back().receivers.size(), 2u);
  }
}

TEST_F(MailTest, ALongAddressStaysOnOneLineAsItIs) {
  const std::string url = "https://x.edu/off?token=" + std::string(300, 't') + "&who=";
  digest_.profile.id = "a\r\nb <c>";
  const auto config =
      FakeConfig::json(component(), R"({"server": "smtp://m", "from": "d@x.edu", "to": ["a@x.edu"],
        "list_id": "{profile}.x.edu", "unsubscribe": ")" +
                                        url + R"({profile}"})");
  ASSERT_EQ(deliver(Instance(component(), host_, config, call_), call_, "k", run_, {digest_}),
            SHEAF_OK)
      << call_.message();
  const std::string& bytes = mail_.sent.back().message;
  expect_sound(bytes, parse(bytes));
  EXPECT_THAT(bytes, HasSubstr("List-Unsubscribe: \r\n <" + url + "a%0D%0Ab%20%3Cc%3E>\r\n"));
  EXPECT_THAT(bytes, HasSubstr("List-Id: <a--b--c-.x.edu>\r\n"));
}

TEST_F(MailTest, NamesOfReceiversAreEncodedToo) {
  const auto config = FakeConfig::json(
      component(), R"({"server": "smtp://m", "from": "B\u00fccherei \"X\" <d@x.edu>",
        "receivers": {"ada": "\u0410\u0434\u0430 <ada@x.edu>, ada@x.edu, bob@x.edu"}})");
  const Instance output(component(), host_, config, call_);
  ASSERT_EQ(deliver(output, call_, "k", run_, {digest_}), SHEAF_OK) << call_.message();
  const Parsed got = parse(mail_.sent.back().message);
  expect_sound(mail_.sent.back().message, got);
  EXPECT_THAT(got.from, AllOf(HasSubstr("Bücherei"), HasSubstr("<d@x.edu>")));
  EXPECT_EQ(got.to, "Ада <ada@x.edu>, bob@x.edu");
  EXPECT_EQ(output.target(digest_.profile, run_), "ada@x.edu, bob@x.edu (ada)");
}

TEST_F(MailTest, StaysBelowTheClipAndTellsOfTheRest) {
  for (const char* text : {"plain words and more of them ", "日本語の抄録です。", "\"&<>= "}) {
    SCOPED_TRACE(text);
    digest_.items.clear();
    std::string abstract;
    while (abstract.size() < 20'000) abstract += text;
    for (int i = 0; i < 400; ++i) add("Work " + std::to_string(i)).record.abstract.value = abstract;
    std::string& longest = digest_.items[1].record.abstract.value;
    while (longest.size() < 1'000'000) longest += text;
    for (int i = 0; i < 1000; ++i) {
      digest_.items[0].record.links.push_back(
          {SHEAF_LINK_PDF, "https://x.org/" + std::to_string(i), ""});
    }
    digest_.sections = {{"s", "Brief", {}}};
    digest_.unscored.clear();
    digest_.notices.clear();
    for (int i = 0; i < 300; ++i) {
      digest_.sections[0].blocks.push_back({SHEAF_BLOCK_PARAGRAPH, 1, abstract, {}});
      digest_.notices.push_back({SHEAF_NOTICE_ERROR, "s" + std::to_string(i), abstract});
      digest_.unscored.push_back({"w", abstract, "llm", abstract + std::to_string(i)});
    }
    const Parsed got = send(R"(, "link": "https://x.edu/{date}")");
    EXPECT_LT(got.html.size(), 100'000u);
    const std::string& bytes = mail_.sent.back().message;
    const std::size_t second = bytes.find("text/html");
    EXPECT_LT(bytes.size() - second, 102'000u) << "as it is sent, too";
    EXPECT_THAT(got.html, AllOf(HasSubstr("Work 0<"), HasSubstr("more works: <a href="),
                                HasSubstr("Not scored"), HasSubstr("Something failed")));
    EXPECT_THAT(got.plain,
                AllOf(HasSubstr("1. Work 0\n"), HasSubstr("more works:\nhttps://x.edu/")));
    EXPECT_LT(got.plain.size(), 300'000u);
    EXPECT_THAT(odd_tags(got.html), IsEmpty());
  }
}

TEST_F(MailTest, AFailedNightNeverLooksQuiet) {
  run_.sources[0] = {"arxiv", "arxiv", SHEAF_STATE_FAILED, "HTTP 503.", 0, 0};
  const Parsed got = send(R"(, "when_empty": "skip")");
  EXPECT_THAT(got.subject, StartsWith("Incomplete: Network architecture: 0 works"));
  for (const std::string& part : {got.plain, got.html}) {
    EXPECT_THAT(part, AllOf(HasSubstr("Something failed: this is not a quiet day."),
                            HasSubstr("HTTP 503."), HasSubstr("1 of 1 source has a problem")));
  }
}

TEST_F(MailTest, AQuietDayIsToldUnlessNobodyWantsToKnow) {
  EXPECT_THAT(send().plain, HasSubstr("A quiet day"));
  mail_.sent.clear();
  send(R"(, "when_empty": "skip")");
  EXPECT_THAT(mail_.sent, IsEmpty());
}

TEST_F(MailTest, TheSameDeliveryIsTheSameMessage) {
  add("One");
  send();
  send();
  ASSERT_THAT(mail_.sent, SizeIs(2));
  EXPECT_EQ(mail_.sent[0].message, mail_.sent[1].message);
  run_.sequence = 2;
  EXPECT_THAT(send(R"(, "link": "https://x.edu/{date}")").plain, HasSubstr("2026-09-24-2"));
}

TEST_F(MailTest, NothingIsSentBeforeCommitAndRefusalsAreLogged) {
  add("One");
  const auto output = create();
  Delivery aborted(*output, call_, "k", run_);
  ASSERT_EQ(aborted.digest(call_, digest_), SHEAF_OK);
  aborted.abort();
  EXPECT_THAT(mail_.sent, IsEmpty());

  mail_.refuse = {"lab@x.edu: 550 No such user"};
  EXPECT_EQ(deliver(*output, call_, "k", run_, {digest_}), SHEAF_OK);
  ASSERT_FALSE(call_.logs().empty());
  EXPECT_THAT(call_.logs().back().message, HasSubstr("lab@x.edu: 550 No such user"));
  mail_.answer = SHEAF_E_TRANSIENT;
  EXPECT_EQ(deliver(*output, call_, "k", run_, {digest_}), SHEAF_E_TRANSIENT);
  EXPECT_EQ(call_.message(), "the server sleeps");
  host_.without(SHEAF_SERVICE_MAIL);
  EXPECT_EQ(deliver(*create(), call_, "k", run_, {digest_}), SHEAF_E_UNSUPPORTED);
}

TEST_F(MailTest, WrongSettingsAreRefusedBeforeAnythingRuns) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"("from": "no address", "to": ["a@x.edu"])", "from:"},
      {R"("from": "a@x.edu, b@x.edu", "to": ["a@x.edu"])", "from: one address"},
      {R"("from": "a@x.edu")", "nobody to send to"},
      {R"("from": "a@x.edu", "to": ["{who}@x.edu"])", "unknown placeholder {who}"},
      {R"("from": "a@x.edu", "to": ["a@x.edu"], "subject": "{title")", "brace"},
      {R"("from": "a@x.edu", "to": ["a@x.edu"], "user": "u")", "belong together"},
      {R"("from": "a@x.edu", "to": ["group: a@x.edu;"])", "to:"},
  };
  for (const auto& [settings, why] : wrong) {
    const auto config =
        FakeConfig::json(component(), std::string(R"({"server": "smtp://m", )") + settings + "}");
    EXPECT_EQ(Instance(component(), host_, config, call_).status(), SHEAF_E_CONFIG) << settings;
    EXPECT_THAT(call_.message(), HasSubstr(why));
  }
  // a profile that nobody is named for is told of when it is delivered
  const auto config = FakeConfig::json(
      component(), R"({"server": "smtp://m", "from": "a@x.edu", "receivers": {"bob": "b@x.edu"}})");
  const Instance output(component(), host_, config, call_);
  EXPECT_EQ(deliver(output, call_, "k", run_, {digest_}), SHEAF_E_CONFIG);
  EXPECT_THAT(call_.message(), HasSubstr("none for the profile ada"));
}

TEST(Shortened, CutsBetweenWordsAndNeverInsideACharacter) {
  EXPECT_EQ(shortened("short", 10), "short");
  EXPECT_EQ(shortened("some words that go on", 14), "some words…");
  for (std::size_t bytes = 4; bytes < 30; ++bytes) {
    const std::string cut =
        shortened("\u00e4\u00e4\U0001F600\U0001F600\U0001F600 \u65e5\u672c\u8a9e", bytes);
    EXPECT_LE(cut.size(), std::max<std::size_t>(bytes, 3));
    EXPECT_EQ(g_utf8_validate(cut.data(), static_cast<gssize>(cut.size()), nullptr), TRUE) << bytes;
  }
}

}  // namespace
}  // namespace output_mail
