#pragma once

#include <cstddef>
#include <vector>

#include "models/customers/accumulate.h"
#include "models/customers/decide.h"
#include "models/customers/turnover.h"

namespace nephoscope {

/// What is up for decision at one customer, as bit masks over workloads.
struct Agenda {
    std::uint32_t active = 0;  ///< after this month's activations
    std::uint32_t new_project = 0, activated = 0;
    std::uint32_t forced_out = 0;  ///< the current offer is no longer legal
    std::uint32_t deciding = 0;    ///< D
    bool full = false, renewal = false;
};

/// A customer with something to do this month.
struct Stirring {
    std::size_t customer = 0;
    Agenda agenda;
};

/// The month's words of attention of a block of customers.
struct AttentionDraws {
    std::uint32_t evaluation[kCustomerBlock];
    std::uint8_t new_project[kCustomerBlock];  ///< bit k: workload k would begin a new project if it is active
    std::uint8_t activated[kCustomerBlock];    ///< bit k: workload k would be activated if it is not
};

/// When customers decide (docs/model.md#attention, MODEL 5.6): attention and contract renewals bring a full evaluation,
/// new projects, activations and offers that became illegal a decision for that workload alone.
class Attention {
public:
    Attention(const Customers& customers, const DecisionContext& context);

    /// Draws the words of customers first … last − 1, at most kCustomerBlock.
    void draw(std::size_t first, std::size_t last, AttentionDraws& draws) const;

    /// Of customers first … last − 1, by the words that draw() gave for them, those who enter, renew, are up for
    /// evaluation or have a workload to decide, in their order; in place of what `stirring` held. Counts evaluations
    /// and renewals.
    void find(std::size_t first, std::size_t last, const AttentionDraws& draws, std::vector<Stirring>& stirring,
              MonthTotals& totals) const;

private:
    bool evaluates(std::size_t i, std::uint32_t word) const;
    bool renews(std::size_t i) const;
    std::uint32_t forced_out(std::size_t i) const;
    bool loses_offers() const;

    const Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const Kernels& kernels_;
    std::vector<std::size_t> news_;  ///< clouds where a lab became legal this month
    WorkloadChances turnover_, activation_;
    bool losses_;                ///< an offer of last month is no longer legal for some workload
    std::uint64_t base_chance_;  ///< threshold of the evaluation word without news and shortage
    std::uint8_t due_[256];      ///< [terms] phase whose contracts are renewed this month
};

}  // namespace nephoscope
