# Headers that most files read, compiled once: host, plugins and tests each have a set. Files still include what they use,
# so that a build without this (-DSHEAF_PRECOMPILE=OFF) works, and CI's clang-tidy sees it so.

# sheaf_precompile(SET FOLDER TYPES type... [USING lib] [OPTIONS option...] LIBS lib... HEADERS header...): for every target of these types below
# FOLDER, or only those that link USING. OPTIONS are those of the folder.
function(sheaf_precompile set folder)
  cmake_parse_arguments(ARG "" "USING" "TYPES;OPTIONS;LIBS;HEADERS" ${ARGN})
  if(NOT SHEAF_PRECOMPILE)
    return()
  endif()
  set(source ${CMAKE_BINARY_DIR}/precompiled/${set}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "int main() {}\n")
  if("EXECUTABLE" IN_LIST ARG_TYPES)  # the same code model (-fPIE) as its users
    add_executable(precompiled_${set} ${source})
  else()
    add_library(precompiled_${set} STATIC ${source})
  endif()
  target_link_libraries(precompiled_${set} PRIVATE ${ARG_LIBS})
  target_compile_options(precompiled_${set} PRIVATE ${ARG_OPTIONS})
  target_precompile_headers(precompiled_${set} PRIVATE ${ARG_HEADERS})
  sheaf_targets_below(${folder} targets)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    get_target_property(links ${target} LINK_LIBRARIES)
    get_target_property(options ${target} COMPILE_OPTIONS)
    # clang takes no header that was compiled without a library's own -fsanitize=fuzzer-no-link (tests/fuzz)
    if(type IN_LIST ARG_TYPES AND NOT options MATCHES "fuzzer" AND (NOT ARG_USING OR ARG_USING IN_LIST links))
      target_precompile_headers(${target} REUSE_FROM precompiled_${set})
    endif()
  endforeach()
endfunction()

function(sheaf_targets_below folder result)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(below ${folders})
    sheaf_targets_below(${below} more)
    list(APPEND targets ${more})
  endforeach()
  set(${result} ${targets} PARENT_SCOPE)
endfunction()

set(standard <algorithm> <array> <cstdint> <deque> <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <span>
    <string> <string_view> <unordered_map> <utility> <variant> <vector>)
sheaf_precompile(host ${PROJECT_SOURCE_DIR}/host TYPES STATIC_LIBRARY LIBS host_base fmt::fmt
  HEADERS ${standard} <fmt/format.h> <tl/expected.hpp>)
sheaf_precompile(plugins ${PROJECT_SOURCE_DIR}/plugins TYPES STATIC_LIBRARY LIBS sheaf::sdk
  HEADERS ${standard} <sheaf/plugin.hpp>)
if(SHEAF_BUILD_TESTS)
  sheaf_precompile(tests ${PROJECT_SOURCE_DIR}/tests TYPES EXECUTABLE USING GTest::gtest OPTIONS -O0 LIBS sheaf::testing GTest::gmock GTest::gtest
    HEADERS ${standard} <gmock/gmock.h> <gtest/gtest.h> <sheaf/testing.hpp>)
endif()
