# Compile and link flags for everything of ours. Out-of-tree plugins get theirs from sheaf_add_plugin().
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these inside libstdc++ at -O2 (GCC PR 105329, 105562), not in our code.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict> $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
endif()
if(SHEAF_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # The first lets ccache see what was precompiled; of what was, g++ reports more such warnings inside libstdc++.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess> $<$<COMPILE_LANGUAGE:CXX>:-Wno-stringop-overflow>
                      $<$<COMPILE_LANGUAGE:CXX>:-Wno-array-bounds>)
endif()
if(SHEAF_UNITY)
  # Names in a target's unnamed namespaces must differ, since any of its files may share a translation unit.
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)  # g++ takes an included .cc for a header
  endif()
endif()
if(SHEAF_SANITIZE)
  add_compile_options(-fsanitize=${SHEAF_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${SHEAF_SANITIZE})
endif()
