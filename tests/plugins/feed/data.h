#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace feed_test {

// Throws when there is no such file.
inline std::string file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("no " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

// tests/data/feed/plugin/NAME
inline std::string data(const std::string& name) {
  return file(SHEAF_TEST_DATA "/feed/plugin/" + name);
}

}  // namespace feed_test
