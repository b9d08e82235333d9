# What is installed where, and the Debian package that CPack makes of it. deploy/package builds it.

include(GNUInstallDirs)
set(web "${PROJECT_SOURCE_DIR}/build/web")
set(debian "${PROJECT_SOURCE_DIR}/deploy/debian")
set(systemd "${PROJECT_SOURCE_DIR}/deploy/systemd")
set(units lib/systemd/system)
set(compressed "${CMAKE_BINARY_DIR}/package")

# The manual and the list of changes are installed as Debian wants them, with the same bytes each time.
file(MAKE_DIRECTORY "${compressed}")
foreach(name IN ITEMS changelog kaibo.1)
  execute_process(COMMAND gzip -9nc "${debian}/${name}" OUTPUT_FILE "${compressed}/${name}.gz" COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${debian}/${name}")
endforeach()

# What is not installed need not be built for it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS kaibo RUNTIME)
install(DIRECTORY "${web}/" DESTINATION "${CMAKE_INSTALL_DATADIR}/kaibo/web")
install(FILES "${systemd}/kaibo.service" "${systemd}/kaibo@.service" DESTINATION "${units}")
install(FILES "${systemd}/common.conf" DESTINATION "${units}/kaibo.service.d")
install(FILES "${systemd}/common.conf" DESTINATION "${units}/kaibo@.service.d")
install(FILES "${debian}/kaibo.conf" DESTINATION /etc/kaibo PERMISSIONS OWNER_READ OWNER_WRITE)
install(FILES "${debian}/lintian-overrides" DESTINATION "${CMAKE_INSTALL_DATADIR}/lintian/overrides" RENAME kaibo)
install(FILES "${compressed}/kaibo.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${debian}/copyright" "${compressed}/changelog.gz" README.md README.zh-CN.md deploy/OPERATION.md
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES "${debian}/nodes.conf" deploy/nginx/site.conf DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME kaibo)
set(CPACK_PACKAGE_CONTACT "Kaibo developers <kaibo@kaibo.invalid>")
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Trainees open shops in a simulated mall, look for goods in a simulated supply
market and go live in simulated rooms. Instructors see the whole class on one
screen and score it. One computer serves a training room; several serve a
province beside a MySQL-protocol database and Redis.")
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mariadb-server, redis-server, nginx")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
file(WRITE "${compressed}/conffiles" "/etc/kaibo/kaibo.conf\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${debian}/postinst;${debian}/prerm;${debian}/postrm;${compressed}/conffiles")
include(CPack)
