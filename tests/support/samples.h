// Recorded pages of publishers and models, which are not part of the repository. Tests that need
// them have `Sample` in their names and fail without: `./dev test samples` runs them, nothing else
// does.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

// A file or folder below SHEAF_SAMPLES. Throws when it is not there, which fails the test.
inline std::filesystem::path sample(const std::string& name) {
  const char* root = std::getenv("SHEAF_SAMPLES");
  if (root == nullptr) throw std::runtime_error("SHEAF_SAMPLES names no folder of samples");
  const std::filesystem::path path = std::filesystem::path(root) / name;
  if (!std::filesystem::exists(path)) throw std::runtime_error("no sample " + path.string());
  return path;
}

// The files of a folder with that extension, sorted, without those whose names start with `_`;
// throws when there is none.
inline std::vector<std::filesystem::path> samples(const std::string& folder,
                                                  const std::string& extension) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(sample(folder))) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() == extension && name.front() != '_') out.push_back(entry.path());
  }
  if (out.empty()) throw std::runtime_error("no " + extension + " among the samples " + folder);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace test
