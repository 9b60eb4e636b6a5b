#pragma once

#include <functional>
#include <span>
#include <vector>

#include "models/market.h"
#include "sim/run/recording.h"

namespace nephoscope {

/// A recorded variable and where its cells come from. One of the two functions is set, by storage; both fill every
/// cell.
struct Variable {
    VariableSpec spec;
    std::function<void(const Market&, std::span<double>)> real;
    std::function<void(const Market&, std::span<std::int64_t>)> integer;
};

const std::vector<Variable>& headline_variables();  ///< root group, by month
const std::vector<Variable>& detail_variables();    ///< groups offers, ledger, flows, segments, counters, by month

/// Spend (seller part and egress) by venue, by lab and in all, 1e-4 USD.
struct Spend {
    explicit Spend(const Market& market);
    std::vector<double> by_venue, by_lab, by_cloud;
    double total = 0;
};

}  // namespace nephoscope
