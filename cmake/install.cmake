# The libraries and the program, for find_package(nephoscope).
include(CMakePackageConfigHelpers)
install(TARGETS nephoscope_sim nephoscope_theory nephoscope_models nephoscope_analysis EXPORT nephoscope
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/nephoscope)
install(TARGETS nephoscope RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/nephoscope/scenarios)
install(EXPORT nephoscope FILE nephoscopeTargets.cmake NAMESPACE nephoscope::
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nephoscope)
configure_package_config_file(cmake/nephoscopeConfig.cmake.in
  ${PROJECT_BINARY_DIR}/nephoscopeConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nephoscope)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/nephoscopeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/nephoscopeConfig.cmake ${PROJECT_BINARY_DIR}/nephoscopeConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nephoscope)
