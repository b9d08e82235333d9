# kaibo_proto_library(<root>)
#
# Compiles <root>/kaibo/**/*.proto to the target `kaibo_proto`; include as "kaibo/mall/v1/mall.pb.h". The whole contract
# with its comments is also written to build/<preset>/contract.binpb (a FileDescriptorSet; target `kaibo_contract`).
function(kaibo_proto_library root)
  file(GLOB_RECURSE protos CONFIGURE_DEPENDS "${root}/kaibo/*.proto")
  if(NOT protos)
    add_library(kaibo_proto INTERFACE)
    return()
  endif()
  set(out "${CMAKE_BINARY_DIR}/generated")
  set(sources "")
  set(headers "")
  foreach(proto IN LISTS protos)
    file(RELATIVE_PATH stem "${root}" "${proto}")
    string(REGEX REPLACE "\\.proto$" "" stem "${stem}")
    get_filename_component(folder "${out}/${stem}" DIRECTORY)
    file(MAKE_DIRECTORY "${folder}")
    # One command a file with its imports as dependencies: a changed file recompiles only what reads it.
    add_custom_command(
      OUTPUT "${out}/${stem}.pb.cc" "${out}/${stem}.pb.h"
      COMMAND protobuf::protoc "--proto_path=${root}" "--cpp_out=${out}" "--dependency_out=${out}/${stem}.d" "${proto}"
      DEPENDS "${proto}"
      DEPFILE "${out}/${stem}.d"
      COMMENT "Contract ${stem}.proto"
      VERBATIM)
    list(APPEND sources "${out}/${stem}.pb.cc")
    list(APPEND headers "${out}/${stem}.pb.h")
  endforeach()

  # For who reads the sources and compiles nothing.
  add_custom_target(kaibo_proto_headers DEPENDS ${headers})

  add_library(kaibo_proto STATIC ${sources})
  target_include_directories(kaibo_proto SYSTEM PUBLIC "${out}")
  target_link_libraries(kaibo_proto PUBLIC protobuf::libprotobuf)
  # The generator's code, not ours: it is neither checked nor, but for what is released, optimised.
  target_compile_options(kaibo_proto PRIVATE -w $<$<CONFIG:Debug>:-O0>)
  # Compiled alike with a sanitizer and without, so that ccache has it already.
  get_target_property(options kaibo_proto COMPILE_OPTIONS)
  list(FILTER options EXCLUDE REGEX "sanitize")
  set_target_properties(kaibo_proto PROPERTIES COMPILE_OPTIONS "${options}")

  add_custom_command(
    OUTPUT "${CMAKE_BINARY_DIR}/contract.binpb"
    COMMAND protobuf::protoc "--proto_path=${root}" --include_imports --include_source_info
            "--descriptor_set_out=${CMAKE_BINARY_DIR}/contract.binpb" ${protos}
    DEPENDS ${protos}
    COMMENT "Contract of all services"
    VERBATIM)
  add_custom_target(kaibo_contract ALL DEPENDS "${CMAKE_BINARY_DIR}/contract.binpb")
endfunction()
