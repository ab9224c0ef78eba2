// sheaf test: the `tests:` beside a pipeline, from cassettes, offline, with a frozen clock.
#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/temporary_folder.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/session.h"
#include "run/run.h"

namespace host::cli {
namespace {

namespace fs = std::filesystem;

// What a test saw.
struct Seen {
  int exit = 0;
  std::vector<std::string> works;  // of the profile, by rank
  std::vector<report::SourceReport> sources;
};

Result<Seen> run_test(Session& session, config::Pipeline pipeline,
                      const std::vector<std::string>& secrets, const config::Test& test) {
  const TemporaryFolder scratch;  // for the rates of one test
  if (scratch.path().empty()) return fail(SHEAF_E_TRANSIENT, "cannot make a temporary folder");
  // Nothing of the user's is touched: an own store, and no delivery.
  TRY_ASSIGN(const auto url, store::StoreUrl::parse(pipeline.store));
  store::OpenOptions empty;
  empty.lasting = store::Lasting::none;
  TRY_ASSIGN(const auto store, store::open(url, empty));
  pipeline.http.cache.clear();
  pipeline.outputs.clear();
  VirtualClock clock(test.at_ms);
  run::RunOptions options;
  options.clock = &clock;
  options.secrets = secrets;
  options.cassettes = test.cassettes;
  options.state_dir = scratch.path() / "state";
  options.store = store.get();
  auto result = run::run(pipeline, session.registry(), options);
  if (plugin::thread_lost()) {
    std::printf("FAIL %s: %s: a plugin did not return\n", pipeline.file.c_str(), test.name.c_str());
    leave(kUsage);
  }
  if (!result) return tl::unexpected(result.error());
  Seen seen;
  seen.exit = static_cast<int>(result->exit);
  seen.sources = result->facts.sources;
  TRY_ASSIGN(const auto items, store->read([&](store::Session& s) {
    return s.digests().items(result->facts.id, test.profile);
  }));
  for (const store::Item& stored : items) {
    TRY_ASSIGN(const auto item, report::decode_item(stored.blob));
    seen.works.push_back(item.work.id);
  }
  return seen;
}

std::vector<std::string> differences(const config::Expectation& want, const Seen& got) {
  std::vector<std::string> out;
  const auto has = [&](const std::string& id) {
    return std::find(got.works.begin(), got.works.end(), id) != got.works.end();
  };
  if (got.exit != want.exit) {
    out.push_back(fmt::format("exit: expected {}, got {}", want.exit, got.exit));
  }
  if (want.delivered && *want.delivered != got.works.size()) {
    out.push_back(fmt::format("delivered: expected {}, got {}", *want.delivered, got.works.size()));
  }
  if (!want.first.empty() && (got.works.empty() || got.works.front() != want.first)) {
    out.push_back(fmt::format("first: expected {}, got {}", want.first,
                              got.works.empty() ? "nothing" : got.works.front()));
  }
  for (const std::string& id : want.contains) {
    if (!has(id)) out.push_back(fmt::format("contains: {} is not in the digest", id));
  }
  for (const std::string& id : want.lacks) {
    if (has(id)) out.push_back(fmt::format("lacks: {} is in the digest", id));
  }
  for (const report::SourceReport& s : got.sources) {
    const auto it = want.states.find(s.id);
    const sheaf_source_state expected = it != want.states.end() ? it->second : s.state;
    if (expected != s.state) {
      out.push_back(fmt::format("states.{}: expected {}, got {} ({})", s.id,
                                report::state_name(expected), report::state_name(s.state),
                                s.detail));
    }
  }
  return out;
}

// Replaces the value after `key:` between two offsets of the file; false if the key is not there.
bool replace_value(std::string& text, std::size_t from, std::size_t to, const std::string& key,
                   const std::string& value) {
  const std::size_t at = text.find(key + ":", from);
  if (at == std::string::npos || at >= to) return false;
  std::size_t begin = at + key.size() + 1;
  while (begin < text.size() && text[begin] == ' ') ++begin;
  std::size_t end = begin;
  if (begin < text.size() && text[begin] == '"') {
    end = text.find('"', begin + 1);
    if (end == std::string::npos) return false;
    ++end;
  } else {
    while (end < text.size() && text.find_first_of(",}\n ", end) != end) ++end;
  }
  text.replace(begin, end - begin, value);
  return true;
}

std::size_t offset_of(const std::string& text, const config::Position& at) {
  std::size_t offset = 0;
  for (int line = 1; line < at.line && offset != std::string::npos; ++line) {
    offset = text.find('\n', offset);
    if (offset != std::string::npos) ++offset;
  }
  return offset == std::string::npos
             ? text.size()
             : offset + static_cast<std::size_t>(std::max(at.column - 1, 0));
}

// Writes what was seen into the file's `expect:`; only keys that are there already.
void update_file(const std::string& file, const config::Pipeline& p, std::size_t index,
                 const Seen& got) {
  std::ifstream in(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const std::size_t from = offset_of(text, p.tests[index].expect.at);
  std::size_t to = text.size();
  if (index + 1 < p.tests.size()) to = offset_of(text, p.tests[index + 1].expect.at);
  replace_value(text, from, to, "delivered", std::to_string(got.works.size()));
  if (!got.works.empty()) replace_value(text, from, to, "first", "\"" + got.works.front() + "\"");
  replace_value(text, from, to, "exit", std::to_string(got.exit));
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

// Pipelines: the files named, and of folders those that have `tests:`.
std::vector<std::string> pipeline_files(const std::vector<std::string>& words, std::string& wrong) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    std::error_code ec;
    if (!fs::is_directory(word, ec)) {
      out.push_back(word);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(word, ec)) {
      const auto extension = entry.path().extension();
      if (extension != ".yaml" && extension != ".yml") continue;
      std::ifstream in(entry.path());
      const std::string text((std::istreambuf_iterator<char>(in)),
                             std::istreambuf_iterator<char>());
      if (text.starts_with("tests:") || text.find("\ntests:") != std::string::npos) {
        found.push_back(entry.path().string());
      }
    }
    if (found.empty()) wrong = fmt::format("no pipeline with `tests:` in {}", word);
    std::sort(found.begin(), found.end());
    out.insert(out.end(), found.begin(), found.end());
  }
  return out;
}

int test(const Args& args) {
  Session session;
  std::string wrong;
  const auto files = pipeline_files(args.words, wrong);
  if (!wrong.empty()) {
    complain(wrong);
    return kUsage;
  }
  int passed = 0;
  int failed = 0;
  for (const std::string& file : files) {
    auto loaded = session.load(file, args.all("set"), false);
    if (!loaded) {
      std::printf("FAIL %s: the pipeline has errors\n", file.c_str());
      ++failed;
      continue;
    }
    const config::Pipeline& p = *loaded->pipeline;
    if (p.tests.empty()) {
      std::printf("FAIL %s: it has no `tests:`\n", file.c_str());
      ++failed;
    }
    for (std::size_t i = 0; i < p.tests.size(); ++i) {
      auto seen = run_test(session, p, loaded->secrets, p.tests[i]);
      std::vector<std::string> wrongs;
      if (!seen) {
        wrongs.push_back(seen.error().message);
      } else {
        wrongs = differences(p.tests[i].expect, *seen);
        if (!wrongs.empty() && args.has("update")) {
          update_file(file, p, i, *seen);
          std::printf("updated %s: %s\n", file.c_str(), p.tests[i].name.c_str());
          // keys that are not there are not written, so the rest may still differ
          const auto again = session.load(file, args.all("set"), false);
          if (again) wrongs = differences(again->pipeline->tests[i].expect, *seen);
        }
      }
      std::printf("%s %s: %s\n", wrongs.empty() ? "ok  " : "FAIL", file.c_str(),
                  p.tests[i].name.c_str());
      for (const std::string& w : wrongs) std::printf("     %s\n", w.c_str());
      ++(wrongs.empty() ? passed : failed);
    }
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? kOk : kUsage;
}

}  // namespace

const Command kTest = {
    "test",
    "PIPELINE|FOLDER...",
    "Run the `tests:` of pipelines: from cassettes, offline, with a frozen clock.",
    {kSetOption, {"update", nullptr, "write what came out into the file's `expect:`"}},
    1,
    SIZE_MAX,
    &test};

}  // namespace host::cli
