#include "cli/args.h"

#include <fmt/format.h>

#include <boost/program_options.hpp>
#include <sstream>

namespace host::cli {

namespace po = boost::program_options;

namespace {

constexpr const char* kWords = " words";  // a blank: no command line can name it

po::options_description describe(const Command& command) {
  po::options_description out("Options");
  for (const Option& o : command.options) {
    if (o.value != nullptr) {
      out.add_options()(o.name, po::value<std::vector<std::string>>()->value_name(o.value), o.help);
    } else {
      out.add_options()(o.name, o.help);
    }
  }
  out.add_options()("help,h", "print this");
  return out;
}

}  // namespace

std::optional<std::string> Args::get(const std::string& name) const {
  const auto it = options.find(name);
  if (it == options.end()) return std::nullopt;
  return it->second.back();
}

std::vector<std::string> Args::all(const std::string& name) const {
  const auto it = options.find(name);
  return it != options.end() ? it->second : std::vector<std::string>();
}

Parsed parse(const Command& command, const std::vector<std::string>& words) {
  Parsed out;
  try {
    const po::options_description visible = describe(command);
    po::options_description all;
    all.add(visible);
    all.add_options()(kWords, po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add(kWords, -1);
    // no guessing of abbreviated options: a script must not change its meaning with an upgrade
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    const auto parsed =
        po::command_line_parser(words).options(all).positional(positional).style(style).run();
    for (const auto& o : parsed.options) {
      if (o.string_key == kWords) {
        out.args.words.insert(out.args.words.end(), o.value.begin(), o.value.end());
      } else {
        auto& values = out.args.options[o.string_key];
        values.push_back(o.value.empty() ? std::string() : o.value.front());
      }
    }
  } catch (const std::exception& e) {
    out.error = e.what();
    return out;
  }
  if (out.args.has("help")) return out;
  if (out.args.words.size() < command.min_words) {
    out.error = fmt::format("`sheaf {}` needs {}", command.name, command.arguments);
  } else if (out.args.words.size() > command.max_words) {
    out.error = fmt::format("`{}` is one argument too many", out.args.words[command.max_words]);
  }
  return out;
}

std::string help(const Command& command) {
  std::ostringstream options;
  options << describe(command);
  return fmt::format("Usage: sheaf {} {}\n\n{}\n\n{}", command.name, command.arguments,
                     command.summary, options.str());
}

}  // namespace host::cli
