// Text of bounded size, since a mail is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace output_mail {

// At most `bytes` bytes of UTF-8; if anything was cut off, "…" stands for it, after a whole word
// where there is one near.
std::string shortened(std::string_view text, std::size_t bytes);

// How many bytes a text takes in a message, in the shorter of quoted-printable and base64.
std::size_t size_on_the_wire(std::string_view text);

}  // namespace output_mail
