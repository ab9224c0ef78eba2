// Where the bytes of a feed come from, and how they became text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace sheaf::feed {

// Pulls the next bytes of a body: fills up to `capacity` bytes of `buffer`, returns how many, 0 at
// the end. May throw (an HTTP body does): the exception reaches the caller of read_xml() or
// read_feed() unchanged, after everything that was read before it has been handed over. Called on
// the thread of that caller only.
using Read = std::function<std::size_t(char* buffer, std::size_t capacity)>;

// Reads `bytes`, which must outlive the returned function.
Read from_memory(std::string_view bytes);

// The charset parameter of a Content-Type header (`text/xml; charset="iso-8859-1"`) as written;
// empty when absent.
std::string charset_of(std::string_view content_type);

}  // namespace sheaf::feed
