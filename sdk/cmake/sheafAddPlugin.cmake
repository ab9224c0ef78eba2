# sheaf_add_plugin(NAME SOURCES file... [LIBS target...]) makes NAME.so, a plugin: no prefix, hidden
# visibility, exactly one exported symbol, undefined symbols refused at link time.
# In the project's own tree the result goes to <build>/plugins; set CMAKE_LIBRARY_OUTPUT_DIRECTORY otherwise.
set(SHEAF_PLUGIN_MAP "${CMAKE_CURRENT_LIST_DIR}/plugin.map" CACHE INTERNAL "")
function(sheaf_add_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_SOURCES)
    message(FATAL_ERROR "sheaf_add_plugin(${name}): SOURCES is missing")
  endif()
  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sheaf::sdk ${ARG_LIBS})
  set_target_properties(${name} PROPERTIES PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON LINK_DEPENDS "${SHEAF_PLUGIN_MAP}")
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${name} PRIVATE "-Wl,--version-script=${SHEAF_PLUGIN_MAP}" -Wl,--exclude-libs,ALL)
  # clang leaves the sanitizer run time out of shared objects; -z defs would then refuse every plugin
  if(NOT (CMAKE_CXX_FLAGS MATCHES "-fsanitize" OR SHEAF_SANITIZE))
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
endfunction()
