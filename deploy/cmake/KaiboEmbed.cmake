# kaibo_embed(<target> <symbol> <file>...)
#
# Puts the files into <target>. C++ reads them through
#
#   #include "generated/embedded/<symbol>.h"
#   for (const kaibo::base::Embedded& file : kaibo::embedded::<symbol>) …   // name (without folder), content; by name
#
# The table is a constant, ready before any code runs. A changed file rebuilds only the table.
function(kaibo_embed target symbol)
  set(folder "${CMAKE_BINARY_DIR}/generated/embedded")
  set(files "")
  foreach(file IN LISTS ARGN)
    get_filename_component(file "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    list(APPEND files "${file}")
  endforeach()
  list(SORT files COMPARE NATURAL)

  file(CONFIGURE OUTPUT "${folder}/${symbol}.h" @ONLY CONTENT
"#pragma once

#include <span>

#include \"common/base/embedded.h\"

namespace kaibo::embedded {
extern const std::span<const base::Embedded> @symbol@;
}  // namespace kaibo::embedded
")
  # The list stands in a file of its own, so that a file added or removed rebuilds the table too.
  file(CONFIGURE OUTPUT "${folder}/${symbol}.list" @ONLY CONTENT "@files@")
  add_custom_command(
    OUTPUT "${folder}/${symbol}.cpp"
    COMMAND "${CMAKE_COMMAND}" -D "LIST=${folder}/${symbol}.list" -D "SYMBOL=${symbol}"
            -D "OUTPUT=${folder}/${symbol}.cpp" -P "${PROJECT_SOURCE_DIR}/deploy/cmake/embed.cmake"
    DEPENDS ${files} "${folder}/${symbol}.list" "${PROJECT_SOURCE_DIR}/deploy/cmake/embed.cmake"
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  # One file may be longer than the 64 KiB of text that the standard promises; the compilers used take it.
  set_source_files_properties("${folder}/${symbol}.cpp" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE "${folder}/${symbol}.cpp")
  # Its string literals are longer than the standard asks of a compiler.
  set_source_files_properties("${folder}/${symbol}.cpp" TARGET_DIRECTORY ${target} PROPERTIES COMPILE_OPTIONS -w)
endfunction()
