// Recorded exchanges on arbitrary bytes: nothing but std::runtime_error, and what was read is
// written so that it reads the same.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "sheaf/cassette.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sheaf::cassette;
  Exchange read;
  try {
    read = parse({reinterpret_cast<const char*>(data), size});
  } catch (const std::runtime_error&) {
    return 0;
  }
  const Exchange again = parse(to_json(read));
  if (again.body != read.body || again.status != read.status || again.url != read.url) std::abort();
  return 0;
}
