# What Kaibo takes from the system (deploy/packages.txt names the Debian packages). Each library that has no CMake
# target of its own becomes PkgConfig::<name>.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3 REQUIRED)
find_package(CURL 7.87 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(tomlplusplus REQUIRED)

find_package(PkgConfig REQUIRED)
foreach(module IN ITEMS sqlite3 libsodium hiredis gobject-2.0 prometheus-cpp-core zlib libzip)
  pkg_check_modules(${module} REQUIRED QUIET IMPORTED_TARGET ${module})
endforeach()

# Not by pkg-config, which would add the headers of everything that libvips itself was built with.
find_library(KAIBO_VIPS vips REQUIRED)
mark_as_advanced(KAIBO_VIPS)
add_library(vips INTERFACE)
target_link_libraries(vips INTERFACE "${KAIBO_VIPS}" PkgConfig::gobject-2.0)

# The -dev package of MySQL Connector/C++ wants another Boost and cannot be installed beside ours: deploy/setup unpacks
# its headers here, and the library itself is linked by its run-time name.
set(KAIBO_DEPS "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH "Where deploy/setup puts what apt cannot install")
if(NOT EXISTS "${KAIBO_DEPS}/mysqlcppconn/usr/include/cppconn/driver.h")
  message(FATAL_ERROR "The headers of MySQL Connector/C++ are missing in ${KAIBO_DEPS}/mysqlcppconn: run deploy/setup.")
endif()
add_library(mysqlcppconn INTERFACE)
target_include_directories(mysqlcppconn SYSTEM INTERFACE "${KAIBO_DEPS}/mysqlcppconn/usr/include")
target_link_libraries(mysqlcppconn INTERFACE "-l:libmysqlcppconn.so.7")

# Beast and Asio.
add_library(kaibo_boost INTERFACE)
target_link_libraries(kaibo_boost INTERFACE Boost::headers Threads::Threads)

if(KAIBO_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
