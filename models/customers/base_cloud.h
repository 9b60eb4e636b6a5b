#pragma once

#include <vector>

#include "models/customers/base_tastes.h"
#include "models/customers/chooser.h"
#include "models/customers/prospects.h"

namespace nephoscope {

/// The cloud business beside AI (docs/model.md#base-cloud, MODEL 5.7): whom customers contract with, where new base
/// spend goes, who moves house. Access to models moves it through V, the value of the AI portfolio.
class BaseCloud {
public:
    /// Without `bounds` every prospect is computed: the plain way, with the same results.
    BaseCloud(Customers& customers, const DecisionContext& context, Chooser& chooser, bool bounds = true);

    /// A newcomer's first cloud: chosen without inertia, foreseeing the workloads that would be active at the start of
    /// the simulation; it becomes home, contract cloud and target of growth. Counts the new logo.
    void enter(std::size_t i, MonthTotals& totals);

    /// Renewal: the contract cloud becomes the one with the largest share, the customer picks the cloud that receives
    /// new base spend in the next term and considers moving its home. `workloads` are active ones. Counts moves.
    void renew(std::size_t i, std::uint32_t workloads, MonthTotals& totals);

private:
    using Utilities = std::array<double, kMaxVenues>;
    std::uint32_t foreseen(std::size_t i) const;
    Utilities base_utilities(std::size_t i, double grown) const;
    int choose_growth(const Utilities& utility, Prospects& prospects) const;
    bool may_migrate(std::size_t i, const Utilities& base, Prospects& prospects) const;
    double service_gain(std::size_t i, std::size_t cloud) const;
    void migrate(std::size_t i, const Utilities& utility, MonthTotals& totals);
    int best(const Utilities& utility) const;

    Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    Chooser& chooser_;
    BaseTastes tastes_;
    double mean_base_ = 0;            ///< mean of b_h over clouds: what a newcomer's tastes for base services weigh
    std::array<double, 256> growth_;  ///< (1 + g)^months, by months: a term has at most 255
    bool bounds_;
    double annuity_;  ///< (H, r_c): months of benefit that a migration counts
};

/// n_i at the start: argmax of μ_c + ψ_B·g_ic + ξ_ic, the AI pull left out.
void choose_growth_clouds(Customers& customers, const Scenario& scenario, const Draws& draws, int threads = 1);

/// b_h of every home cloud: solves Σ_i weight_i·b_h(i)·A_i·g_ic = base revenue of c for the customers there from the
/// start, and sets their base spend. Throws ModelError, with the solution, when some b_h is not above 0.
void set_base_spend(Customers& customers, const Scenario& scenario, int threads = 1);

/// Third of customers by taste for the focal lab: 0 low, 1 middle, 2 high.
int taste_tercile(const Scenario& scenario, const Draws& draws, std::uint32_t customer);

}  // namespace nephoscope
