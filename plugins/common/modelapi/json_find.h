// JSON within what a model wrote.
#pragma once

#include <functional>
#include <string_view>

namespace modelapi {

// Hands `take` each outermost stretch between brackets that match, strings respected; where it says
// false (no JSON after all), what that stretch encloses. Thinking (<think>...</think>) at the
// beginning is no content, nor is what comes after thinking that does not end. What an open bracket
// without its counterpart encloses counts as outermost: of text that was cut off, whole objects
// remain.
void find_json(std::string_view content, const std::function<bool(std::string_view)>& take);

}  // namespace modelapi
