#include <algorithm>

#include "tests/bench/counting_parts.h"

/// What every month asks for of every customer: desires and words.
namespace nephoscope::bench::counted {

namespace {

constexpr std::size_t kCustomersTogether = 16;  ///< whose workloads stand side by side

/// Workloads of customer i that are on an offer.
int live_of(const DesireView& view, std::size_t i) {
    int live = 0;
    for (std::size_t k = 0; k < z(view.terms.workloads); ++k) {
        const std::size_t slot = i * z(view.terms.workloads) + k;
        live += view.lab[slot] != 255 ? 1 : 0;
    }
    return live;
}

/// Values that a loop over the workloads of a few customers computes: in lanes those on no offer too.
double values_in(const DesireView& view, int live, std::size_t customers, int lanes) {
    return lanes == 1 ? live : static_cast<double>(customers * z(view.terms.workloads));
}

/// Price, friction, outlay, surplus, units of workloads; each customer's fee is a chain of sums.
void add_desires_of(Part part, const DesireView& view, int live, std::size_t customers) {
    counting.counts->desires += live;
    const auto registers = [&](int lanes) { return rows_of(values_in(view, live, customers, lanes), lanes); };
    add(part, Operation::logarithm, 1, live, registers);
    add(part, Operation::expm1, view.excess == 0 ? 0 : 1, live, registers);
    add(part, Operation::division, 1, live, registers);
    add(part, Operation::arithmetic, 18, live, registers);
    add(part, Operation::gather, 3, live, registers);
    add(part, Operation::load, 9, live, registers);
    const double fees = view.terms.venues * static_cast<double>(customers);
    add(part, Operation::arithmetic, 2, fees, [&](int) { return fees; });
}

/// Blocks of words of `count` customers, four registers together, of which `words` are looked at.
void add_words(Part part, std::uint32_t counter_0, std::size_t count, int words) {
    Counts& counts = call(part);
    counts.blocks[counter_0 & 0x1fU] += static_cast<std::int64_t>(count);
    counts.words[counter_0 & 0x1fU] += static_cast<std::int64_t>(count) * words;
    const auto customers = static_cast<double>(count);
    add(part, Operation::philox, 1, customers, [&](int lanes) { return 4 * rows_of(customers, 4 * lanes); });
}

}  // namespace

void desires(const DesireView& view, const std::size_t* customers, std::size_t count, Desires* out) {
    call(Part::desires);
    for (std::size_t first = 0; first < count; first += kCustomersTogether) {
        const std::size_t few = std::min(kCustomersTogether, count - first);
        int live = 0;
        for (std::size_t c = 0; c < few; ++c) live += live_of(view, customers[first + c]);
        add_desires_of(Part::desires, view, live, few);
        add(Part::desires, Operation::store, 3, live,
            [&](int lanes) { return rows_of(values_in(view, live, few, lanes), lanes); });
    }
    counting.inner->desires(view, customers, count, out);
}

/// Beside the desires a cell of sums for each workload, and what is remembered of each.
void desire_block(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums) {
    call(Part::desire_block);
    const Part part = Part::desire_block;
    for (std::size_t begin = first; begin < last; begin += kCustomersTogether) {
        const std::size_t few = std::min(kCustomersTogether, last - begin);
        int live = 0;
        for (std::size_t c = 0; c < few; ++c) live += live_of(view, begin + c);
        add_desires_of(part, view, live, few);
        const auto values = [&](int lanes) { return values_in(view, live, few, lanes); };
        const auto registers = [&](int lanes) { return rows_of(values(lanes), lanes); };
        const auto cells = [&](int lanes) {
            return values(lanes) * rows_of(static_cast<double>(desire_fields(view.clouds)), lanes);
        };
        add(part, Operation::arithmetic, 3 * 6, live, registers);
        add(part, Operation::store, sums.outlay != nullptr ? 2 : 0, live, registers);
        const double fields = live * (3.0 + view.clouds);
        add(part, Operation::arithmetic, 4, fields, cells);
        add(part, Operation::load, 1, fields, cells);
        add(part, Operation::store, 1, fields, cells);
    }
    counting.inner->desire_block(view, first, last, sums);
}

void customer_words(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers,
                    std::size_t count, std::uint32_t* word) {
    add_words(Part::customer_words, counter_0, count, 1);
    counting.inner->customer_words(key, counter_0, customers, count, word);
}

void words_below(const std::uint32_t* key, std::uint32_t counter_0, const std::uint32_t* customers, std::size_t count,
                 const std::uint8_t* row, const std::uint64_t* threshold, std::uint8_t* mask) {
    int words = 0;
    for (int w = 0; w < 4; ++w) words += threshold[std::size_t{row[0]} * 4 + z(w)] != 0 ? 1 : 0;
    add_words(Part::words_below, counter_0, count, words);
    add(Part::words_below, Operation::arithmetic, 4.0 * words, static_cast<double>(count),
        [&](int lanes) { return rows_of(static_cast<double>(count), lanes); });
    counting.inner->words_below(key, counter_0, customers, count, row, threshold, mask);
}

}  // namespace nephoscope::bench::counted
