#include "models/customers/base_cloud.h"

#include <algorithm>
#include <limits>

#include "models/customers/accumulate.h"
#include "sim/core/math.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

int largest(const Scenario& scenario, const double* share) {
    return best_cloud(scenario, [&](std::size_t c) { return share[c]; });
}

}  // namespace

BaseCloud::BaseCloud(Customers& customers, const DecisionContext& context, Chooser& chooser, bool bounds)
    : customers_(customers),
      context_(context),
      scenario_(context.scenario),
      chooser_(chooser),
      tastes_(scenario_, context.draws),
      bounds_(bounds),
      annuity_(0) {
    const double monthly = math::exp(math::log(1 + scenario_.finance.customer_discount_rate) / 12);
    double discount = 1;
    for (int m = 1; m <= static_cast<int>(scenario_.portfolio.planning_horizon); ++m) {
        discount /= monthly;
        annuity_ += discount;
    }
    growth_[0] = 1;
    for (std::size_t m = 1; m < growth_.size(); ++m) growth_[m] = growth_[m - 1] * (1 + scenario_.base_cloud.growth);
    double clouds = 0;
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c) {
        if (scenario_.venues[c].kind != VenueKind::cloud) continue;
        mean_base_ += customers.base_per_budget[c];
        ++clouds;
    }
    if (clouds > 0) mean_base_ /= clouds;
}

std::uint32_t BaseCloud::foreseen(std::size_t i) const {
    std::uint32_t workloads = 0;
    const double share = scenario_.segments[customers_.segment[i]].active_at_start;
    for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
        const int slot = scenario_.workloads[k].draw_slot;
        if (unit_uniform(context_.draws.of_workload(Stream::active_at_start, customers_.id[i], slot)) < share)
            workloads |= 1U << k;
    }
    return workloads;
}

/// What U_ic holds beside the AI pull [USD/month] (MODEL 5.7): taste for the base service on the spend that is up for
/// choice.
BaseCloud::Utilities BaseCloud::base_utilities(std::size_t i, double grown) const {
    const BaseCloudParameters& p = scenario_.base_cloud;
    const double at_stake = customers_.base_spend[i] * grown / p.taste_precision;
    BaseTastes::Row taste;
    tastes_.of(customers_.id[i], taste);
    Utilities utility{};
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c)
        if (scenario_.venues[c].kind == VenueKind::cloud)
            utility[c] = at_stake *
                         (scenario_.venues[c].base_service_index + p.inertia * customers_.base_shares(i)[c] + taste[c]);
    return utility;
}

/// argmax U_ic. Of the AI pull V(g^c) − V(g) the second term is the same for all clouds, so that V(g^c) decides; it is
/// computed where its bounds leave the question open.
int BaseCloud::choose_growth(const Utilities& utility, Prospects& prospects) const {
    auto top = static_cast<std::size_t>(best(utility));
    if (bounds_) prospects.look_at(top);
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c) {
        if (scenario_.venues[c].kind != VenueKind::cloud || c == top) continue;
        const auto is_less = [&](std::size_t a, std::size_t b) {
            return utility[a] + prospects.upper(a) < utility[b] + prospects.lower(b);
        };
        if (bounds_ && is_less(c, top)) continue;
        if (bounds_) prospects.look_at(c);
        if (bounds_ && is_less(c, top)) continue;
        const double most = utility[top] + prospects.value(top), its = utility[c] + prospects.value(c);
        if (its < most || (its == most && c > top)) continue;
        top = c;
    }
    return static_cast<int>(top);
}

/// Extra advantage of a cloud's base service for a base that moves there whole.
double BaseCloud::service_gain(std::size_t i, std::size_t cloud) const {
    const double service =
        scenario_.venues[cloud].base_service_index - scenario_.venues[customers_.contract_cloud[i]].base_service_index;
    return customers_.base_spend[i] / scenario_.base_cloud.taste_precision * service;
}

/// False where no cloud's advantage can reach what moving costs.
bool BaseCloud::may_migrate(std::size_t i, const Utilities& base, Prospects& prospects) const {
    if (!bounds_) return true;
    const auto home = static_cast<std::size_t>(customers_.contract_cloud[i]);
    const double cost = scenario_.base_cloud.migration_months * customers_.base_spend[i];
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c) {
        if (scenario_.venues[c].kind != VenueKind::cloud || c == home) continue;
        const auto is_too_little = [&] {
            const double worst_at_home = base[home] + prospects.lower(home);
            const double gain = base[c] + prospects.upper(c) - worst_at_home + service_gain(i, c);
            return gain * annuity_ < cost;
        };
        if (is_too_little()) continue;
        prospects.look_at(home);
        prospects.look_at(c);
        if (!is_too_little()) return true;
    }
    return false;
}

int BaseCloud::best(const Utilities& utility) const {
    return best_cloud(scenario_, [&](std::size_t c) { return utility[c]; });
}

/// A newcomer's shares are what they would be if all its base stood at one cloud, so that V(g^c) compares houses.
void BaseCloud::enter(std::size_t i, MonthTotals& totals) {
    const std::uint32_t workloads = scenario_.base_cloud.ai_pull ? foreseen(i) : 0U;
    const BaseCloudParameters& p = scenario_.base_cloud;
    const double grown = growth_[customers_.term[i]] - 1;
    const double at_stake = mean_base_ * customers_.budget[i] * grown / p.taste_precision;
    Contract contract = contract_of(customers_, i);
    BaseTastes::Row taste;
    tastes_.of(customers_.id[i], taste);
    Utilities utility{};
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c) {
        if (scenario_.venues[c].kind != VenueKind::cloud) continue;
        utility[c] = at_stake * (scenario_.venues[c].base_service_index + taste[c]);
        if (workloads == 0) continue;
        Utilities all_there{};
        all_there[c] = 1;
        contract.cloud = static_cast<int>(c);
        PortfolioProblem problem;
        utility[c] += chooser_.portfolio_value(i, workloads, contract, all_there.data(), problem);
    }
    const int home = best(utility);
    std::fill_n(customers_.base_shares(i), customers_.base_venues, 0.0);
    customers_.base_shares(i)[home] = 1;
    customers_.contract_cloud[i] = customers_.growth_cloud[i] = static_cast<std::uint8_t>(home);
    customers_.base_spend[i] = customers_.base_per_budget[static_cast<std::size_t>(home)] * customers_.budget[i];
    const auto cell = static_cast<std::size_t>(home * 3 + taste_tercile(scenario_, context_.draws, customers_.id[i]));
    totals.new_logos[cell] += customers_.weight[i];
}

void BaseCloud::renew(std::size_t i, std::uint32_t workloads, MonthTotals& totals) {
    if (customers_.migration_left[i] == 0)
        customers_.contract_cloud[i] = static_cast<std::uint8_t>(largest(scenario_, customers_.base_shares(i)));
    if (!(customers_.base_spend[i] > 0)) return;  // nothing to place
    const double grown = growth_[customers_.term[i]] - 1;
    Utilities utility = base_utilities(i, grown);
    const bool pull = scenario_.base_cloud.ai_pull && workloads != 0 && grown != 0;
    Prospects prospects(chooser_, customers_, scenario_, i, workloads, grown);
    const int target = pull ? choose_growth(utility, prospects) : best(utility);
    customers_.growth_cloud[i] = static_cast<std::uint8_t>(target);
    if (customers_.migration_left[i] != 0) return;
    if (pull && !may_migrate(i, utility, prospects)) return;
    for (std::size_t c = 0; c < scenario_.venues.size() && pull; ++c)
        if (scenario_.venues[c].kind == VenueKind::cloud) utility[c] += prospects.value(c);
    migrate(i, utility, totals);
}

/// Moves the home when the best cloud's advantage over the planning horizon exceeds what moving costs.
void BaseCloud::migrate(std::size_t i, const Utilities& utility, MonthTotals& totals) {
    const BaseCloudParameters& p = scenario_.base_cloud;
    const auto home = static_cast<std::size_t>(customers_.contract_cloud[i]);
    const double spend = customers_.base_spend[i];
    const auto gain = [&](std::size_t c) { return utility[c] - utility[home] + service_gain(i, c); };
    const int to = best_cloud(scenario_, gain);
    if (static_cast<std::size_t>(to) == home) return;
    if (!(gain(static_cast<std::size_t>(to)) * annuity_ > p.migration_months * spend)) return;
    customers_.migration_from[i] = static_cast<std::uint8_t>(home);
    customers_.migration_left[i] = 12;
    customers_.migration_amount[i] = customers_.base_shares(i)[home] * spend / 12;
    customers_.contract_cloud[i] = static_cast<std::uint8_t>(to);
    const Money cost = to_money(organisations(customers_.weight[i]) * p.migration_months * spend);
    add_exact(totals.migration_cost[customers_.segment[i]], cost);
    add_exact(totals.cost_decile[customers_.decile[i]], cost);
    totals.primary_switches[static_cast<std::size_t>(
        to * 3 + taste_tercile(scenario_, context_.draws, customers_.id[i]))] += customers_.weight[i];
    ++totals.migrations;
}

void choose_growth_clouds(Customers& customers, const Scenario& scenario, const Draws& draws, int threads) {
    const BaseTastes tastes(scenario, draws);
    for_blocks(customers.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        BaseTastes::Row taste;
        for (std::size_t i = first; i < last; ++i) {
            tastes.of(customers.id[i], taste);
            customers.growth_cloud[i] = static_cast<std::uint8_t>(best_cloud(scenario, [&](std::size_t c) {
                return scenario.venues[c].base_service_index +
                       scenario.base_cloud.inertia * customers.base_shares(i)[c] + taste[c];
            }));
        }
    });
}

int taste_tercile(const Scenario& scenario, const Draws& draws, std::uint32_t customer) {
    constexpr double cut = 0.43072729929545756;  // two thirds of the standard normal law lie below
    if (scenario.metrics.focal_lab < 0) return 1;
    const double taste = lab_taste(scenario, draws, customer, static_cast<std::size_t>(scenario.metrics.focal_lab));
    const double scale = scenario.choice.lab_taste_sd;
    return taste < -cut * scale ? 0 : taste > cut * scale ? 2 : 1;
}

}  // namespace nephoscope
