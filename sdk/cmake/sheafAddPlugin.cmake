# sheaf_add_plugin(NAME SOURCES file... [LIBS target...]) makes NAME.so, a plugin: no prefix, hidden
# visibility, exactly one exported symbol, undefined symbols refused at link time. C and C++ alike.
# The global property SHEAF_PLUGINS lists all that were added.
function(sheaf_add_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "sheaf_add_plugin(${name}): SOURCES is missing")
  endif()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sheaf_add_plugin(${name}): unknown: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map)
  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sheaf::sdk ${ARG_LIBS})
  set_target_properties(${name} PROPERTIES PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON LINK_DEPENDS ${map})
  # A symbol marked unique keeps the library loaded for ever.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE -Wl,--version-script=${map} -Wl,--exclude-libs,ALL)
  # clang leaves the sanitizer run time out of shared objects; -z defs would then refuse every plugin
  if(NOT (CMAKE_CXX_FLAGS MATCHES "-fsanitize" OR SHEAF_SANITIZE))
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  set_property(GLOBAL APPEND PROPERTY SHEAF_PLUGINS ${name})
endfunction()
