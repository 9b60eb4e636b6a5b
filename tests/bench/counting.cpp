#include "tests/bench/counting.h"

#include <numeric>

#include "tests/bench/counting_parts.h"

namespace nephoscope::bench {

double Counts::asked(Operation operation) const {
    double sum = 0;
    for (const Tally& tally : parts) sum += tally.asked[static_cast<std::size_t>(operation)];
    return sum;
}

double Counts::all_blocks() const {
    return static_cast<double>(std::accumulate(blocks.begin(), blocks.end(), std::int64_t{0}));
}

/// Kernels that this file does not know are passed on uncounted.
const Kernels& counting_kernels(const Kernels& inner, Counts& counts) {
    static Kernels table;
    counted::counting = {&inner, &counts};
    table = inner;
    if (inner.sift != nullptr) table.sift = counted::sift;
    if (inner.appraise != nullptr) table.appraise = counted::appraise;
    table.known_terms = counted::known_terms;
    table.own_attractions = counted::own_attractions;
    table.tastes = counted::tastes;
    table.gumbels = counted::gumbels;
    table.best_offers = counted::best_offers;
    table.best_set = counted::best_set;
    table.best_venues = counted::best_venues;
    table.desires = counted::desires;
    table.desire_block = counted::desire_block;
    table.customer_words = counted::customer_words;
    table.words_below = counted::words_below;
    return table;
}

}  // namespace nephoscope::bench
