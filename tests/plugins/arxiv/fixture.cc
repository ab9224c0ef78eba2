#include "fixture.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include "sheaf/text/dates.hpp"

namespace arxiv_test {

std::string data(const std::string& name) {
  std::ifstream in(SHEAF_TEST_DATA "/arxiv/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("no " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::int64_t at(const std::string& time) {
  return sheaf::text::parse_rfc3339(time).value();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  EXPECT_NE(text.find(from), text.npos) << from;
  for (auto i = text.find(from); i != text.npos; i = text.find(from, i + to.size())) {
    text.replace(i, from.size(), to);
  }
  return text;
}

PacedHttp::PacedHttp(const st::FakeHttp& inner, st::FakeClock& clock)
    : sheaf_http(sheaf::sized<sheaf_http>()), inner_(inner), clock_(clock) {
  for (const sheaf::HostRule& rule : arxiv::ArxivSource::hosts()) {
    rates_.declare({rule.host, rule.min_interval_ms, rule.max_connections, rule.group});
  }
  perform = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
               const sheaf_http_response** out) noexcept {
    const auto& self = *static_cast<const PacedHttp*>(h);
    self.wait_for_turn(*rq);
    return self.inner_.perform(&self.inner_, call, rq, out);
  };
  open = [](const sheaf_http* h, const sheaf_call* call, const sheaf_http_request* rq,
            sheaf_http_stream** out) noexcept {
    const auto& self = *static_cast<const PacedHttp*>(h);
    self.wait_for_turn(*rq);
    return self.inner_.open(&self.inner_, call, rq, out);
  };
}

void PacedHttp::wait_for_turn(const sheaf_http_request& request) const {
  const auto url = host::parse_url(std::string(sheaf::view(request.url)));
  EXPECT_TRUE(url);
  if (url) {
    EXPECT_TRUE(rates_.acquire(*url, {}));
  }
  starts_.push_back(clock_.now_ms());
}

namespace {
const sheaf_component* component() {
  return sheaf::Component<arxiv::ArxivSource>::get();
}
}  // namespace

const sheaf_host& Arxiv::provided() {
  host.provide(SHEAF_SERVICE_HTTP, static_cast<sheaf_http*>(&paced_));
  return host;
}

Arxiv::Arxiv(const std::string& config, const std::string& now)
    : config_(st::FakeConfig::json(component(), config)),
      source_(component(), provided(), config_, call) {
  host.clock.set(at(now));
  sinks_.push_back(std::make_unique<st::RecordSink>());
}

sheaf_status Arxiv::fetch(const std::string& cursor) {
  st::FetchRequest request;
  request.cursor = cursor;
  return fetch(request);
}

sheaf_status Arxiv::fetch(st::FetchRequest request) {
  sinks_.push_back(std::make_unique<st::RecordSink>());
  return source_.fetch(call, sink(), request);
}

sheaf::Record Arxiv::one() {
  const auto all = records();
  EXPECT_EQ(all.size(), 1U);
  return all.empty() ? sheaf::Record() : all.front();
}

sheaf::Record Arxiv::find(const std::string& id) {
  for (const sheaf::Record& r : records()) {
    if (r.id == id) return r;
  }
  ADD_FAILURE() << "no record " << id;
  return {};
}

std::string Arxiv::detail() {
  std::string out;
  for (const auto& report : sink().reports()) out += report.detail;
  return out;
}

sheaf_status read(Arxiv& arxiv, const std::string& body, int status) {
  st::Answer answer;
  answer.body = body;
  answer.status = status;
  arxiv.host.http.answer("https://rss.arxiv.org/x", answer);
  return arxiv.fetch();
}

std::string rss(const std::string& day, const std::vector<Paper>& list) {
  using namespace std::chrono;
  const sys_days date = floor<days>(sys_time<milliseconds>(milliseconds(at(day))));
  const year_month_day ymd(date);
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::ostringstream when;
  when << static_cast<unsigned>(ymd.day()) << " " << kMonths[static_cast<unsigned>(ymd.month()) - 1]
       << " " << static_cast<int>(ymd.year()) << " 00:00:00 -0400";
  std::string out =
      "<?xml version='1.0' encoding='UTF-8'?><rss xmlns:arxiv=\"http://arxiv.org/schemas/atom\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" version=\"2.0\"><channel><title>x updates on "
      "arXiv.org</title><pubDate>" +
      when.str() + "</pubDate>";
  for (const Paper& p : list) {
    const std::string bare = p.id.substr(0, p.id.rfind('v'));
    out += "<item><title>Paper " + bare + "</title><link>https://arxiv.org/abs/" + bare +
           "</link><description>arXiv:" + p.id + " Announce Type: " + p.type +
           " \nAbstract: Text of " + bare + ".</description><guid isPermaLink=\"false\">" +
           "oai:arXiv.org:" + p.id + "</guid>";
    std::istringstream categories(p.categories);
    for (std::string c; categories >> c;) out += "<category>" + c + "</category>";
    out += "<pubDate>" + when.str() + "</pubDate><arxiv:announce_type>" + p.type +
           "</arxiv:announce_type><dc:creator>A. Author</dc:creator></item>";
  }
  return out + "</channel></rss>";
}

std::vector<Paper> papers(int count, int first, const std::string& type,
                          const std::string& categories) {
  std::vector<Paper> out;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(100'000 + first + i).substr(1);
    out.push_back({"2609." + number + "v1", type, categories});
  }
  return out;
}

std::string api_page(std::uint64_t total, const std::vector<Entry>& entries) {
  std::string out =
      "<?xml version='1.0' encoding='UTF-8'?><feed "
      "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\" "
      "xmlns:arxiv=\"http://arxiv.org/schemas/atom\" xmlns=\"http://www.w3.org/2005/Atom\">"
      "<id>https://arxiv.org/api/x</id><title>arXiv Query: x</title>"
      "<updated>2026-09-24T05:11:12Z</updated><opensearch:totalResults>" +
      std::to_string(total) + "</opensearch:totalResults>";
  for (const Entry& e : entries) {
    out += "<entry><id>http://arxiv.org/abs/" + e.id + "</id><title>Paper " + e.id +
           "</title><updated>" + e.published + "</updated><summary>Text.</summary>" +
           "<category term=\"" + e.primary + "\"/><published>" + e.published +
           "</published><arxiv:primary_category term=\"" + e.primary +
           "\"/><author><name>A. Author</name></author></entry>";
  }
  return out + "</feed>";
}

std::string oai_page(const std::vector<OaiEntry>& entries, const std::string& token,
                     const std::string& response_date) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAI-PMH "
      "xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>" +
      response_date + "</responseDate><request>x</request><ListRecords>";
  for (const OaiEntry& e : entries) {
    out +=
        "<record><header><identifier>oai:arXiv.org:" + e.id + "</identifier><datestamp>" +
        e.datestamp + "</datestamp></header><metadata><arXiv " +
        "xmlns=\"http://arxiv.org/OAI/arXiv/\"><id>" + e.id + "</id><created>" + e.created +
        "</created>" + (e.updated.empty() ? "" : "<updated>" + e.updated + "</updated>") +
        "<authors><author><keyname>Author</keyname><forenames>A.</forenames></author></authors>" +
        "<title>Paper " + e.id + "</title><categories>" + e.categories +
        "</categories><abstract>  Text.</abstract></arXiv></metadata></record>";
  }
  if (!token.empty()) out += "<resumptionToken>" + token + "</resumptionToken>";
  return out + "</ListRecords></OAI-PMH>";
}

std::string oai_error(const std::string& code) {
  return "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">"
         "<responseDate>2026-09-24T06:00:00Z</responseDate><request>x</request><error code=\"" +
         code + "\">words about " + code + "</error></OAI-PMH>";
}

}  // namespace arxiv_test
