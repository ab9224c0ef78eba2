#include "scripted.h"

#include <chrono>
#include <fstream>
#include <thread>

#include "mood.h"
#include "script.h"

namespace e2e {

std::vector<sheaf::Field> Scripted::fields() {
  return {
      sheaf::field("file", SHEAF_T_PATH, "The script.").required().identity().example("papers.txt"),
      sheaf::field("cursors", SHEAF_T_BOOL, "Go on after the last entry of the last time.")
          .def("false"),
      sheaf::field("url", SHEAF_T_URL, "Asked first, with the token in a header."),
      sheaf::field("token", SHEAF_T_STRING, "The token.").secret(),
      sheaf::field("asked", SHEAF_T_PATH,
                   "Gets a line for each fetch: cursor, since, how many so far."),
      sheaf::field("refuse", SHEAF_T_STRING, "A reason to refuse these settings.")};
}

Scripted::Scripted(sheaf::Host host, sheaf::Config config)
    : host_(host),
      file_(config.get<std::string>("file")),
      cursors_(config.get<bool>("cursors")),
      url_(config.find<std::string>("url")),
      token_(config.find<std::string>("token")),
      asked_(config.find<std::string>("asked")) {
  if (const auto why = config.find<std::string>("refuse")) throw sheaf::Error(SHEAF_E_CONFIG, *why);
}

// Says what the server said, as a careless plugin would.
void Scripted::ask(const sheaf::Call& call) {
  if (!url_) return;
  sheaf::HttpRequest request{.url = *url_, .flags = SHEAF_H_ALLOW_ERROR | SHEAF_H_NO_RETRY};
  if (token_) request.secret_headers.emplace_back("Authorization", "Bearer " + *token_);
  const auto answer = host_.send(call, request);
  const std::string body(answer.body());
  call.warn("the server says " + body);
  if (answer.status() == 401) throw sheaf::Error(SHEAF_E_AUTH, "refused: " + body);
  if (answer.status() >= 400) throw sheaf::Error(SHEAF_E_UPSTREAM, "failed: " + body);
}

void Scripted::probe(const sheaf::Call& call) {
  ask(call);
}

void Scripted::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                     const sheaf::RecordSink& sink) {
  if (asked_) {
    const int fetches = std::stoi(host_.state(call, "fetches").value_or("0")) + 1;
    host_.put_state(call, "fetches", std::to_string(fetches));
    std::ofstream(*asked_, std::ios::app)
        << "cursor=" << sheaf::view(request.cursor) << " since=" << request.since_ms
        << " fetch=" << fetches << "\n";
  }
  ask(call);
  const auto entries = read_script(file_);
  std::size_t from = 0;
  if (cursors_ && request.cursor.len != 0)
    from = std::stoul(std::string(sheaf::view(request.cursor)));
  for (std::size_t i = from; i < entries.size(); ++i) {
    const Entry& e = entries[i];
    call.throw_if_cancelled();
    if (e.act == "sleep") {
      std::this_thread::sleep_for(std::chrono::milliseconds(std::stol(e.words)));
    } else if (e.act == "state") {
      const std::size_t blank = e.words.find(' ');
      const std::string state = e.words.substr(0, blank);
      sink.report(state == "stale"   ? SHEAF_STATE_STALE
                  : state == "empty" ? SHEAF_STATE_EMPTY_EXPECTED
                                     : SHEAF_STATE_TRUNCATED,
                  e.words.substr(blank + 1));
    } else if (e.act == "mood") {
      const std::size_t blank = std::min(e.words.find(' '), e.words.size());
      obey(e.words.substr(0, blank), e.words.substr(std::min(blank + 1, e.words.size())));
    } else if (!sink.emit(e.record)) {
      return;
    }
    if (cursors_) sink.checkpoint(std::to_string(i + 1));
  }
}

std::vector<sheaf::Field> Lookup::fields() {
  return {sheaf::field("file", SHEAF_T_PATH, "The script.").required().example("known.txt"),
          mood_field()};
}

Lookup::Lookup(sheaf::Host, sheaf::Config config)
    : file_(config.get<std::string>("file")),
      mood_(config.find<std::string>("mood").value_or("")) {}

void Lookup::enrich(const sheaf::Call&, std::span<const sheaf_record* const> works,
                    const sheaf::EnrichSink& sink) {
  obey_file(mood_);
  const auto entries = read_script(file_);
  for (std::size_t i = 0; i < works.size(); ++i) {
    for (const auto& id : sheaf::range(works[i]->identifiers, works[i]->identifier_count)) {
      const std::string key =
          std::string(sheaf::view(id.key)) + ":" + std::string(sheaf::view(id.value));
      for (const Entry& e : entries) {
        if (e.about == key) sink.emit(i, e.record);
      }
    }
  }
}

}  // namespace e2e
