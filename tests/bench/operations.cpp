#include "tests/bench/operations.h"

#include <cstdint>

#include "sim/core/lanes.h"
#include "sim/core/lanes_philox.h"
#include "sim/core/math_inline.h"
#include "sim/core/single_math.h"

#if NEPHOSCOPE_OPERATIONS_SCALAR
#include "sim/core/random.h"
#endif

/// Loops of independent operations: compiled once for each instruction set, as models/customers/kernel_lanes.cpp is,
/// and once more for plain doubles. No function of another header may be called from here but those that are inlined
/// by force, and Philox itself for plain doubles.
namespace nephoscope::bench {

namespace {

#if NEPHOSCOPE_OPERATIONS_SCALAR
using Register = double;
constexpr int kWidth = 1;
NEPHOSCOPE_LANES double pick_from(const double* table, std::int64_t index) { return table[index]; }
NEPHOSCOPE_LANES std::int64_t places() { return 3; }
#else
using Register = Doubles;
constexpr int kWidth = kLanes;
NEPHOSCOPE_LANES Doubles pick_from(const double* table, Integers index) { return gather(table, index); }
NEPHOSCOPE_LANES Integers places() { return lane_numbers() * 5; }
#endif
using Bits = IntegersOf<Register>;

constexpr int kTogether = 8;  ///< in an unrolled piece of a loop: enough to hide the latency of one
double* results(double* in) { return in + 2 * 8 * kRegistersPerRound; }

/// Keeps the compiler from moving a round's work out of the loop.
NEPHOSCOPE_LANES void begin_round() { asm volatile("" ::: "memory"); }

template <class Function>
NEPHOSCOPE_LANES void map(int rounds, double* in, Function function) {
    double* out = results(in);
    for (int r = 0; r < rounds; ++r) {
        begin_round();
#pragma GCC unroll 8
        for (int j = 0; j < kRegistersPerRound; ++j) store(out + j * kWidth, function(load<Register>(in + j * kWidth)));
    }
}

void logarithm(int rounds, double* in) {
    map(rounds, in, [](Register x) { return math::log_lanes(x); });
}
void expm1(int rounds, double* in) {
    map(rounds, in, [](Register x) { return math::expm1_lanes(x); });
}
void sine(int rounds, double* in) {
    map(rounds, in, [](Register x) { return math::sin_pi_inline(x); });
}
void division(int rounds, double* in) {
    map(rounds, in, [](Register x) { return 3.0 / x; });
}
void store_only(int rounds, double* in) {
    const auto value = load<Register>(in);
    map(rounds, in, [&](Register) { return value; });
}

void arithmetic(int rounds, double* in) {
    const auto factor = load<Register>(in), more = load<Register>(in + kWidth);
    Register chain[kTogether];
#pragma GCC unroll 8
    for (int c = 0; c < kTogether; ++c) chain[c] = load<Register>(in + (c + 2) * kWidth);
    for (int r = 0; r < rounds; ++r)
        for (int j = 0; j < kRegistersPerRound; j += 2 * kTogether)
#pragma GCC unroll 8
            for (int c = 0; c < kTogether; ++c) chain[c] = chain[c] * factor - more;
#pragma GCC unroll 8
    for (int c = 0; c < kTogether; ++c) store(results(in) + c * kWidth, chain[c]);
}

/// Sums, bit by bit, of what `next` gives for each register of a round.
template <class Next>
NEPHOSCOPE_LANES void collect(int rounds, double* in, Next next) {
    Bits sum[kTogether] = {};
    for (int r = 0; r < rounds; ++r) {
        begin_round();
        for (int j = 0; j < kRegistersPerRound; j += kTogether)
#pragma GCC unroll 8
            for (int c = 0; c < kTogether; ++c) sum[c] ^= bits_of(next(j + c));
    }
#pragma GCC unroll 8
    for (int c = 0; c < kTogether; ++c) store(results(in) + c * kWidth, sum[c]);
}

void load_only(int rounds, double* in) {
    collect(rounds, in, [&](int j) { return load<Register>(in + j * kWidth); });
}
void gather_only(int rounds, double* in) {
    collect(rounds, in, [&](int j) { return pick_from(in + j, places()); });
}

#if NEPHOSCOPE_OPERATIONS_SCALAR
void philox_blocks(int rounds, double* in) {
    std::uint32_t sum = 0;
    for (int r = 0; r < rounds; ++r)
        for (std::uint32_t j = 0; j < kRegistersPerRound; ++j) {
            const Words words = philox({static_cast<std::uint32_t>(r), j, 0, 0}, {1, 2});
            sum ^= words[0] ^ words[1] ^ words[2] ^ words[3];
        }
    store(results(in), static_cast<double>(sum));
}
#else
void philox_blocks(int rounds, double* in) {
    constexpr int at_once = 4;
    const std::uint32_t key[2] = {1, 2};
    Words64 sum{};
    for (int r = 0; r < rounds; ++r)
        for (int j = 0; j < kRegistersPerRound; j += at_once) {
            PhiloxLanes block[at_once];
            for (int c = 0; c < at_once; ++c)
                block[c] = {{Words64{} + static_cast<std::uint64_t>(r), Words64{} + static_cast<std::uint64_t>(j + c),
                             __builtin_bit_cast(Words64, lane_numbers()), Words64{}}};
            philox_lanes(block, key);
            for (int c = 0; c < at_once; ++c)
                sum ^= (block[c].word[0] ^ block[c].word[1]) ^ (block[c].word[2] ^ block[c].word[3]);
        }
    store(results(in), sum);
}
#endif

#if defined(NEPHOSCOPE_SINGLES) && !NEPHOSCOPE_OPERATIONS_SCALAR
template <class Function>
NEPHOSCOPE_LANES void map_singles(int rounds, const double* in, Function function) {
    float from[kSingles * kRegistersPerRound], to[kSingles * kRegistersPerRound];
    for (int j = 0; j < kSingles * kRegistersPerRound; ++j) from[j] = static_cast<float>(in[j]);
    for (int r = 0; r < rounds; ++r) {
        asm volatile("" : : "r"(from), "r"(to) : "memory");
#pragma GCC unroll 8
        for (int j = 0; j < kRegistersPerRound; ++j)
            store(to + j * kSingles, function(load<Singles>(from + j * kSingles)));
    }
}
void single_logarithm(int rounds, double* in) {
    map_singles(rounds, in, [](Singles x) { return log_single(x); });
}
void single_expm1(int rounds, double* in) {
    map_singles(rounds, in, [](Singles x) { return expm1_single(x); });
}
#else
constexpr void (*single_logarithm)(int, double*) = nullptr;
constexpr void (*single_expm1)(int, double*) = nullptr;
#endif

constexpr OperationLoops kLoops{NEPHOSCOPE_OPERATIONS_NAME,
                                kWidth,
                                {logarithm, expm1, sine, division, arithmetic, load_only, store_only, gather_only,
                                 philox_blocks, single_logarithm, single_expm1}};

}  // namespace

const OperationLoops& NEPHOSCOPE_OPERATIONS() { return kLoops; }

}  // namespace nephoscope::bench
