#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/customers/customers.h"

namespace nephoscope::test {

/// What make_sample gives, by its definition: at most `most` of the customers of a whole population that are there from
/// the start, every n-th, with their weights scaled so that the sum is kept.
inline Customers subsample(const Customers& customers, std::size_t most) {
    std::vector<std::size_t> start;
    for (std::size_t i = 0; i < customers.size(); ++i)
        if (customers.entry[i] < 0) start.push_back(i);
    const std::size_t stride = std::max<std::size_t>(1, (start.size() + most - 1) / most);
    std::vector<std::size_t> kept;
    for (std::size_t j = stride / 2; j < start.size(); j += stride) kept.push_back(start[j]);

    Customers sample = customers;
    sample.for_each_column([&](auto& column, std::size_t each) {
        std::size_t to = 0;
        for (const std::size_t i : kept)
            for (std::size_t j = 0; j < each; ++j) column[to++] = column[i * each + j];
        column.resize(to);
    });
    Weight total = 0, mass = 0;
    for (const std::size_t i : start) total += customers.weight[i];
    for (const Weight weight : sample.weight) mass += weight;
    Weight before = 0;
    const auto scaled = [&] { return static_cast<Weight>(static_cast<int128>(before) * total / mass); };
    for (Weight& weight : sample.weight) {
        const Weight already = scaled();
        before += weight;
        weight = scaled() - already;
    }
    return sample;
}

/// Tenths of the organisations there from the start by budget, one after the other.
inline std::vector<std::uint8_t> deciles(const Customers& customers) {
    Weight total = 0, below = 0;
    for (std::size_t i = 0; i < customers.size(); ++i)
        if (customers.entry[i] < 0) total += customers.weight[i];
    std::vector<double> cut(9, 0);
    for (std::size_t i = 0; i < customers.size() && customers.entry[i] < 0; ++i) {
        const auto reached = [&] { return static_cast<std::size_t>(static_cast<int128>(below) * 10 / total); };
        const std::size_t decile = reached();
        below += customers.weight[i];
        for (std::size_t d = decile; d < std::min<std::size_t>(reached(), 9); ++d) cut[d] = customers.budget[i];
    }
    std::vector<std::uint8_t> deciles;
    for (const double budget : customers.budget)
        deciles.push_back(static_cast<std::uint8_t>(std::lower_bound(cut.begin(), cut.end(), budget) - cut.begin()));
    return deciles;
}

}  // namespace nephoscope::test
