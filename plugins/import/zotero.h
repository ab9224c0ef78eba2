// A library of Zotero through its Web API, version 3
// (https://www.zotero.org/support/dev/web_api/v3/basics, .../syncing).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "options.h"
#include "parsed.h"
#include "sheaf/plugin.hpp"

namespace import {

struct ZoteroPage {
  Parsed parsed;                     // record ids are "users/123/KEY"
  std::vector<std::string> removed;  // the same ids, of what is in the trash
  std::size_t items = 0;             // all that the page holds
};
// A page of items in format=json. Attachments, notes and annotations are left out. Throws
// sheaf::feed::FormatError when it is something else.
ZoteroPage read_zotero_page(std::string_view body, const std::string& library);
// An answer of /deleted: ids of items. Throws as read_zotero_page().
std::vector<std::string> read_zotero_deleted(std::string_view body, const std::string& library);

// Everything that changed since library version `since` (0: everything). False from a callback: the
// host has enough. Returns the version that the library had when the reading began. Throws
// sheaf::Error.
std::int64_t read_zotero(const Zotero& options, const sheaf::Host& host, const sheaf::Call& call,
                         std::int64_t since, const std::function<bool(const ZoteroPage&)>& on_page);

}  // namespace import
