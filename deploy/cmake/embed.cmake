# Run by kaibo_embed at build time: writes OUTPUT, a table SYMBOL of the files named in LIST.
file(READ "${LIST}" files)

set(entries "")
set(count 0)
foreach(file IN LISTS files)
  file(READ "${file}" hex HEX)
  file(SIZE "${file}" size)
  get_filename_component(name "${file}" NAME)
  # Every byte as \xNN in lines of 64 bytes: any encoding and any quote passes unharmed.
  string(REGEX REPLACE "(..)" "\\\\x\\1" text "${hex}")
  string(REPEAT "...." 64 line)
  string(REGEX REPLACE "(${line})" "\\1\"\n     \"" text "${text}")
  string(APPEND entries "    {\"${name}\",\n     {\"${text}\", ${size}}},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE "${OUTPUT}"
"#include \"generated/embedded/${SYMBOL}.h\"

#include <array>

namespace kaibo::embedded {
namespace {
constexpr std::array<base::Embedded, ${count}> files = {{
${entries}}};
}  // namespace
constinit const std::span<const base::Embedded> ${SYMBOL}{files};
}  // namespace kaibo::embedded
")
