// A server whose certificate nobody vouches for is not talked to.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <atomic>
#include <cstdio>
#include <thread>

#include "host/net/net_fixture.h"

namespace host::net {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Accepts one TLS connection after the other with a self-signed certificate and counts what it is
// told.
class SelfSignedServer {
 public:
  SelfSignedServer() {
    key_ = EVP_RSA_gen(2048);
    certificate_ = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 86'400);
    X509_set_pubkey(certificate_, key_);
    X509_NAME* name = X509_get_subject_name(certificate_);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(certificate_, name);
    X509_sign(certificate_, key_, EVP_sha256());
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context_, certificate_);
    SSL_CTX_use_PrivateKey(context_, key_);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 8);
    thread_ = std::thread([this] { serve(); });
  }

  ~SelfSignedServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    SSL_CTX_free(context_);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }

  // The certificate as a file of trusted ones.
  void write_certificate(const std::filesystem::path& path) const {
    std::FILE* out = std::fopen(path.c_str(), "w");
    ASSERT_NE(out, nullptr);
    PEM_write_X509(out, certificate_);
    std::fclose(out);
  }

  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }
  int bytes_told() const { return bytes_told_; }

 private:
  void serve() {
    for (;;) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      ++connections_;
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, fd);
      char buffer[1000];
      if (SSL_accept(ssl) == 1) {
        const int got = SSL_read(ssl, buffer, sizeof buffer);
        if (got > 0) bytes_told_ += got;
        static constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        SSL_write(ssl, kAnswer, sizeof kAnswer - 1);
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
      ::close(fd);
    }
  }

  EVP_PKEY* key_ = nullptr;
  X509* certificate_ = nullptr;
  SSL_CTX* context_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> bytes_told_{0};
  std::thread thread_;
};

TEST(Tls, AnUnknownCertificateIsRefused) {
  SelfSignedServer server;
  test::TempDir folder;
  Service service(folder.path());
  CallContext call;
  call.step = "s";
  call.hosts = {{.host = server.authority()}};
  call.allow_private = {server.authority()};
  const auto answer =
      service.http().perform(call, {.url = "https://" + server.authority() + "/",
                                    .secret_headers = {{"Authorization", "Bearer secret"}}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, SHEAF_E_UPSTREAM);
  EXPECT_THAT(answer.error().message,
              AllOf(HasSubstr("certificate of " + server.authority()), HasSubstr("self-signed")));
  EXPECT_EQ(server.connections(), 1) << "no retry";
  EXPECT_EQ(server.bytes_told(), 0);

  // Unless the user vouches for it.
  const auto trusted = folder.path() / "ca.pem";
  server.write_certificate(trusted);
  Service trusting(folder.path() / "own", system_clock(),
                   {.user_agent = "x", .ca_file = trusted.string()});
  const auto now = trusting.http().perform(call, {.url = "https://" + server.authority() + "/"});
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(now->body, "ok");
}

}  // namespace
}  // namespace host::net
