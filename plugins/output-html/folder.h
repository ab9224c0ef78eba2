// The folder of a site, and how a new state of it gets there: made aside, then moved over file by
// file (docs/design/site.md, "Writing").
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace output_html {

// The run of each reader's oldest digest, by the reader's folder.
using Oldest = std::map<std::string, std::string>;

class Folder {
 public:
  // Touches nothing. Throws sheaf::Error(SHEAF_E_CONFIG) if `path` is no folder, has files but no
  // `.sheaf-site`, or is the site of another pipeline.
  Folder(std::string path, std::string pipeline);
  // Removes what was not published.
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // What publish() was last told; empty for a new site and for one whose move was not finished.
  const std::string& made_with() const { return made_with_; }
  const Oldest& oldest() const { return oldest_; }
  bool has(const std::string& name) const;

  // `name` is relative ("p/ada/archive.html"), of letters, digits and ".-_/", without "..".
  // The site will have the file with these bytes. Throws sheaf::Error.
  void put(const std::string& name, std::string_view bytes);
  // A file whose name holds the hash of its content: nothing is read if it is there.
  void put_hashed(const std::string& name, std::string_view bytes);
  // The site keeps the file as it is.
  void keep(const std::string& name) { wanted_.insert(name); }

  // Moves all over, those with a hash first, index.html last, and removes from assets/, data/ and
  // p/ what was neither put nor kept. Throws sheaf::Error; then the next delivery starts anew.
  void publish(const std::string& made_with, const Oldest& oldest);

 private:
  std::string at(const std::string& name) const { return path_ + "/" + name; }
  void stage(const std::string& name, std::string_view bytes);
  void make_staging();
  void mark(const std::string& state, const Oldest& oldest = {});
  void remove_leftovers();
  void discard() noexcept;

  std::string path_, pipeline_, made_with_;
  Oldest oldest_;
  bool existed_ = false, staging_ = false;
  std::vector<std::string> made_;  // folders on the way to the site that were not there
  std::set<std::string> wanted_;
  std::vector<std::string> staged_;  // by their number in the staging folder
};

}  // namespace output_html
