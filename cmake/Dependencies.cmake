# Every dependency, by name, with the reason (the same list stands in README.md). Debian 12 packages only.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)    # Boost.DLL loads plugins; command line
find_package(yaml-cpp REQUIRED)                                # pipelines, with line and column
find_package(CURL REQUIRED)                                    # all HTTP, and mail
find_package(OpenSSL REQUIRED COMPONENTS Crypto)               # SHA-256, base64 (libcurl links it anyway)
find_package(Poco REQUIRED COMPONENTS Foundation Net XML)      # SAX for feeds; text encodings; `sheaf serve`
# Macros of the C library that Poco asks for and 64-bit Linux has anyway: with them no precompiled header would fit.
foreach(target Poco::Foundation Poco::Net Poco::XML)
  get_target_property(definitions ${target} INTERFACE_COMPILE_DEFINITIONS)
  if(definitions)
    list(FILTER definitions EXCLUDE REGEX "^_")
    set_property(TARGET ${target} PROPERTY INTERFACE_COMPILE_DEFINITIONS ${definitions})
  endif()
endforeach()
find_package(simdjson REQUIRED)                              # JSON of web APIs in source plugins
find_package(SQLite3 REQUIRED)                                 # the store
find_package(nlohmann_json REQUIRED)                           # JSON in reports, cassettes, plugins
find_package(fmt REQUIRED)                                     # g++ 12 has no std::format
find_package(date REQUIRED)                                    # g++ 12 has no time zones
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)  # NFC and Unicode properties
pkg_check_modules(gmime REQUIRED IMPORTED_TARGET gmime-3.0)     # output-mail: messages
get_target_property(gmime_options PkgConfig::gmime INTERFACE_COMPILE_OPTIONS)
list(FILTER gmime_options EXCLUDE REGEX "^-(D_LARGEFILE64|pthread)")  # as Poco's above
set_property(TARGET PkgConfig::gmime PROPERTY INTERFACE_COMPILE_OPTIONS ${gmime_options})
find_library(STEMMER_LIBRARY stemmer REQUIRED)                 # keywords scorer: Snowball stemmers
find_path(TL_EXPECTED_INCLUDE tl/expected.hpp REQUIRED)        # g++ 12 has no std::expected
find_path(MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)      # output templates
find_path(KATEX_FOLDER katex.min.js PATHS /usr/share/javascript/katex)  # maths on the site; without it LaTeX stays
if(SHEAF_BUILD_TESTS)
  find_package(GTest REQUIRED)
  pkg_check_modules(cmark REQUIRED IMPORTED_TARGET libcmark-gfm)  # tests parse the Markdown digest
endif()
