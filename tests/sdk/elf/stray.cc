// A shared object as a careless build makes it: everything visible, an RPATH, its own HTTP client.
#include <curl/curl.h>

extern "C" int stray_symbol();
extern "C" int stray_symbol() {
  return static_cast<int>(curl_global_init(0));
}
