#include "files.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "bibtex.h"
#include "charset.h"
#include "json_formats.h"
#include "ris.h"
#include "texts.h"

namespace import {
namespace {

constexpr std::size_t kLargest = 512U << 20;

std::string read_all(std::istream& in, const std::string& path) {
  std::string out;
  char buffer[64 << 10];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    out.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (out.size() > kLargest) throw sheaf::Error(SHEAF_E_CONFIG, path + ": more than 512 MiB");
  }
  if (in.bad()) throw sheaf::Error(SHEAF_E_TRANSIENT, path + ": cannot be read to its end");
  return out;
}

}  // namespace

std::string mark_of(const std::string& path) {
  if (is_stdin(path)) return {};
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    throw sheaf::Error(
        absent ? SHEAF_E_NOT_FOUND : SHEAF_E_CONFIG,
        path + (absent ? ": there is no such file" : std::string(": ") + std::strerror(errno)));
  }
  if (!S_ISREG(found.st_mode)) throw sheaf::Error(SHEAF_E_CONFIG, path + ": this is no file");
  return std::to_string(found.st_size) + "." + std::to_string(found.st_mtim.tv_sec) + "." +
         std::to_string(found.st_mtim.tv_nsec);
}

std::string read_file(const std::string& path, std::vector<std::size_t>& mended) {
  if (is_stdin(path)) return to_utf8(read_all(std::cin, "standard input"), &mended);
  std::ifstream in(path, std::ios::binary);
  if (!in) throw sheaf::Error(SHEAF_E_CONFIG, path + ": may not be read");
  return to_utf8(read_all(in, path), &mended);
}

Format format_of(std::string_view text) {
  const auto begin = trimmed(text.substr(0, 64 << 10));
  if (begin.starts_with('[')) return Format::kCsl;
  if (begin.starts_with('{')) {
    // one object over several lines, or one object a line
    const auto line = trimmed(begin.substr(0, begin.find('\n')));
    const auto next =
        begin.size() == line.size() ? std::string_view() : trimmed(begin.substr(line.size()));
    const bool whole = line.ends_with('}') && (next.empty() || next.starts_with('{'));
    return whole && line.find("\"items\"") == line.npos ? Format::kJsonl : Format::kCsl;
  }
  const auto ris = text.find("TY  -"), bibtex = text.find('@');
  if (ris < bibtex) return Format::kRis;
  if (bibtex != text.npos) return Format::kBibtex;
  if (begin.starts_with("TY ")) return Format::kRis;
  throw sheaf::Error(SHEAF_E_UPSTREAM,
                     "this is neither BibTeX nor RIS, CSL-JSON or JSON Lines; give `format`");
}

Parsed parse(std::string_view text, Format format) {
  switch (format == Format::kAuto ? format_of(text) : format) {
    case Format::kRis:
      return parse_ris(text);
    case Format::kCsl:
      return parse_csl(text);
    case Format::kJsonl:
      return parse_jsonl(text);
    case Format::kBibtex:
    case Format::kAuto:
      break;
  }
  return parse_bibtex(text);
}

}  // namespace import
