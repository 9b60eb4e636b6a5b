#pragma once

#include <vector>

#include "models/customers/decide.h"

namespace nephoscope {

/// What is up for decision at one customer, as bit masks over workloads.
struct Agenda {
    std::uint32_t active = 0;  ///< after this month's activations
    std::uint32_t new_project = 0, activated = 0;
    std::uint32_t forced_out = 0;  ///< the current offer is no longer legal
    std::uint32_t deciding = 0;    ///< D
    bool full = false, renewal = false;
};

/// When customers decide (docs/model.md#attention, MODEL 5.6): attention and contract renewals bring a full evaluation,
/// new projects, activations and offers that became illegal a decision for that workload alone.
class Attention {
public:
    Attention(const Customers& customers, const DecisionContext& context);

    /// The agenda of customer i, who is born, in the context's month; counts evaluations.
    Agenda agenda(std::size_t i, MonthTotals& totals) const;

private:
    double evaluation_probability(std::size_t i) const;
    bool renews(std::size_t i) const;
    void activate(std::size_t i, Agenda& agenda) const;

    const Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    std::vector<std::size_t> news_;  ///< clouds where a lab became legal this month
};

}  // namespace nephoscope
