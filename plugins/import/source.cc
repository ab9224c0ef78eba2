#include "source.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "files.h"
#include "sheaf/text/hash.hpp"
#include "texts.h"
#include "zotero.h"

namespace import {
namespace {

const std::string kZotero = "zotero";
constexpr std::size_t kToldProblems = 3;  // of one file
// What the host keeps for a plugin under one key at most, and what is left of it here.
constexpr std::size_t kMostIds = 4'000'000;

// Where the next run goes on: `v1`, then one word and its value in each line. The word is the hash
// of a file's path, and the value what tells that the file changed; or `zotero` and the library's
// version.
using Cursor = std::map<std::string, std::string>;

std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor out;
  if (text.empty()) return out;
  if (!text.starts_with("v1\n")) return std::nullopt;
  text.remove_prefix(3);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto blank = line.find(' ');
    if (blank == line.npos) return std::nullopt;
    out.emplace(line.substr(0, blank), line.substr(blank + 1));
  }
  return out;
}

std::string text_of(const Cursor& cursor) {
  std::string out = "v1\n";
  for (const auto& [word, value] : cursor) out += word + " " + value + "\n";
  return out;
}

std::string name_of(const std::string& path) {
  return is_stdin(path) ? "standard input" : std::filesystem::path(path).filename().string();
}

class Run {
 public:
  Run(const Options& options, const sheaf::Host& host, const sheaf::Call& call,
      const sheaf_fetch_request& request, const sheaf::RecordSink& sink, Cursor cursor)
      : options_(options),
        host_(host),
        call_(call),
        request_(request),
        sink_(sink),
        before_(std::move(cursor)) {}

  void go() {
    for (const std::string& path : options_.files) {
      if (stopped_) break;
      attempt(path, [&] { read(path); });
    }
    remove_lost();
    if (!options_.zotero.library.empty() && !stopped_) {
      attempt(kZotero, [&] { read_library(); });
    }
    tell();
  }

 private:
  using Ids = std::set<std::string, std::less<>>;

  // One that fails leaves the others.
  template <class F>
  void attempt(const std::string& what, const F& read) {
    try {
      read();
      ++readable_;
    } catch (const sheaf::Error& e) {
      if (e.code() == SHEAF_E_CANCELLED) throw;
      failed(what, e);
    } catch (const sheaf::Reported& e) {  // the host has said why, to the log
      if (e.code == SHEAF_E_CANCELLED) throw;
      failed(what, sheaf::Error(e.code, "Zotero cannot be reached"));
    }
  }
  void failed(const std::string& what, const sheaf::Error& e) {
    const std::string file = what == kZotero ? "" : name_of(what) + ": ";
    const bool said = std::string_view(e.what()).starts_with(what);
    note(e.code() == SHEAF_E_UPSTREAM ? SHEAF_STATE_FORMAT_CHANGED : SHEAF_STATE_FAILED,
         (said ? "" : file) + e.what() + ".");
    if (!first_failure_) first_failure_ = e;
    // what is known of it stays known
    const auto known = before_.find(what == kZotero ? what : sheaf::text::fnv1a_hex(what));
    if (known != before_.end()) after_.insert(*known);
    if (what != kZotero) keep_ids(ids_of(what));
  }

  std::string ids_key(const std::string& path) const {
    return "ids " + sheaf::text::fnv1a_hex(path);
  }
  Ids ids_of(const std::string& path) const {
    Ids out;
    const std::string text = host_.state(call_, ids_key(path)).value_or("");
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      out.emplace(text.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }
  void keep_ids(const Ids& ids) { present_.insert(ids.begin(), ids.end()); }

  void read(const std::string& path) {
    const std::string mark = mark_of(path), word = sheaf::text::fnv1a_hex(path);
    const auto known = before_.find(word);
    if (!mark.empty() && known != before_.end() && known->second == mark) {
      after_.insert(*known);
      keep_ids(ids_of(path));
      return;
    }
    std::vector<std::size_t> mended;
    const Parsed parsed = parse(read_file(path, mended), options_.format);
    tell_problems(path, parsed);
    std::vector<Problem> remarks;
    for (const std::size_t line : mended)
      remarks.push_back({line, "what is no UTF-8 is read as Windows-1252"});
    remarks.insert(remarks.end(), parsed.remarks.begin(), parsed.remarks.end());
    tell_remarks(path, remarks);
    Ids ids;
    std::string said;
    for (const Entry& entry : parsed.entries) {
      if (!emit(entry.record)) return;
      if (ids.insert(entry.record.id).second) said += entry.record.id + "\n";
    }
    // Without a cursor the host knows nothing of this source, so nothing can be lost to it.
    if (!before_.empty()) {
      for (const std::string& id : ids_of(path)) {
        if (!ids.contains(id)) lost_.insert(id);
      }
    }
    keep_ids(ids);
    if (said.size() <= kMostIds) {
      host_.put_state(call_, ids_key(path), said);
    } else {
      call_.warn(name_of(path) + ": too many entries to see which of them will be removed");
    }
    if (!mark.empty()) after_[word] = mark;
    empty_ += parsed.entries.empty() ? 1 : 0;
  }

  // The first few, by file and line.
  std::string words_of(const std::string& path, const std::vector<Problem>& problems) const {
    std::string words;
    for (std::size_t i = 0; i < std::min(problems.size(), kToldProblems); ++i) {
      const Problem& p = problems[i];
      words += name_of(path) + (p.line == 0 ? "" : ":" + std::to_string(p.line)) + ": " +
               p.sentence + ". ";
    }
    return words;
  }
  void tell_problems(const std::string& path, const Parsed& parsed) {
    const std::size_t all = parsed.problems.size();
    if (all == 0) return;
    note(SHEAF_STATE_TRUNCATED, words_of(path, parsed.problems) + std::to_string(all) +
                                    (all == 1 ? " entry is" : " entries are") + " left out, " +
                                    std::to_string(parsed.entries.size()) + " read.");
  }
  // To the log, too: of a reader's library the host reports no more than what it lacks.
  void tell_remarks(const std::string& path, const std::vector<Problem>& remarks) {
    const std::size_t all = remarks.size();
    if (all == 0) return;
    const std::string words =
        words_of(path, remarks) + std::to_string(all) + (all == 1 ? " remark." : " remarks.");
    note(SHEAF_STATE_OK, words);
    call_.warn(words);
  }

  void remove_lost() {
    for (const std::string& id : lost_) {
      if (!stopped_ && !present_.contains(id)) remove(id);
    }
  }

  void read_library() {
    const auto known = before_.find(kZotero);
    const std::int64_t since = known == before_.end() ? 0 : std::atoll(known->second.c_str());
    std::size_t untitled = 0;
    const std::int64_t version =
        read_zotero(options_.zotero, host_, call_, since, [&](const ZoteroPage& page) {
          untitled += page.parsed.problems.size();
          for (const Entry& entry : page.parsed.entries) {
            if (!emit(entry.record)) return false;
          }
          for (const std::string& id : page.removed) {
            if (since > 0) remove(id);
          }
          return !stopped_;
        });
    if (untitled != 0)
      call_.warn(options_.zotero.library + ": " + std::to_string(untitled) +
                 " items have no title");
    after_[kZotero] = std::to_string(version);
  }

  bool emit(const sheaf::Record& record) {
    ++emitted_;
    stopped_ =
        !sink_.emit(record) || (request_.max_records != 0 && emitted_ >= request_.max_records);
    return !stopped_;
  }
  void remove(const std::string& id) {
    sheaf::Record gone;
    gone.id = id;
    gone.flags = SHEAF_R_REMOVED;
    stopped_ = stopped_ || !sink_.emit(gone);
  }

  void note(sheaf_source_state state, const std::string& words) {
    worst_ = std::max(worst_, state);
    words_ += (words_.empty() ? "" : " ") + words;
  }

  void tell() {
    // Stopped half-way the old cursor holds: what was not emitted is not lost.
    if (!stopped_) sink_.checkpoint(text_of(after_));
    if (readable_ == 0 && first_failure_) {
      throw sheaf::Error(first_failure_->code(), words_, first_failure_->retry_after_ms());
    }
    if (worst_ == SHEAF_STATE_OK && emitted_ == 0) {
      const bool unchanged = empty_ == 0;
      return sink_.report(SHEAF_STATE_EMPTY_EXPECTED,
                          unchanged ? "Nothing changed." : "There are no entries.");
    }
    sink_.report(worst_, words_);
  }

  const Options& options_;
  const sheaf::Host& host_;
  const sheaf::Call& call_;
  const sheaf_fetch_request& request_;
  const sheaf::RecordSink& sink_;
  const Cursor before_;
  Cursor after_;
  Ids present_, lost_;  // ids in the files as they are now; ids that one of them had
  std::size_t readable_ = 0, empty_ = 0;
  std::uint64_t emitted_ = 0;
  bool stopped_ = false;
  sheaf_source_state worst_ = SHEAF_STATE_OK;
  std::string words_;
  std::optional<sheaf::Error> first_failure_;
};

}  // namespace

void ImportSource::fetch(const sheaf::Call& call, const sheaf_fetch_request& request,
                         const sheaf::RecordSink& sink) {
  auto cursor = parse_cursor(sheaf::view(request.cursor));
  if (!cursor) throw sheaf::unreadable_cursor(call);
  Run(options_, host_, call, request, sink, *std::move(cursor)).go();
}

void ImportSource::probe(const sheaf::Call& call) {
  for (const std::string& path : options_.files) mark_of(path);
  if (options_.zotero.library.empty()) return;
  // Only what changed after any version there will be: no items, but the right to read them.
  read_zotero(options_.zotero, host_, call, 1'000'000'000, [](const ZoteroPage&) { return false; });
}

}  // namespace import
