// What the answers of all paths of the API have in common. Heavy (simdjson): for .cc files.
#pragma once

#include <functional>
#include <string_view>

#include "modelapi/reply.h"
#include "sheaf/feed/json.hpp"

namespace modelapi {

// Status, error, model and usage of any answer; the rest is for `read`, which is called unless the
// answer is an error, and may call it one (type "unreadable"). Otherwise as read_reply(), which is
// made of it.
Reply read_answer(int http_status, std::string_view body,
                  const std::function<void(sheaf::feed::Json root, Reply& out)>& read);

}  // namespace modelapi
