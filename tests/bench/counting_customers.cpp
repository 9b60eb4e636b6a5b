#include "tests/bench/counting_parts.h"

/// What every month asks for of every customer: desires and words.
namespace nephoscope::bench::counted {

namespace {

/// Customer i's workloads on an offer: price, friction, outlay, surplus, units.
int add_desires_of(Part part, const DesireView& view, std::size_t i) {
    const TermsView& terms = view.terms;
    int live = 0;
    for (std::size_t k = 0; k < z(terms.workloads); ++k) {
        const std::size_t slot = i * z(terms.workloads) + k;
        live += view.active[slot] != 0 && view.lab[slot] != 255 ? 1 : 0;
    }
    counting.counts->desires += live;
    const auto registers = [&](int lanes) { return rows_of(terms.workloads, lanes); };
    add(part, Operation::logarithm, 1, live, registers);
    add(part, Operation::expm1, view.excess == 0 ? 0 : 1, live, registers);
    add(part, Operation::division, 1, live, registers);
    add(part, Operation::arithmetic, 18, live, registers);
    add(part, Operation::gather, 3, live, registers);
    add(part, Operation::load, 9, live, registers);
    add(part, Operation::arithmetic, 2, terms.venues, [&](int) { return terms.venues; });  // the fee: a chain of sums
    return live;
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

void desires(const DesireView& view, std::size_t i, Desires& out) {
    call(Part::desires);
    const int live = add_desires_of(Part::desires, view, i);
    add(Part::desires, Operation::store, 3, live, [&](int lanes) { return rows_of(view.terms.workloads, lanes); });
    counting.inner->desires(view, i, out);
}

/// Beside the desires a row of 3 + clouds sums for each workload on an offer, and what is remembered of each.
void desire_block(const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums) {
    call(Part::desire_block);
    for (std::size_t i = first; i < last; ++i) {
        const int live = add_desires_of(Part::desire_block, view, i);
        const auto registers = [&](int lanes) { return rows_of(view.terms.workloads, lanes); };
        const auto cells = [&](int lanes) { return live * rows_of(3 + view.clouds, lanes); };
        add(Part::desire_block, Operation::arithmetic, 3 * 6 + 4 * view.clouds, live, registers);
        add(Part::desire_block, Operation::store, sums.outlay != nullptr ? 2 : 0, live, registers);
        for (const Operation operation : {Operation::load, Operation::arithmetic, Operation::store})
            add(Part::desire_block, operation, 1, live * (3 + view.clouds), cells);
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
