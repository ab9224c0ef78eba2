// People, as all formats have them.
#pragma once

#include <string>
#include <string_view>

#include "sheaf/plugin.hpp"

namespace import {

// One name in whatever order; its name is empty if there is none.
sheaf::Person person(std::string_view name, sheaf_markup markup);

// A name in its parts. A suffix behind one of them (`Martin, Jr.`, as Zotero keeps it) is taken off
// it.
sheaf::Person person(std::string_view given, std::string_view family, std::string_view suffix,
                     sheaf_markup markup);

}  // namespace import
