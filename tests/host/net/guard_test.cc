#include "net/guard.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include "base/url.h"

namespace host::net {
namespace {

using testing::AllOf;
using testing::HasSubstr;

bool is_public(const std::string& text) {
  sockaddr_in v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    return is_public_address(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  }
  sockaddr_in6 v6{};
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr), 1) << text;
  v6.sin6_family = AF_INET6;
  return is_public_address(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

TEST(Guard, AddressesOfThisMachineAndNetworkAreNotPublic) {
  for (const char* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.192",
                              "192.0.2.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.9",
                              "224.0.0.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.1.2.3",
                              "::127.0.0.1",
                              "fe80::1",
                              "fec0::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "ff02::1",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b:1::1",
                              "2002:7f00:1::",
                              "2002:c0a8:101::",
                              "2001::1",
                              "2001:db8::1",
                              "3fff::1",
                              "100::1",
                              "5f00::1"}) {
    EXPECT_FALSE(is_public(address)) << address;
    EXPECT_FALSE(looks_public(address)) << address;
  }
}

TEST(Guard, AddressesOfTheInternetArePublic) {
  for (const char* address :
       {"1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1",
        "192.169.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111",
        "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::", "2a00:1450::1",
        "2001:4860::8888"}) {
    EXPECT_TRUE(is_public(address)) << address;
    EXPECT_TRUE(looks_public(address)) << address;
  }
}

TEST(Guard, NamesAreJudgedByTheirAddressLater) {
  EXPECT_TRUE(looks_public("api.example.org"));
  EXPECT_FALSE(looks_public("localhost"));
  EXPECT_FALSE(looks_public("x.localhost"));
  sockaddr unknown{};
  unknown.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(&unknown, sizeof unknown));
}

CallContext declared(std::vector<std::string> hosts) {
  CallContext context;
  context.step = "daily";
  for (auto& name : hosts) context.hosts.push_back({.host = std::move(name)});
  return context;
}

TEST(Guard, OnlyDeclaredHosts) {
  const CallContext context = declared({"api.example.org", "other.example:8443"});
  EXPECT_TRUE(permit_request(context, "https://api.example.org/x"));
  EXPECT_TRUE(permit_request(context, "https://API.Example.org./x")) << "the same host";
  EXPECT_TRUE(permit_request(context, "https://other.example:8443/"));
  EXPECT_FALSE(permit_request(context, "https://other.example/"));
  for (const char* url : {"https://evil.example/", "https://api.example.org.evil.example/",
                          "https://xapi.example.org/", "https://api.example.org@evil.example/"}) {
    const auto refused = permit_request(context, url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG);
  }
  EXPECT_THAT(permit_request(context, "https://evil.example/").error().message,
              AllOf(HasSubstr("evil.example"), HasSubstr("hosts"), HasSubstr("daily")));
}

TEST(Guard, AnyPublicHostWhereTheComponentDeclaresIt) {
  CallContext context = declared({"api.example.org"});
  context.hosts.push_back({.host = "*", .max_connections = 1});
  EXPECT_TRUE(permit_request(context, "https://other.example/"));
  EXPECT_EQ(rule_for(context, *parse_url("https://other.example/"))->max_connections, 1u);
  EXPECT_EQ(rule_for(context, *parse_url("https://api.example.org/"))->host, "api.example.org");
  for (const char* url : {"http://localhost/", "http://169.254.169.254/latest", "http://[::1]/",
                          "http://10.0.0.1/", "file:///etc/passwd", "ftp://other.example/"}) {
    EXPECT_FALSE(permit_request(context, url)) << url;
  }
  context.allow_private = {"localhost"};
  EXPECT_TRUE(permit_request(context, "http://localhost/"));
}

TEST(Guard, OnlyHttpHttpsAndNamedFiles) {
  const CallContext context = declared({"api.example.org"});
  for (const char* url : {"ftp://api.example.org/", "gopher://api.example.org/",
                          "file:///etc/passwd", "javascript:alert(1)", "api.example.org/x", "",
                          "https://", "//x/y", "https://user:pw@api.example.org/"}) {
    const auto refused = permit_request(context, url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG) << url;
  }
}

TEST(Guard, NumericDisguisesOfLoopbackAreSeenThrough) {
  for (const char* host : {"2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]",
                           "[::ffff:7f00:1]", "localhost", "127.0.0.1"}) {
    const std::string url = std::string("http://") + host + "/";
    CallContext context = declared({host});
    if (const auto parsed = parse_url(url)) context.hosts.push_back({.host = parsed->host});
    const auto refused = permit_request(context, url);
    ASSERT_FALSE(refused) << host;
    EXPECT_EQ(refused.error().code, SHEAF_E_CONFIG);
    EXPECT_THAT(refused.error().message, HasSubstr("this machine")) << host;
  }
}

TEST(Guard, ThePipelineMayNameAPrivateHost) {
  CallContext context = declared({"localhost", "::1"});
  context.allow_private = {"localhost:11434", "[::1]"};
  EXPECT_TRUE(permit_request(context, "http://localhost:11434/v1"));
  EXPECT_FALSE(permit_request(context, "http://localhost:22/"));
  EXPECT_TRUE(permit_request(context, "http://[::1]:8080/"));
}

TEST(Guard, RedirectsLeadOnlyToTheWeb) {
  const CallContext context = declared({"api.example.org"});
  const Url from = *parse_url("https://api.example.org/a/b?c");
  EXPECT_EQ(permit_redirect(context, from, "../x")->text, "https://api.example.org/x");
  EXPECT_EQ(permit_redirect(context, from, "//cdn.example/y")->text, "https://cdn.example/y");
  EXPECT_TRUE(permit_redirect(context, from, "http://elsewhere.example/"));
  for (const char* location : {"file:///etc/passwd", "ftp://x.example/", "http://127.0.0.1/",
                               "http://169.254.169.254/latest/meta-data/", "http://[::1]/",
                               "https://user:pw@x.example/", "http://localhost/", "http://"}) {
    EXPECT_FALSE(permit_redirect(context, from, location)) << location;
  }
}

TEST(Guard, HeadersCannotBreakOut) {
  EXPECT_TRUE(permit_headers({.headers = {{"Accept", "a, b"}}}));
  EXPECT_FALSE(permit_headers({.headers = {{"Accept", "a\r\nX: y"}}}));
  EXPECT_FALSE(permit_headers({.headers = {{"Acc ept", "a"}}}));
  EXPECT_FALSE(permit_headers({.headers = {{"", "a"}}}));
  EXPECT_FALSE(permit_headers({.secret_headers = {{"X", "a\n"}}}));
  EXPECT_FALSE(permit_headers({.headers = {{"User-Agent", "mine"}}}));
  EXPECT_FALSE(permit_headers({.headers = {{"Host", "other"}}}));
  EXPECT_FALSE(permit_headers({.method = "GET /x"}));
  EXPECT_FALSE(permit_headers({.body_type = "a\r\nb"}));
}

TEST(Url, IsNormalisedAndTakenApart) {
  const auto url = parse_url("HTTPS://Example.ORG:443/a b/%41?q=1+2&r#frag");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "example.org");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->authority(), "example.org");
  EXPECT_EQ(url->query, "q=1+2&r");
  EXPECT_TRUE(url->text.starts_with("https://example.org")) << url->text;
  EXPECT_EQ(url->text.find('#'), std::string::npos);
  EXPECT_EQ(parse_url("http://[2001:DB8::1]:81/")->host, "2001:db8::1");
  EXPECT_EQ(parse_url("http://x.example:81/")->authority(), "x.example:81");
  EXPECT_EQ(parse_url("file:///a/b")->path, "/a/b");
}

TEST(Url, SortsItsQuery) {
  EXPECT_EQ(sort_query("https://a/?b=2&a=1&b=1"), "https://a/?a=1&b=1&b=2");
  EXPECT_EQ(sort_query("https://a/?&&b&"), "https://a/?b");
  EXPECT_EQ(sort_query("https://a/"), "https://a/");
}

}  // namespace
}  // namespace host::net
