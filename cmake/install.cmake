# What `cmake --install` puts where; the demos install themselves (demos/CMakeLists.txt). The viewer
# finds its agent and its demos beside itself, in ../lib/ipcstage, so the installed tree can be moved
# as a whole.

set(private_dir lib/ipcstage)

if(TARGET ipcstage)
  install(TARGETS ipcstage RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

if(TARGET agent)
  install(TARGETS agent LIBRARY DESTINATION ${private_dir})
  install(FILES ${PROJECT_SOURCE_DIR}/src/compile/hooks.specs DESTINATION ${private_dir})
  install(FILES ${PROJECT_SOURCE_DIR}/src/agent/ipcstage.h DESTINATION ${private_dir}/include)
  install(FILES ${PROJECT_SOURCE_DIR}/src/agent/ipcstage.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()

if(TARGET mp)
  install(TARGETS mp ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  # Not those in private/: no public header includes them.
  file(GLOB mp_headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/mp/*.h)
  install(FILES ${mp_headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ipcstage-mp/mp)
  # From the folder of the .pc file back to the prefix: the tree stays movable.
  string(REGEX REPLACE "[^/]+" ".." MP_PREFIX_FROM_PC ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/ipcstage-mp.pc.in ipcstage-mp.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/ipcstage-mp.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endif()

install(FILES ${PROJECT_SOURCE_DIR}/doc/ipcstage.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${PROJECT_SOURCE_DIR}/doc/handbook.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/doc)
