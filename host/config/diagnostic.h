// What is wrong in a configuration, and where: every problem of a file is reported at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace host::config {

// A file, or a command-line argument, that wrote a part of the configuration.
struct Origin {
  std::string name;       // as shown: "pipelines/ml.yaml", "--set fresh"
  std::string directory;  // absolute; relative paths written there resolve against it
  bool has_lines = true;  // false: an argument, shown without line and column
};
using OriginPtr = std::shared_ptr<const Origin>;

// Lines and columns count from 1, columns in bytes; line 0 is the file as a whole.
struct Position {
  OriginPtr origin;
  int line = 0;
  int column = 0;
};

// "file:line:column", "file" or "--set argument".
std::string to_string(const Position& at);

enum class Severity { kWarning, kError };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;  // stable, for machines: "unknown-key", "secret-literal", ...
  Position at;
  std::string path;     // "sources[0].with.categories"; empty: the file
  std::string message;  // what was expected, and the nearest valid name; holds no secret
};

// "file:line:column: error: path: message [code]"
std::string to_string(const Diagnostic& d);

class Diagnostics {
 public:
  void error(std::string_view code, const Position& at, std::string path, std::string message);
  void warning(std::string_view code, const Position& at, std::string path, std::string message);
  bool failed() const { return errors_ != 0; }
  std::size_t errors() const { return errors_; }
  const std::vector<Diagnostic>& list() const { return list_; }
  // In file order: by the file's first mention, then line and column.
  std::vector<Diagnostic> take_sorted();

 private:
  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
};

}  // namespace host::config
