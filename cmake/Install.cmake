# cmake --install: component `sdk` is what a plugin author needs, component `sheaf` the program and its plugins.
include(CMakePackageConfigHelpers)
set(SHEAF_SDK_VERSION 0.2.0)  # of the plugin ABI: major and minor as in sheaf/abi/entry.h
set(SHEAF_CMAKE_SUBDIR ${CMAKE_INSTALL_LIBDIR}/cmake/sheaf)
set(SHEAF_PLUGIN_SUBDIR ${CMAKE_INSTALL_LIBDIR}/sheaf/plugins)
set(sdk ${PROJECT_SOURCE_DIR}/sdk)
set(generated ${PROJECT_BINARY_DIR}/install)

install(DIRECTORY ${sdk}/include/sheaf DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT sdk)

# A set of targets for what needs packages of its own.
set_target_properties(sheaf_sdk PROPERTIES EXPORT_NAME sdk)
set_target_properties(sheaf_text PROPERTIES EXPORT_NAME text)
set_target_properties(sheaf_feed PROPERTIES EXPORT_NAME feed)
install(TARGETS sheaf_sdk sheaf_text EXPORT sheafTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(TARGETS sheaf_testing sheaf_cassette EXPORT sheafTestingTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(TARGETS sheaf_feed EXPORT sheafFeedTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(TARGETS sheaf_files EXPORT sheafFilesTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
install(TARGETS sheaf_canonical EXPORT sheafCanonicalTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT sdk)
foreach(export sheafTargets sheafTestingTargets sheafCanonicalTargets sheafFeedTargets sheafFilesTargets)
  install(EXPORT ${export} NAMESPACE sheaf:: DESTINATION ${SHEAF_CMAKE_SUBDIR} COMPONENT sdk)
endforeach()

set(SHEAF_PLUGIN_DIR ${SHEAF_PLUGIN_SUBDIR})
configure_package_config_file(${sdk}/cmake/sheafConfig.cmake.in ${generated}/sheafConfig.cmake
  INSTALL_DESTINATION ${SHEAF_CMAKE_SUBDIR} PATH_VARS SHEAF_PLUGIN_DIR)
write_basic_package_version_file(${generated}/sheafConfigVersion.cmake
  VERSION ${SHEAF_SDK_VERSION} COMPATIBILITY SameMinorVersion)  # SameMajorVersion from 1.0 on
install(FILES ${generated}/sheafConfig.cmake ${generated}/sheafConfigVersion.cmake
  ${sdk}/cmake/sheafAddPlugin.cmake ${sdk}/cmake/plugin.map DESTINATION ${SHEAF_CMAKE_SUBDIR} COMPONENT sdk)

# Relative, so that `cmake --install --prefix` and a moved tree work.
file(RELATIVE_PATH SHEAF_PREFIX_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" SHEAF_PREFIX_FROM_PC ${SHEAF_PREFIX_FROM_PC})
foreach(module sheaf-sdk sheaf-text sheaf-canonical sheaf-feed sheaf-files sheaf-testing)
  configure_file(${sdk}/cmake/${module}.pc.in ${generated}/${module}.pc @ONLY)
  install(FILES ${generated}/${module}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)
endforeach()

if(TARGET sheaf)
  install(TARGETS sheaf RUNTIME COMPONENT sheaf)
endif()
# The bundled plugins, not the examples or those that tests misuse.
get_property(plugins GLOBAL PROPERTY SHEAF_PLUGINS)
foreach(plugin ${plugins})
  get_target_property(folder ${plugin} SOURCE_DIR)
  if(folder MATCHES "^${PROJECT_SOURCE_DIR}/plugins/")
    install(TARGETS ${plugin} LIBRARY DESTINATION ${SHEAF_PLUGIN_SUBDIR} COMPONENT sheaf)
  endif()
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT sheaf)
