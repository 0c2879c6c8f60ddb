# Files become arrays in a .cpp, so that the binary needs none of them at run time.
# As a module it gives sluis_embed(); as a script (cmake -P) it writes the .cpp.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(sluis_embed target header folder)
    cmake_parse_arguments(EMBED "" "" "TEMPLATES;ASSETS" ${ARGN})
    set(written ${PROJECT_BINARY_DIR}/embedded/${target}.cpp)
    add_custom_command(
      OUTPUT ${written}
      COMMAND ${CMAKE_COMMAND} "-DOUTPUT=${written}" "-DHEADER=${header}" "-DTEMPLATES=${EMBED_TEMPLATES}"
              "-DASSETS=${EMBED_ASSETS}" -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
      DEPENDS ${EMBED_TEMPLATES} ${EMBED_ASSETS} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
      COMMENT "Embedding the files of ${folder}" VERBATIM)
    target_sources(${target} PRIVATE ${written})
  endfunction()
  return()
endif()

function(embed_list function_name files)
  set(rows "")
  foreach(path ${files})
    cmake_path(GET path FILENAME name)
    file(READ ${path} content)
    file(SHA256 ${path} hash)
    string(SUBSTRING ${hash} 0 16 hash)
    string(APPEND rows "    {\"${name}\", R\"embedded(${content})embedded\", \"${hash}\"},\n")
  endforeach()
  file(APPEND ${OUTPUT}.new "std::span<const EmbeddedFile> ${function_name}() {
  static constexpr EmbeddedFile kFiles[] = {\n${rows}  };
  return kFiles;
}\n\n")
endfunction()

file(WRITE ${OUTPUT}.new "#include \"${HEADER}\"\n\nnamespace sluis::web {\n\n")
embed_list(embedded_templates "${TEMPLATES}")
embed_list(embedded_assets "${ASSETS}")
file(APPEND ${OUTPUT}.new "}  // namespace sluis::web\n")
file(RENAME ${OUTPUT}.new ${OUTPUT})
