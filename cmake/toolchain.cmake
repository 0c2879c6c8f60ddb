# Some compilers destroy a temporary of a co_await expression twice (g++ 12.2 does). Compile the cases, run them, believe only the result.
if(NOT DEFINED SLUIS_COROUTINES_ARE_SAFE)
  foreach(level 0 2)
    try_run(probe_ran probe_compiled ${PROJECT_BINARY_DIR}/probe${level} ${PROJECT_SOURCE_DIR}/cmake/coroutine_probe.cpp
            COMPILE_DEFINITIONS -O${level} LINK_LIBRARIES -pthread CXX_STANDARD 23 CXX_STANDARD_REQUIRED ON
            COMPILE_OUTPUT_VARIABLE probe_compile_output RUN_OUTPUT_VARIABLE probe_output)
    if(NOT probe_compiled)
      message(FATAL_ERROR "The coroutine probe does not compile with ${CMAKE_CXX_COMPILER}:\n${probe_compile_output}")
    elseif(NOT probe_ran EQUAL 0)
      message(FATAL_ERROR "${CMAKE_CXX_COMPILER} miscompiles coroutines at -O${level} (${probe_output}). Use clang 19.")
    endif()
  endforeach()
  set(SLUIS_COROUTINES_ARE_SAFE TRUE CACHE INTERNAL "cmake/coroutine_probe.cpp passed")
endif()
