# Who may compile Kaibo, and with which flags. Everything is set on the target `kaibo_flags`, which the functions of
# KaiboTargets.cmake link to each of our targets, so that foreign and generated code keeps its own.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles some co_await statements (objects destroyed twice, also at -O2). "
    "Use clang 19, which the presets choose (cmake --preset dev), or GCC 13 and later.")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17)
  message(FATAL_ERROR
    "Clang ${CMAKE_CXX_COMPILER_VERSION} is too old for the C++20 used here: install clang-19 and run cmake --preset dev.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")

# -O1 keeps sanitizers and tests quick; line tables are a tenth of full debug information and enough for back traces.
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only -fno-omit-frame-pointer")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG -gline-tables-only -fno-omit-frame-pointer")
set(is_clang "$<CXX_COMPILER_ID:Clang>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  string(REPLACE "-gline-tables-only" "-g1" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")
  string(REPLACE "-gline-tables-only" "-g1" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
endif()

# The same sources give the same bytes, wherever they lie.
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=" -Werror=date-time)

# Programs are compiled as libraries are, so that both can read the same precompiled headers.
add_compile_options(-fPIC)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
endif()
add_link_options(-Wl,--as-needed -Wl,--gc-sections)
add_compile_options(-ffunction-sections -fdata-sections)

# ccache also serves a second clone of the repository, hence the base directory. What it must overlook are the times of
# precompiled headers; it compares their contents.
find_program(KAIBO_CCACHE ccache)
mark_as_advanced(KAIBO_CCACHE)
if(KAIBO_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${KAIBO_CCACHE}")
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

if(KAIBO_SANITIZE)
  add_compile_options("-fsanitize=${KAIBO_SANITIZE}" -fno-sanitize-recover=all)
  add_link_options("-fsanitize=${KAIBO_SANITIZE}")
endif()
if(KAIBO_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  # The linker must keep what libFuzzer finds only by section name.
  add_link_options(-Wl,--no-gc-sections)
endif()
if(KAIBO_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

if(KAIBO_HARDEN)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options(-fcf-protection=full)
  endif()
  add_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -pie)
endif()

add_library(kaibo_flags INTERFACE)
target_include_directories(kaibo_flags INTERFACE "${PROJECT_SOURCE_DIR}")
target_include_directories(kaibo_flags SYSTEM INTERFACE "${CMAKE_BINARY_DIR}" "${CMAKE_BINARY_DIR}/generated")
# Asio must see the same settings in every file, or types differ between objects.
target_compile_definitions(kaibo_flags INTERFACE _GLIBCXX_ASSERTIONS BOOST_ASIO_NO_DEPRECATED)
target_compile_options(kaibo_flags INTERFACE
  $<$<BOOL:${KAIBO_WERROR}>:-Werror>
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wextra-semi -Wzero-as-null-pointer-constant -Wformat=2
  -Wimplicit-fallthrough -Wnull-dereference -Wfloat-conversion -Wunused
  $<${is_clang}:-Wshorten-64-to-32 -Wno-missing-designated-field-initializers>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-missing-field-initializers>)

file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/version.h" @ONLY CONTENT
"#pragma once

#include <string_view>

namespace kaibo {
inline constexpr std::string_view version = \"@PROJECT_VERSION@\";
}  // namespace kaibo
")
