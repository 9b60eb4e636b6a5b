# Warning level and floating-point rules of every target of ours. PRIVATE, so that users of the library choose their own.
add_library(project_options INTERFACE)
target_compile_features(project_options INTERFACE cxx_std_20)
target_compile_options(project_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>         # g++ 12 warns falsely on std::string + literal (GCC bug 105651)
  $<$<CXX_COMPILER_ID:GNU>:-Wno-psabi>            # sim/core/lanes.h is inlined by force: its vectors meet no calling convention
  -ffp-contract=off                               # with EIGEN_DONT_VECTORIZE: same bits on every instruction set
  $<$<BOOL:${NEPHOSCOPE_ISA}>:-march=x86-64-${NEPHOSCOPE_ISA}>
  $<$<BOOL:${NEPHOSCOPE_WERROR}>:-Werror>)
target_compile_definitions(project_options INTERFACE EIGEN_DONT_VECTORIZE)

# nephoscope_room(TARGET HEADERS ... SOURCES ... LINK ...) declares the library of a level with our rules.
function(nephoscope_library target)
  add_library(${target})
  add_library(nephoscope::${target} ALIAS ${target})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:project_options>)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/nephoscope>)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()
