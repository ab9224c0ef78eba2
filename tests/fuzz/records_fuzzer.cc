// The answers of databases in JSON, on arbitrary bytes: records or an error that says what was
// missed.
#include <cstdint>
#include <string_view>

#include "crossref/records.h"
#include "details.h"
#include "europepmc/records.h"
#include "openalex/records.h"
#include "sheaf/feed/json.hpp"

namespace {

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const sheaf::feed::FormatError&) {
  } catch (const sheaf::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  attempt([&] { crossref::read_list(body); });
  attempt([&] { crossref::read_work(body); });
  attempt([&] { europepmc::read_list(body); });
  attempt([&] { openalex::read_list(body); });
  attempt([&] { openalex::read_work(body); });
  attempt(
      [&] { biorxiv::read_page(body, biorxiv::Server{}, [](sheaf::Record&) { return true; }); });
  return 0;
}
