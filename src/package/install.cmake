include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(polyspike_package ${CMAKE_INSTALL_LIBDIR}/cmake/polyspike)
install(TARGETS polyspike EXPORT polyspike-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
set(programs verify-network)
if(TARGET check-certificate)
  list(APPEND programs check-certificate)
endif()
install(TARGETS ${programs} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(EXPORT polyspike-targets NAMESPACE polyspike:: DESTINATION ${polyspike_package})

write_basic_package_version_file(${PROJECT_BINARY_DIR}/polyspike-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_SOURCE_DIR}/src/package/polyspike-config.cmake
  ${PROJECT_SOURCE_DIR}/src/package/FindGMP.cmake
  ${PROJECT_BINARY_DIR}/polyspike-config-version.cmake
  DESTINATION ${polyspike_package})
install(FILES LICENSE NEWS.md README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
