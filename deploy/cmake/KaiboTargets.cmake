# The functions that every CMakeLists.txt of Kaibo uses. Sources are found by name: adding a file needs no edit.

# kaibo_optimise(<target> kaibo_headers|kaibo_test_headers): tests run once; optimising them takes longer than it saves.
function(kaibo_optimise name headers)
  if(headers STREQUAL "kaibo_test_headers")
    target_compile_options(${name} PRIVATE -O0)
  endif()
endfunction()

# The headers of others that most files read, compiled once (they are half of the compiler's work). Two sets, for what is
# installed need not know the libraries of the tests.
function(kaibo_precompile name)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/${name}.cpp" CONTENT "")
  add_library(${name} OBJECT "${CMAKE_BINARY_DIR}/generated/${name}.cpp")
  target_link_libraries(${name} PRIVATE kaibo_flags kaibo_boost fmt::fmt protobuf::libprotobuf ${ARGN})
  target_precompile_headers(${name} PRIVATE ${headers})
  kaibo_optimise(${name} ${name})
endfunction()
option(KAIBO_PRECOMPILE "Compile the headers of others once" ON)
if(KAIBO_PRECOMPILE)
  set(headers <algorithm> <chrono> <filesystem> <functional> <future> <map> <memory> <mutex> <optional> <set> <span> <sstream>
    <string> <string_view> <thread> <unordered_map> <unordered_set> <utility> <variant> <vector>
    <boost/asio.hpp> <boost/json.hpp> <fmt/format.h> <google/protobuf/descriptor.h> <google/protobuf/message.h>)
  kaibo_precompile(kaibo_headers)
  if(KAIBO_TESTS)
    list(APPEND headers <gmock/gmock.h> <gtest/gtest.h>)
    kaibo_precompile(kaibo_test_headers GTest::gmock GTest::gtest)
  endif()
endif()

# kaibo_compile(<target> kaibo_headers|kaibo_test_headers): how a target's files are compiled: after these headers, and
# joined where KAIBO_JOIN says so.
option(KAIBO_JOIN "Compile files of a target as one: a build of everything takes half the time, one of a changed file more" OFF)
set(KAIBO_JOIN_SIZE 8 CACHE STRING "How many files at most are compiled as one")
function(kaibo_compile name headers)
  kaibo_optimise(${name} ${headers})
  if(KAIBO_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM ${headers})
  endif()
  if(KAIBO_JOIN)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${KAIBO_JOIN_SIZE})
  endif()
endfunction()

# kaibo_library(<name> [RECURSE] [DEPENDS <target>...])
# A static library of all .cpp files of this folder (RECURSE: and below). Its folders schema/ (*.sql) and data/ are
# embedded as kaibo::embedded::<folder>_schema and <folder>_data. A folder of headers only gives an INTERFACE library.
function(kaibo_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "RECURSE" "" "DEPENDS")
  set(glob GLOB)
  if(arg_RECURSE)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  file(GLOB schema CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/schema/*.sql")
  file(GLOB data CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/data/*")
  get_filename_component(folder "${CMAKE_CURRENT_SOURCE_DIR}" NAME)

  if(sources OR schema OR data)
    add_library(${name} STATIC ${sources})
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
    target_link_libraries(${name} PUBLIC kaibo_flags ${arg_DEPENDS})
    if(sources)
      kaibo_compile(${name} kaibo_headers)
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE kaibo_flags ${arg_DEPENDS})
  endif()
  if(schema)
    kaibo_embed(${name} ${folder}_schema ${schema})
  endif()
  if(data)
    kaibo_embed(${name} ${folder}_data ${data})
  endif()
endfunction()

# kaibo_program(<name> [RECURSE] [DEPENDS <target>...])
# A program of all .cpp files of this folder, in build/<preset>/bin. Without any source yet, nothing is built.
function(kaibo_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "RECURSE" "" "DEPENDS")
  set(glob GLOB)
  if(arg_RECURSE)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  file(GLOB schema CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/schema/*.sql")
  file(GLOB data CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/data/*")
  get_filename_component(folder "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
  if(NOT sources)
    return()
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE kaibo_flags ${arg_DEPENDS})
  kaibo_compile(${name} kaibo_headers)
  if(schema)
    kaibo_embed(${name} ${folder}_schema ${schema})
  endif()
  if(data)
    kaibo_embed(${name} ${folder}_data ${data})
  endif()
endfunction()

# kaibo_test(<name> SOURCES <file>... [DEPENDS <target>...] [LABELS <label>...] [TIMEOUT <seconds>] [SHARDS <n>] [SERIAL])
# A GoogleTest program; each of its tests is one ctest test (unit_tests: unit.Suite.name), run from the repository's root
# with KAIBO_BUILD naming the preset's build folder (its bin/ holds the programs).
function(kaibo_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "TIMEOUT;SHARDS" "SOURCES;DEPENDS;LABELS")
  if(NOT KAIBO_TESTS OR NOT arg_SOURCES)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  set(prefix "${name}.")
  string(REGEX REPLACE "_tests\\.$" "." prefix "${prefix}")
  include(GoogleTest)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE
    kaibo_flags ${arg_DEPENDS} GTest::gmock GTest::gtest rapidcheck rapidcheck_gtest GTest::gtest_main)
  kaibo_compile(${name} kaibo_test_headers)
  if(arg_SHARDS)
    kaibo_test_parts(${name} PREFIX "${prefix}" SHARDS ${arg_SHARDS} LABELS ${arg_LABELS} TIMEOUT ${arg_TIMEOUT})
    return()
  endif()
  if(KAIBO_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()
  gtest_discover_tests(${name}
    DISCOVERY_MODE PRE_TEST
    TEST_PREFIX "${prefix}"
    DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${arg_SERIAL}
               ENVIRONMENT "KAIBO_BUILD=${CMAKE_BINARY_DIR}")
endfunction()

# kaibo_test_parts(<name> PREFIX <text> SHARDS <n> [LABELS <label>...] [TIMEOUT <seconds>] [ENVIRONMENT <name=value>...])
# Runs a GoogleTest program in n parts, each one ctest test, so that what a part starts is started once for all its tests.
function(kaibo_test_parts name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX;SHARDS;TIMEOUT" "LABELS;ENVIRONMENT")
  if(KAIBO_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()
  math(EXPR last "${arg_SHARDS} - 1")
  foreach(shard RANGE ${last})
    set(part "${arg_PREFIX}part${shard}")
    set(environment "KAIBO_BUILD=${CMAKE_BINARY_DIR}" "GTEST_TOTAL_SHARDS=${arg_SHARDS}" "GTEST_SHARD_INDEX=${shard}")
    add_test(NAME "${part}" COMMAND ${name} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set_tests_properties("${part}" PROPERTIES
      LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${environment};${arg_ENVIRONMENT}" COST 1000)
  endforeach()
endfunction()

# kaibo_fuzz(<name> SOURCES <file>... [DEPENDS <target>...]): a libFuzzer program, only in the preset `fuzz`.
function(kaibo_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
  if(NOT KAIBO_FUZZ)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE kaibo_flags ${arg_DEPENDS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
