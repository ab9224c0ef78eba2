// Keys for comparing titles and names, and for addressing text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sheaf::canonical {

// The comparison key of a text: case folded, compatibility forms resolved (NFKC_Casefold, UAX #31),
// accents stripped, letters with strokes and ligatures spelled out (ł -> l, ø -> o, æ -> ae), every
// run of other characters one blank, none at the ends. Vowel signs that are no accents stay. Total:
// ill-formed bytes count as other characters. fold(fold(x)) == fold(x). Not for display.
std::string fold(std::string_view text);

// A 64-bit hash that is the same on every machine and in every version: MurmurHash64A (Austin
// Appleby, public domain), seed 0, bytes read in little-endian order. Not for hostile input.
std::uint64_t hash64(std::string_view bytes);

}  // namespace sheaf::canonical
