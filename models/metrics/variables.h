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

// By month.
const std::vector<Variable>& headline_variables();  ///< root group
const std::vector<Variable>& share_variables();     ///< root group: pies, concentration, diversity
const std::vector<Variable>& detail_variables();    ///< groups offers, ledger, flows, segments, counters
const std::vector<Variable>& welfare_variables();   ///< surplus and its parts, choice sets, growth
const std::vector<Variable>& supply_variables();    ///< groups capacity, commitments, revenue_shares
const std::vector<Variable>& party_variables();     ///< groups clouds and labs: accounts, finances, margins

/// Calls visit(variable) for every one of them, in the order of docs/output.md.
template <class Visit>
void for_each_variable(Visit visit) {
    for (const auto* variables : {&headline_variables(), &share_variables(), &welfare_variables(), &detail_variables(),
                                  &supply_variables(), &party_variables()})
        for (const Variable& variable : *variables) visit(variable);
}

/// Spend (seller part and egress) by venue, by lab and in all, 1e-4 USD.
struct Spend {
    explicit Spend(const Market& market);
    std::vector<double> by_venue, by_lab, by_cloud;
    double total = 0;
};

}  // namespace nephoscope
