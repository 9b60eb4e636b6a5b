#pragma once

#include <cmath>

#include "tests/bench/counting.h"

/// The kernels that count, and how they do it. Part of counting.cpp and what it hands out.
namespace nephoscope::bench::counted {

struct Counting {
    const Kernels* inner = nullptr;
    Counts* counts = nullptr;
};
inline Counting counting;

inline std::size_t z(int n) { return static_cast<std::size_t>(n); }

/// Registers for `slots` lanes in a row, `lanes` at a time.
inline double rows_of(double slots, int lanes) { return std::ceil(slots / lanes); }

/// `each` operations on every one of `asked` values; `registers(lanes)` says how many registers hold them.
template <class Registers>
void add(Part part, Operation operation, double each, double asked, Registers registers) {
    Tally& tally = counting.counts->parts[static_cast<std::size_t>(part)];
    const auto o = static_cast<std::size_t>(operation);
    tally.asked[o] += each * asked;
    for (int width = 0; width < 4; ++width) tally.registers[z(width)][o] += each * registers(1 << width);
}

/// The same of floats, which stand in registers of eight.
inline void add_singles(Part part, Operation operation, double each, double asked, double registers) {
    Tally& tally = counting.counts->parts[static_cast<std::size_t>(part)];
    const auto o = static_cast<std::size_t>(operation);
    tally.single_asked[o] += each * asked;
    tally.single_registers[o] += each * registers;
}

inline Counts& call(Part part) {
    ++counting.counts->parts[static_cast<std::size_t>(part)].calls;
    return *counting.counts;
}

// counting_choice.cpp
void known_terms(const TermsView& view, const ContractRow& row, const double* base_share, int k, double* out);
void own_attractions(const ShockView& view, std::uint32_t customer, int workload_slot, int epoch,
                     const double* lab_taste, const double* venue_taste, float* own);
void tastes(const TasteView& view, std::uint32_t customer, double* taste);
void gumbels(const BlockView& blocks, const std::int64_t* word, int count, std::uint32_t customer, double* out);
void sift(const TermsView& view, Sifting* customers, std::size_t count);
bool appraise(const TermsView& view, const Questions& q, const SiftProblem& problem, Appraisal& out);
void best_offers(const TermsView& view, const Questions& q, std::size_t row_stride, double* value, std::uint8_t* lab);
BestSet best_set(const SetProblem& problem);
void best_venues(const SetProblem& problem, std::uint64_t set, double floor, int* venue, double* value, double* second);

// counting_customers.cpp
void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out);
void desire_block(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums);
void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word);
void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask);

}  // namespace nephoscope::bench::counted
