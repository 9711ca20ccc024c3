# Fuzzing targets, built by test/fuzz.sh with -DSTARDUST_FUZZ=ON: a program each, with libFuzzer
# and sanitizers. Of the library only what they read is compiled, once more, as their options
# are others; a file that is missing here is named by the linker.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  message(FATAL_ERROR "STARDUST_FUZZ: libFuzzer belongs to clang, give -DCMAKE_CXX_COMPILER=clang++")
endif()

set(fuzzed_files
    helper/change-reader.cc
    helper/factory-parser.cc
    helper/fading-trace.cc
    helper/movement-trace.cc
    helper/near-name.cc
    model/data/cifar-dataset-reader.cc
    model/data/class-vocabulary.cc
    model/data/csv-dataset-reader.cc
    model/data/csv-record-reader.cc
    model/data/float-buffer.cc
    model/data/float-bytes.cc
    model/data/half-bytes.cc
    model/data/idx-reader.cc
    model/data/input-file.cc
    model/data/labeled-dataset.cc
    model/data/libsvm-dataset-reader.cc
    model/data/line-reader.cc
    model/data/npy-reader.cc
    model/data/number-parser.cc
    model/data/object-factory-like.cc
    model/data/unit-parser.cc
    model/gossip/block-layout.cc
    model/gossip/codec-random.cc
    model/gossip/coordinate-range.cc
    model/gossip/delta-codec.cc
    model/gossip/float16-codec.cc
    model/gossip/float32-codec.cc
    model/gossip/fragment-feedback-header.cc
    model/gossip/int8-codec.cc
    model/gossip/message-reassembler.cc
    model/gossip/model-codec.cc
    model/gossip/model-fragment-header.cc
    model/gossip/model-stream-reader.cc
    model/gossip/pilot-header.cc
    model/gossip/qsgd-codec.cc
    model/gossip/quantizing-codec.cc
    model/gossip/random-k-codec.cc
    model/gossip/seeded-permutation.cc
    model/gossip/sparse-codec.cc
    model/gossip/top-k-codec.cc
    model/gossip/wait-source.cc
    model/topology/communication-graph.cc
    model/topology/edge-list-reader.cc
    model/topology/graphml-reader.cc
)
# What the trace needs to name in words, and what that hangs on.
set(fuzzed_trace_files
    model/gossip/gossip-algorithm.cc
    model/gossip/gossip-learner-attributes.cc
    model/gossip/gossip-learner-membership.cc
    model/gossip/gossip-learner-receiving.cc
    model/gossip/gossip-learner-sending.cc
    model/gossip/gossip-learner.cc
    model/gossip/graph-check.cc
    model/gossip/graph-sequence.cc
    model/gossip/learner-group.cc
    model/gossip/local-updater.cc
    model/gossip/message-ledger.cc
    model/gossip/message-tag.cc
    model/gossip/mixing-kernels.cc
    model/gossip/model-evaluator.cc
    model/gossip/model-message.cc
    model/gossip/model-mixer.cc
    model/gossip/model-packing.cc
    model/gossip/model-transport.cc
    model/gossip/peer-selector.cc
    model/gossip/vector-moments.cc
    model/gossip/version-kernels.cc
    model/gossip/version-table.cc
    model/learning/compute-pool.cc
    model/learning/learning-objective.cc
    model/learning/local-optimizer.cc
    model/learning/local-trainer.cc
    model/learning/matrix-kernels-avx2.cc
    model/learning/matrix-kernels-avx512.cc
    model/learning/matrix-kernels-baseline.cc
    model/learning/matrix-kernels.cc
    model/learning/mean-distance.cc
    model/learning/packed-scores.cc
    model/learning/parallel-evaluation.cc
    model/topology/mixing-matrix.cc
    model/trace/run-facts.cc
    model/trace/sqlite-handle.cc
    model/trace/stop-rule.cc
    model/trace/trace-database.cc
    model/trace/trace-file.cc
    model/trace/trace-migrations.cc
    model/trace/trace-rows.cc
    model/trace/trace-statements.cc
)

set(fuzz_checks address,undefined,float-cast-overflow)
# As PUBLIC options they come before those of single files, so that the loops of codecs are
# compiled as in a release.
set(fuzz_options -O1 -gline-tables-only -fno-omit-frame-pointer -fno-sanitize-recover=all)
set(fuzz_programs)

function(add_fuzzed name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_include_directories(${name} PUBLIC ${CMAKE_BINARY_DIR}/include)
  target_compile_definitions(${name} PUBLIC NS3_LOG_ENABLE NS3_ASSERT_ENABLE)
  target_compile_options(${name} PUBLIC ${fuzz_options} -fsanitize=fuzzer-no-link,${fuzz_checks})
  target_link_libraries(
    ${name} PUBLIC ${libcore} ${libnetwork} ${libmobility} ${SQLite3_LIBRARIES} ${LIBXML2_LIBRARIES}
                   ${ZLIB_LIBRARIES} ${CMAKE_THREAD_LIBS_INIT}
  )
endfunction()

add_fuzzed(stardust-fuzzed ${fuzzed_files} test/fuzz/fuzz-target.cc)
add_fuzzed(stardust-fuzzed-trace ${fuzzed_trace_files} ${sql_sources} ${old_schemas})
target_link_libraries(stardust-fuzzed-trace PUBLIC stardust-fuzzed ${libinternet})

# A target: the name of its program, the function that makes it, the file that holds that.
function(add_fuzz_target name function source)
  add_executable(fuzz-${name} EXCLUDE_FROM_ALL test/fuzz/fuzz-entry.cc test/fuzz/${source} ${ARGN})
  target_compile_definitions(fuzz-${name} PRIVATE FUZZ_TARGET=${function})
  target_link_libraries(fuzz-${name} PRIVATE stardust-fuzzed)
  target_link_options(fuzz-${name} PRIVATE -fsanitize=fuzzer,${fuzz_checks})
  set(fuzz_programs ${fuzz_programs} fuzz-${name} PARENT_SCOPE)
endfunction()

add_fuzz_target(fragment-header MakeFragmentHeaderTarget header-fuzz.cc)
add_fuzz_target(feedback-header MakeFeedbackHeaderTarget header-fuzz.cc)
add_fuzz_target(pilot-header MakePilotHeaderTarget header-fuzz.cc)
add_fuzz_target(reassembler MakeReassemblerTarget reassembler-fuzz.cc)
add_fuzz_target(stream MakeStreamTarget stream-fuzz.cc)
add_fuzz_target(codec MakeCodecTarget codec-fuzz.cc)
add_fuzz_target(delta MakeDeltaTarget delta-fuzz.cc)
add_fuzz_target(idx MakeIdxTarget dataset-fuzz.cc)
add_fuzz_target(csv MakeCsvTarget dataset-fuzz.cc)
add_fuzz_target(libsvm MakeLibsvmTarget dataset-fuzz.cc)
add_fuzz_target(cifar MakeCifarTarget dataset-fuzz.cc)
add_fuzz_target(npy MakeNpyTarget dataset-fuzz.cc)
add_fuzz_target(graphml MakeGraphMlTarget graph-fuzz.cc)
add_fuzz_target(edge-list MakeEdgeListTarget graph-fuzz.cc)
add_fuzz_target(changes MakeChangesTarget event-file-fuzz.cc)
add_fuzz_target(fading MakeFadingTarget event-file-fuzz.cc)
add_fuzz_target(movement MakeMovementTarget event-file-fuzz.cc)
add_fuzz_target(number MakeNumberTarget option-fuzz.cc)
add_fuzz_target(factory MakeFactoryTarget option-fuzz.cc)
add_fuzz_target(trace MakeTraceTarget trace-fuzz.cc)
target_link_libraries(fuzz-trace PRIVATE stardust-fuzzed-trace)
add_custom_target(stardust-fuzz-programs DEPENDS ${fuzz_programs})
