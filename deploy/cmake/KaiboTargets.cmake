# The functions that every CMakeLists.txt of Kaibo uses. Sources are found by name: adding a file needs no edit.

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
  if(schema)
    kaibo_embed(${name} ${folder}_schema ${schema})
  endif()
  if(data)
    kaibo_embed(${name} ${folder}_data ${data})
  endif()
endfunction()

# kaibo_test(<name> SOURCES <file>... [DEPENDS <target>...] [LABELS <label>...] [TIMEOUT <seconds>])
# A GoogleTest program; each of its tests is one ctest test (unit_tests: unit.Suite.name), run from the repository's root
# with KAIBO_BUILD naming the preset's build folder (its bin/ holds the programs).
function(kaibo_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS;LABELS")
  if(NOT KAIBO_TESTS OR NOT arg_SOURCES)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  if(KAIBO_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  endif()
  set(prefix "${name}.")
  string(REGEX REPLACE "_tests\\.$" "." prefix "${prefix}")
  include(GoogleTest)
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE
    kaibo_flags ${arg_DEPENDS} GTest::gmock GTest::gtest rapidcheck rapidcheck_gtest GTest::gtest_main)
  gtest_discover_tests(${name}
    DISCOVERY_MODE PRE_TEST
    TEST_PREFIX "${prefix}"
    DISCOVERY_TIMEOUT 60
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
               ENVIRONMENT "KAIBO_BUILD=${CMAKE_BINARY_DIR}")
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
