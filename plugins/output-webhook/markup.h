// Lines of a digest in the markup of a chat service.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "digest/line.h"
#include "preset.h"

namespace output_webhook {

// Text from outside stands as it is: no markup, mention or link of its own.
std::string escaped(std::string_view text, Markup markup);

// `most`: bytes that one span may have, cut at a character, with an ellipsis.
std::string written(const digest::Line& line, Markup markup, std::size_t most);

// An http address with what ends or breaks a link percent-encoded; empty for any other address.
std::string link_address(std::string_view url);

// At most so many bytes, cut at a character, with an ellipsis.
std::string clipped(std::string_view text, std::size_t most);

// How long the text is as a JSON string, without its quotes.
std::size_t json_size(std::string_view text);

}  // namespace output_webhook
