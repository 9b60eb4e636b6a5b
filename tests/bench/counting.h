#pragma once

#include <array>
#include <cstdint>

#include "models/customers/kernels.h"
#include "tests/bench/operations.h"

/// What months ask of the kernels, and how long each of them takes: sets of kernels that count, or time, what they pass
/// on to others. For one thread.
namespace nephoscope::bench {

enum class Part {
    sift,
    appraise,
    best_offers,
    own_attractions,
    tastes,
    gumbels,
    best_set,
    best_venues,
    desires,
    desire_block,
    customer_words,
    words_below,
    known_terms
};
inline constexpr std::size_t kParts = 13;
inline constexpr std::array<const char*, kParts> kPartNames{"sieve of decisions",
                                                            "sieve of values",
                                                            "best offers",
                                                            "own attractions",
                                                            "tastes",
                                                            "base tastes",
                                                            "search of venue sets",
                                                            "best venues of a set",
                                                            "desires of who decides",
                                                            "desires and postings",
                                                            "words of evaluation",
                                                            "words of turnover, activation",
                                                            "terms alone"};

/// Operations of one kernel: those that its definition (kernels_plain.cpp) asks for, one by one, and the registers that
/// the kernels in lanes fill for them, in registers of 1, 2, 4 and 8 lanes.
struct Tally {
    std::int64_t calls = 0;
    PerOperation<double> asked{};
    std::array<PerOperation<double>, 4> registers{};
    PerOperation<double> single_asked{}, single_registers{};  ///< the same of floats, in registers of eight
};

struct Counts {
    std::array<Tally, kParts> parts;
    std::int64_t decisions = 0;             ///< that the sieve looks at
    std::int64_t settled = 0;               ///< of them, that it is sure of
    std::int64_t sifted = 0;                ///< questions of those that it looks at
    std::int64_t questions = 0;             ///< workloads that ask for their best offer
    std::int64_t alternatives = 0;          ///< offers that they may take
    std::int64_t slots = 0;                 ///< offers that are computed for them: labs × padded venues
    std::int64_t set_rows = 0;              ///< workloads of searches of venue sets
    std::int64_t desires = 0;               ///< workloads on an offer whose desires are computed, postings or not
    std::array<std::int64_t, 32> blocks{};  ///< of Philox, by stream
    std::array<std::int64_t, 32> words{};   ///< of those blocks that are looked at

    double asked(Operation operation) const;
    double all_blocks() const;
};

/// Kernels that add to `counts` and call those of `inner`; one set at a time.
const Kernels& counting_kernels(const Kernels& inner, Counts& counts);

/// CPU ticks by kernel.
using Ticks = std::array<std::uint64_t, kParts>;

/// Kernels that add the ticks they take to `ticks` and call those of `inner`; one set at a time.
const Kernels& timing_kernels(const Kernels& inner, Ticks& ticks);

}  // namespace nephoscope::bench
