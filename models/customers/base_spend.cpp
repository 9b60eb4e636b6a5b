#include <fmt/format.h>

#include <Eigen/Dense>

#include "models/customers/accumulate.h"
#include "models/customers/base_cloud.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

/// Clouds that have base revenue: the others are nobody's home at the start.
std::vector<std::size_t> base_clouds(const Scenario& scenario) {
    std::vector<std::size_t> clouds;
    for (const std::size_t c : clouds_of(scenario))
        if (scenario.venues[c].base_revenue > 0) clouds.push_back(c);
    return clouds;
}

/// What customers at home at one cloud spend on AI, as their bases are spread over clouds.
struct SpreadSpend {
    std::vector<Money> at;  ///< [home venues × venues]
    void merge(const SpreadSpend& other) {
        for (std::size_t j = 0; j < at.size(); ++j) add_exact(at[j], other.at[j]);
    }
};

/// Of those there from the start, at all ranks: exact sums, so that their order does not matter.
SpreadSpend spread_spend(const Customers& customers, int threads) {
    const auto venues = static_cast<std::size_t>(customers.venues),
               bases = static_cast<std::size_t>(customers.base_venues);
    const auto none = [&] { return SpreadSpend{std::vector<Money>(venues * venues, 0)}; };
    SpreadSpend spend = none();
    accumulate_blocks<SpreadSpend>(customers.size(), kCustomerBlock, threads, spend, none,
                                   [&](std::size_t first, std::size_t last, SpreadSpend& part) {
                                       for (std::size_t i = first; i < last; ++i) {
                                           if (customers.entry[i] >= 0) continue;
                                           const double budget =
                                               organisations(customers.weight[i]) * customers.budget[i];
                                           const double* share = customers.base_shares(i);
                                           Money* of_home = part.at.data() + customers.contract_cloud[i] * venues;
                                           for (std::size_t c = 0; c < bases; ++c)
                                               if (share[c] != 0) add_exact(of_home[c], to_money(budget * share[c]));
                                       }
                                   });
    customers.ranks->sum(spend.at);
    return spend;
}

}  // namespace

void set_base_spend(Customers& customers, const Scenario& scenario, int threads) {
    const std::size_t venues = scenario.venues.size();
    const std::vector<std::size_t> clouds = base_clouds(scenario);
    customers.base_per_budget.assign(venues, 0);
    const auto n = static_cast<Eigen::Index>(clouds.size());
    const SpreadSpend spend = spread_spend(customers, threads);
    Eigen::MatrixXd matrix(n, n);
    Eigen::VectorXd revenue(n);
    for (Eigen::Index r = 0; r < n; ++r) {
        const std::size_t cloud = clouds[static_cast<std::size_t>(r)];
        revenue(r) = scenario.venues[cloud].base_revenue;
        for (Eigen::Index h = 0; h < n; ++h)
            matrix(r, h) = to_usd(spend.at[clouds[static_cast<std::size_t>(h)] * venues + cloud]);
    }
    const Eigen::VectorXd solution = n == 0 ? revenue : Eigen::VectorXd(matrix.partialPivLu().solve(revenue));
    double mean = 0;
    for (Eigen::Index h = 0; h < n; ++h) {
        const std::size_t cloud = clouds[static_cast<std::size_t>(h)];
        if (!(solution(h) > 0))
            throw ModelError(fmt::format(
                "base spend: customers at home at '{}' would need {:.3g} USD of base spend per USD of AI budget to "
                "reproduce the base revenues; change venue.*.base_revenue_usd_per_month, segment.*.home_share or "
                "segment.*.home_base_share",
                scenario.venues[cloud].id, solution(h)));
        customers.base_per_budget[cloud] = solution(h);
        mean += solution(h) / static_cast<double>(n);
    }
    for (const std::size_t c : clouds_of(scenario))  // a later entrant's customers spend like the others'
        if (customers.base_per_budget[c] == 0) customers.base_per_budget[c] = mean;
    for (std::size_t i = 0; i < customers.size(); ++i)
        customers.base_spend[i] = customers.entry[i] >= 0
                                      ? 0.0
                                      : customers.base_per_budget[customers.contract_cloud[i]] * customers.budget[i];
}

}  // namespace nephoscope
