#include "models/market.h"
#include "models/pricing/paths.h"

/// What the phases of models/market.cpp ask about single labs and clouds.
namespace nephoscope {

/// Own compute of labs that pay for hosting: direct and consumer inference, and training at the wholesale price.
std::vector<LabNeed> Market::lab_needs() const {
    std::vector<LabNeed> needs(scenario_.labs.size());
    for (int l = 0; l < static_cast<int>(needs.size()); ++l) {
        const auto at = static_cast<std::size_t>(l);
        const Lab& lab = scenario_.labs[at];
        double hosted = 0;
        for (const double weight : lab.host_weight) hosted += weight;
        if (hosted <= 0) continue;
        const int direct = scenario_.direct_venue_of(l);
        if (direct >= 0) needs[at].direct = totals_.demand[static_cast<std::size_t>(offers_.offer(l, direct))];
        const double per_usd = offers_.compute_per_unit[at] / offers_.list_price[at];
        needs[at].consumer = to_whole(per_usd * consumer_revenue(scenario_, l, t_) * kComputePerMwMonth);
        needs[at].training = to_whole(funding_.training_budget(l) / offers_.wholesale_price * kComputePerMwMonth);
    }
    return needs;
}

/// [venues×labs] marginal revenue-share rates of this month; 0 once a cap is exhausted.
std::vector<double> Market::share_rates() const {
    const std::size_t labs = scenario_.labs.size();
    std::vector<double> rates(scenario_.venues.size() * labs, 0);
    for (const Clause* clause : agreements_.revenue_shares(month())) {
        const auto c = static_cast<std::size_t>(clause - scenario_.clauses.data());
        if (clause->cap && share_paid_[c] >= to_money(*clause->cap)) continue;
        rates[static_cast<std::size_t>(clause->venue) * labs + static_cast<std::size_t>(clause->lab)] += clause->rate;
    }
    return rates;
}

std::vector<Money> Market::lab_balances() const {
    std::vector<Money> balances;
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l)
        balances.push_back(ledger_.balance(ledger_accounts_.lab(static_cast<int>(l))));
    return balances;
}

std::vector<Payoff> Market::payoffs() const {
    return with_payoff_inputs([](const PayoffInputs& inputs) { return nephoscope::payoffs(inputs); });
}

}  // namespace nephoscope
