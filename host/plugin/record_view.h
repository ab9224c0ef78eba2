// The host's records as the plugin ABI sees them: borrowed views, valid while the originals stay.
#pragma once

#include "base/record.h"
#include "sheaf/cpp/record.hpp"

namespace host::plugin {

using sheaf::RecordView;
using sheaf::str;
using sheaf::view;

}  // namespace host::plugin
