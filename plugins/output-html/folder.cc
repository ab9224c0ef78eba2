#include "folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <tuple>

#include "sheaf/files/write.hpp"
#include "sheaf/plugin.hpp"

namespace output_html {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = ".sheaf-site";
constexpr const char* kStaging = ".sheaf-staging";
constexpr const char* kFirstLine = "A site made by sheaf; it may be deleted and made again.";
constexpr std::string_view kUnfinished = "unfinished";

[[noreturn]] void fail(const std::string& what, const std::string& path, std::error_code error) {
  throw sheaf::Error(sheaf::files::status_of(error.value()),
                     "cannot " + what + " " + path + ": " + error.message());
}

std::error_code last_error() {
  return {errno, std::generic_category()};
}

// Empty for a file that cannot be read, too.
std::string content_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(out).str();
}

void write_synced(const std::string& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) fail("write", path, last_error());
  std::error_code error;
  while (!bytes.empty() && !error) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      error = last_error();
    }
  }
  if (!error && ::fsync(fd) != 0) error = last_error();
  if (::close(fd) != 0 && !error) error = last_error();
  if (error) fail("write", path, error);
}

// Some file systems cannot sync a folder; the files are in place all the same.
void sync_folder(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

// Data and assets that pages need are there before the pages, and the way in is the last.
int turn_of(const std::string& name) {
  if (name.starts_with("data/")) return 0;
  if (name.starts_with("assets/")) return 1;
  if (name == "index.html") return 4;
  return name.starts_with("p/") ? 2 : 3;
}

}  // namespace

Folder::Folder(std::string path, std::string pipeline)
    : path_(std::move(path)), pipeline_(std::move(pipeline)) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  std::replace(pipeline_.begin(), pipeline_.end(), '\n', ' ');
  std::error_code error;
  const fs::file_status status = fs::status(path_, error);
  if (!fs::exists(status)) return;
  existed_ = true;
  const auto refuse = [&](const std::string& why) {
    throw sheaf::Error(SHEAF_E_CONFIG, "path: " + path_ + " " + why);
  };
  if (!fs::is_directory(status)) refuse("is not a folder");
  std::istringstream marker(content_of(at(kMarker)));
  std::string first, of, made_with;
  std::getline(marker, first);
  std::getline(marker, of);
  std::getline(marker, made_with);
  if (first != kFirstLine) {
    for (fs::directory_iterator entry(path_, error), end; entry != end; entry.increment(error)) {
      if (entry->path().filename() == kStaging) continue;
      refuse("has files that are not of a site made by sheaf; choose an empty or new folder");
    }
    if (error) fail("read", path_, error);
  } else if (of != pipeline_) {
    refuse("is the site of the pipeline " + of + "; choose another folder, or delete that one");
  }
  if (made_with != kUnfinished) made_with_ = made_with;
  for (std::string folder, run; marker >> folder && std::getline(marker >> std::ws, run);) {
    oldest_[folder] = run;
  }
}

Folder::~Folder() {
  discard();
}

bool Folder::has(const std::string& name) const {
  std::error_code error;
  return fs::is_regular_file(at(name), error);
}

void Folder::put(const std::string& name, std::string_view bytes) {
  wanted_.insert(name);
  std::error_code error;
  if (fs::file_size(at(name), error) == bytes.size() && !error && content_of(at(name)) == bytes) {
    return;
  }
  stage(name, bytes);
}

void Folder::put_hashed(const std::string& name, std::string_view bytes) {
  wanted_.insert(name);
  std::error_code error;
  if (fs::file_size(at(name), error) == bytes.size() && !error) return;
  stage(name, bytes);
}

void Folder::make_staging() {
  std::error_code error;
  if (!existed_) {
    fs::path missing = fs::path(path_);
    for (; !missing.empty() && !fs::exists(missing, error); missing = missing.parent_path()) {
      made_.push_back(missing.string());
    }
    fs::create_directories(path_, error);
    if (error) fail("make folder", path_, error);
  }
  const std::string staging = at(kStaging);
  fs::remove_all(staging, error);
  if (!error) fs::create_directory(staging, error);
  if (error) fail("make folder", staging, error);
  staging_ = true;
}

void Folder::stage(const std::string& name, std::string_view bytes) {
  if (!staging_) make_staging();
  write_synced(at(kStaging) + "/" + std::to_string(staged_.size()), bytes);
  staged_.push_back(name);
}

void Folder::mark(const std::string& state, const Oldest& oldest) {
  std::string readers;
  for (const auto& [folder, run] : oldest) readers += folder + " " + run + "\n";
  sheaf::files::write_atomically(
      at(kMarker), std::string(kFirstLine) + "\n" + pipeline_ + "\n" + state + "\n" + readers,
      "site");
}

void Folder::publish(const std::string& made_with, const Oldest& oldest) {
  if (!staging_) make_staging();
  mark(std::string(kUnfinished));
  made_.clear();  // from here on the next delivery goes on with what is there
  existed_ = true;
  std::vector<std::size_t> order(staged_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(turn_of(staged_[a]), staged_[a]) <
           std::tuple(turn_of(staged_[b]), staged_[b]);
  });
  std::set<std::string> folders{path_};
  for (const std::size_t i : order) {
    const std::string target = at(staged_[i]);
    const fs::path folder = fs::path(target).parent_path();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("make folder", folder.string(), error);
    if (fs::is_directory(fs::symlink_status(target, error))) fs::remove_all(target, error);
    if (::rename((at(kStaging) + "/" + std::to_string(i)).c_str(), target.c_str()) != 0) {
      fail("write", target, last_error());
    }
    for (fs::path f = folder; f.string().size() > path_.size(); f = f.parent_path()) {
      folders.insert(f.string());
    }
  }
  remove_leftovers();
  for (const std::string& f : folders) sync_folder(f);
  mark(made_with, oldest);
  discard();
}

void Folder::remove_leftovers() {
  for (const char* top : {"assets", "data", "p"}) {
    std::error_code error;
    std::vector<fs::path> files, folders;
    for (fs::recursive_directory_iterator entry(at(top), error), end; !error && entry != end;
         entry.increment(error)) {
      const bool folder = entry->is_directory(error) && !entry->is_symlink(error);
      const std::string name = entry->path().string().substr(path_.size() + 1);
      if (folder) {
        folders.push_back(entry->path());
      } else if (wanted_.count(name) == 0) {
        files.push_back(entry->path());
      }
    }
    for (const fs::path& f : files) fs::remove(f, error);
    std::reverse(folders.begin(), folders.end());
    for (const fs::path& f : folders) fs::remove(f, error);  // only where it is empty
  }
}

void Folder::discard() noexcept {
  std::error_code error;
  if (staging_) fs::remove_all(at(kStaging), error);
  staging_ = false;
  staged_.clear();
  for (const std::string& f : made_) fs::remove(f, error);  // the deepest first, only empty ones
  made_.clear();
}

}  // namespace output_html
