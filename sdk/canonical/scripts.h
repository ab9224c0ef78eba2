// Superscripts and subscripts as Unicode. Internal to sdk/canonical.
#pragma once

#include <string>
#include <string_view>

namespace sheaf::canonical {

enum class Script { kSuper, kSub };

// `content` as superscript or subscript characters if every character of it has one (`-3` -> ⁻³),
// else `^{content}` or `_{content}`. Blanks around it are cut; blank content gives nothing. Signs
// that stand raised by themselves (™, °, *) stay as they are.
std::string script(std::string_view content, Script kind);

}  // namespace sheaf::canonical
