// libFuzzer target: the properties of tests/sdk/canonical/properties.h for any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sdk/canonical/properties.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string found = sheaf::canonical::testing::broken_property(bytes);
  if (!found.empty()) {
    std::fprintf(stderr, "broken: %s\n", found.c_str());
    std::abort();
  }
  return 0;
}
