#pragma once

#include <array>
#include <cstddef>

/// The operations that kernels are made of, and what one costs on this machine in each instruction set: the throughput
/// of independent ones on full registers, through the functions of sim/core/lanes.h that the kernels use.
namespace nephoscope::bench {

/// Those of singles are on registers of eight floats where the kernels have a sieve, and cost nothing elsewhere.
enum class Operation {
    logarithm,
    expm1,
    sine,
    division,
    arithmetic,
    load,
    store,
    gather,
    philox,
    single_logarithm,
    single_expm1
};
inline constexpr std::size_t kOperations = 11;
inline constexpr std::array<const char*, kOperations> kOperationNames{"log",
                                                                      "expm1",
                                                                      "sin",
                                                                      "division",
                                                                      "add, multiply, select",
                                                                      "load",
                                                                      "store",
                                                                      "gather",
                                                                      "Philox block",
                                                                      "log of eight floats",
                                                                      "expm1 of eight floats"};

template <class Value>
using PerOperation = std::array<Value, kOperations>;

inline constexpr int kRegistersPerRound = 64;
inline constexpr std::size_t kWorkspace = 3 * 8 * std::size_t{kRegistersPerRound};  ///< doubles

/// Loops of one instruction set (operations.cpp), each of `rounds`·kRegistersPerRound operations on one register. The
/// first two thirds of `workspace` hold numbers from 1/2 to 2, the rest is written.
struct OperationLoops {
    const char* name;
    int lanes;
    PerOperation<void (*)(int rounds, double* workspace)> loop;  ///< null where there is no such operation
};

const OperationLoops& operations_plain();
const OperationLoops& operations_v2();
const OperationLoops& operations_v3();
const OperationLoops& operations_v4();

struct OperationCosts {
    const char* name = "";
    int lanes = 1;
    PerOperation<double> ns{};  ///< of one register
};

/// CPU time of one operation in the instruction set that a set of kernels is named after: the least of several loops.
OperationCosts operation_costs(const char* kernels_name);

/// ns for one cache line of a block of memory that is read from end to end.
double ns_per_line(std::size_t bytes);

}  // namespace nephoscope::bench
