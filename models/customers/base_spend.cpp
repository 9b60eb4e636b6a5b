#include <fmt/format.h>

#include <Eigen/Dense>

#include "models/customers/base_cloud.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

/// Clouds that have base revenue: the others are nobody's home at the start.
std::vector<std::size_t> base_clouds(const Scenario& scenario) {
    std::vector<std::size_t> clouds;
    for (std::size_t c = 0; c < scenario.venues.size(); ++c)
        if (scenario.venues[c].kind == VenueKind::cloud && scenario.venues[c].base_revenue > 0) clouds.push_back(c);
    return clouds;
}

}  // namespace

void set_base_spend(Customers& customers, const Scenario& scenario) {
    const std::size_t venues = scenario.venues.size();
    const std::vector<std::size_t> clouds = base_clouds(scenario);
    customers.base_per_budget.assign(venues, 0);
    const auto n = static_cast<Eigen::Index>(clouds.size());
    // Exact sums, so that the solution does not depend on the order of customers.
    std::vector<std::vector<Money>> spend(venues, std::vector<Money>(venues, 0));  // [home][cloud]
    for (std::size_t i = 0; i < customers.size(); ++i) {
        if (customers.entry[i] >= 0) continue;
        const double budget = organisations(customers.weight[i]) * customers.budget[i];
        for (std::size_t c = 0; c < venues; ++c)
            add_exact(spend[customers.contract_cloud[i]][c], to_money(budget * customers.base_share[i * venues + c]));
    }
    for (std::vector<Money>& of_home : spend) customers.ranks->sum(of_home);
    Eigen::MatrixXd matrix(n, n);
    Eigen::VectorXd revenue(n);
    for (Eigen::Index r = 0; r < n; ++r) {
        const std::size_t cloud = clouds[static_cast<std::size_t>(r)];
        revenue(r) = scenario.venues[cloud].base_revenue;
        for (Eigen::Index h = 0; h < n; ++h) matrix(r, h) = to_usd(spend[clouds[static_cast<std::size_t>(h)]][cloud]);
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
    for (std::size_t c = 0; c < venues; ++c)  // a later entrant's customers spend like the others'
        if (scenario.venues[c].kind == VenueKind::cloud && customers.base_per_budget[c] == 0)
            customers.base_per_budget[c] = mean;
    for (std::size_t i = 0; i < customers.size(); ++i)
        customers.base_spend[i] = customers.entry[i] >= 0
                                      ? 0.0
                                      : customers.base_per_budget[customers.contract_cloud[i]] * customers.budget[i];
}

}  // namespace nephoscope
