// Command lines: one table of options per command; Boost.Program_options behind a plain header,
// since it takes seconds to compile.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace host::cli {

struct Option {
  const char* name;   // "since", or "pipeline,p" with a short form
  const char* value;  // "DURATION"; nullptr: a flag
  const char* help;
};

struct Args {
  std::map<std::string, std::vector<std::string>> options;  // a flag has one empty value
  std::vector<std::string> words;                           // what is no option
  bool has(const std::string& name) const { return options.count(name) != 0; }
  // The last value given, or nothing.
  std::optional<std::string> get(const std::string& name) const;
  std::vector<std::string> all(const std::string& name) const;
};

struct Command {
  const char* name;
  const char* arguments;  // "PIPELINE [OPTIONS]"
  const char* summary;
  std::vector<Option> options;
  std::size_t min_words = 0, max_words = 0;
  int (*run)(const Args& args);
};

// What is wrong, or the arguments.
struct Parsed {
  Args args;
  std::string error;  // empty: all is well
};
Parsed parse(const Command& command, const std::vector<std::string>& words);

// "Usage: sheaf run ..." with all options.
std::string help(const Command& command);

}  // namespace host::cli
