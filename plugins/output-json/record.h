// A work as a JSON object.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "sheaf/plugin.h"

namespace output_json {

using Json = nlohmann::ordered_json;

Json json_of(const sheaf_record& record);

// ---- What the lines have in common

// Nothing for an empty text.
void add(Json& object, const char* name, std::string_view text);
// RFC 3339, in UTC; nothing for an unknown time.
void add_time(Json& object, const char* name, std::int64_t ms);
Json strings(const sheaf_str* first, std::size_t count);
// The word of each bit that is set, lowest bit first.
Json flag_words(std::uint32_t flags, std::span<const std::string_view> words);
// words[value], or "other" beyond them.
std::string_view word(std::uint32_t value, std::span<const std::string_view> words);

}  // namespace output_json
