// What the store keeps, on arbitrary bytes: values or an error, and values are stored as they are.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/codec.h"
#include "report/digest.h"

namespace {

template <class T>
void read_twice(const host::Result<T>& value, host::Result<T> (*decode)(std::string_view)) {
  if (value && !decode(host::report::encode(*value))) std::abort();
}

}  // namespace

// The first byte chooses the type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace host;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 5) {
    case 0:
      if (const auto work = decode_work(bytes)) {
        std::string again;
        encode_work(*work, again);
        if (!decode_work(again)) std::abort();
      }
      break;
    case 1:
      read_twice(report::decode_item(bytes), &report::decode_item);
      break;
    case 2:
      read_twice(report::decode_facts(bytes), &report::decode_facts);
      break;
    case 3:
      read_twice(report::decode_digest(bytes), &report::decode_digest);
      break;
    default:
      read_twice(report::decode_score(bytes), &report::decode_score);
  }
  return 0;
}
