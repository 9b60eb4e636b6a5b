#include "models/theory/equilibrium.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "models/theory/errors.h"
#include "sim/core/error.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

/// Where an iteration stopped.
struct Reached {
    VectorXd prices;
    double residual = std::numeric_limits<double>::infinity();
    int iterations = 0;
};

double allowed_residual(const EquilibriumOptions& options, const VectorXd& prices) {
    return options.tolerance * (1.0 + prices.cwiseAbs().maxCoeff());
}

std::vector<int> all_products(const Demand& demand) {
    std::vector<int> products;
    for (int j = 0; j < demand.products(); ++j) products.push_back(j);
    return products;
}

/// Newton's method from `prices`; true when it meets the tolerance, and then `reached` holds where.
bool polished(const Demand& demand, const Contracts& contracts, const EquilibriumOptions& options, VectorXd prices,
              Reached& reached) {
    const double residual = polish(demand, contracts, all_products(demand), prices);
    if (!(residual <= allowed_residual(options, prices))) return false;
    reached.prices = prices;
    reached.residual = residual;
    return true;
}

bool same_prices(const VectorXd& a, const VectorXd& b) {
    return (a - b).cwiseAbs().maxCoeff() <= 1e-7 * (1.0 + a.cwiseAbs().maxCoeff());
}

Reached iterate_zeta(const Demand& demand, const Contracts& contracts, const VectorXd& start,
                     const EquilibriumOptions& options) {
    Reached reached{start, std::numeric_limits<double>::infinity(), 0};
    const double near = 0.05 * demand.finest_price_step();
    double damping = options.damping;
    for (int iteration = 1; iteration <= options.max_iterations; ++iteration) {
        reached.iterations = iteration;
        const VectorXd step = zeta(demand, contracts, reached.prices) - reached.prices;
        const double residual = step.cwiseAbs().maxCoeff();
        if (!step.allFinite() || residual > 1e12 * (1.0 + start.cwiseAbs().maxCoeff())) break;
        if (residual > reached.residual) damping = std::max(0.5 * damping, 1.0 / 32.0);
        reached.residual = residual;
        if (residual <= near && polished(demand, contracts, options, reached.prices, reached)) break;
        if (residual <= allowed_residual(options, reached.prices)) break;
        reached.prices += damping * step;
    }
    return reached;
}

Reached iterate_best_responses(const Demand& demand, const Contracts& contracts, const VectorXd& start,
                               const EquilibriumOptions& options) {
    Reached reached{start, std::numeric_limits<double>::infinity(), 0};
    const double near = 0.01 * demand.finest_price_step();
    std::vector<VectorXd> visited;
    for (int round = 1; round <= 200; ++round) {
        reached.iterations = round;
        VectorXd next = reached.prices;
        for (int f = 0; f < contracts.parties(); ++f) {
            const VectorXd reply = best_response(demand, contracts, reached.prices, f);
            for (Index j = 0; j < next.size(); ++j) {
                if (contracts.control[static_cast<std::size_t>(j)] == f) next[j] = reply[j];
            }
        }
        reached.residual = (next - reached.prices).cwiseAbs().maxCoeff();
        reached.prices = next;
        if (reached.residual <= near && polished(demand, contracts, options, next, reached)) break;
        // Prices that come back without settling are a cycle.
        const auto returns = [&](const VectorXd& earlier) { return same_prices(earlier, next); };
        if (reached.residual > near && std::any_of(visited.begin(), visited.end(), returns)) break;
        visited.push_back(next);
    }
    return reached;
}

/// A buyer who cannot leave, and a seller who sets every price, have no equilibrium.
void check_bounded(const Demand& demand, const Contracts& contracts) {
    if (demand.has_outside_good()) return;
    const bool one_setter = std::all_of(contracts.control.begin(), contracts.control.end(),
                                        [&](int party) { return party == contracts.control.front(); });
    if (one_setter) {
        throw ArgumentError("outside_utility", "none",
                            "a number where one party sets all prices, whose profit would grow without bound");
    }
}

Equilibrium describe(const Demand& demand, const Contracts& contracts, const Reached& reached, Process process) {
    Equilibrium equilibrium;
    const DemandPoint point = demand.at(reached.prices);
    equilibrium.prices = reached.prices;
    equilibrium.shares = point.shares;
    equilibrium.outside_share = point.outside_share;
    equilibrium.payoffs = payoffs(contracts, reached.prices, point.shares);
    equilibrium.consumer_surplus = demand.consumer_surplus(reached.prices);
    equilibrium.checks = check_equilibrium(demand, contracts, reached.prices);
    equilibrium.process = process;
    equilibrium.iterations = reached.iterations;
    return equilibrium;
}

std::vector<VectorXd> all_starts(const Demand& demand, const Contracts& contracts, const EquilibriumOptions& options) {
    std::vector<VectorXd> starts = options.starts;
    const VectorXd base = break_even_prices(contracts);
    const double step = demand.coarsest_price_step();
    for (double markup : {0.0, 1.0, 3.0, 10.0}) {
        starts.push_back((base.array() + markup * step).matrix());
    }
    for (Index parity : {Index{0}, Index{1}}) {
        VectorXd uneven = base;
        for (Index j = parity; j < uneven.size(); j += 2) uneven[j] += 10.0 * step;
        starts.push_back(uneven);
    }
    return starts;
}

bool is_known(const EquilibriumSet& set, const VectorXd& prices) {
    const auto matches = [&](const Equilibrium& known) { return same_prices(known.prices, prices); };
    return std::any_of(set.equilibria.begin(), set.equilibria.end(), matches) ||
           std::any_of(set.rejected.begin(), set.rejected.end(), matches);
}

/// Adds what `process` reaches from each of `starts` to `set`; returns the smallest residual of those that failed.
double collect(const Demand& demand, const Contracts& contracts, const std::vector<VectorXd>& starts, Process process,
               const EquilibriumOptions& options, EquilibriumSet& set) {
    double smallest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < starts.size(); ++i) {
        ++set.starts;
        const Reached reached = process == Process::zeta
                                    ? iterate_zeta(demand, contracts, starts[i], options)
                                    : iterate_best_responses(demand, contracts, starts[i], options);
        if (!(reached.residual <= allowed_residual(options, reached.prices))) {
            smallest = std::min(smallest, reached.residual);
            continue;
        }
        ++set.converged;
        if (is_known(set, reached.prices)) continue;
        Equilibrium found = describe(demand, contracts, reached, process);
        found.start = static_cast<int>(i);
        (found.checks.all_hold() ? set.equilibria : set.rejected).push_back(found);
    }
    return smallest;
}

std::size_t select(const EquilibriumSet& set) {
    const auto rank = [&](const Equilibrium& e) {
        if (set.rule == SelectionRule::lowest_mean_price) return e.prices.mean();
        return set.rule == SelectionRule::highest_total_payoff ? -e.payoffs.sum() : 0.0;
    };
    const auto best = std::min_element(set.equilibria.begin(), set.equilibria.end(),
                                       [&](const Equilibrium& a, const Equilibrium& b) { return rank(a) < rank(b); });
    return static_cast<std::size_t>(best - set.equilibria.begin());
}

void check_options(const Demand& demand, const EquilibriumOptions& options) {
    require(options.damping > 0.0 && options.damping <= 1.0, "damping", options.damping, "in (0, 1]");
    require(options.tolerance > 0.0 && options.tolerance < 1.0, "tolerance", options.tolerance, "in (0, 1)");
    require(options.max_iterations > 0, "max_iterations", options.max_iterations, "above 0");
    for (const VectorXd& start : options.starts) check_prices(demand, start);
}

}  // namespace

std::string name_of(SelectionRule rule) {
    switch (rule) {
        case SelectionRule::first_found:
            return "first_found";
        case SelectionRule::lowest_mean_price:
            return "lowest_mean_price";
        case SelectionRule::highest_total_payoff:
            return "highest_total_payoff";
    }
    return "unknown";
}

Equilibrium stationary_point(const Demand& demand, const Contracts& contracts, const VectorXd& start, Process process,
                             const EquilibriumOptions& options) {
    check_contracts(demand, contracts);
    check_prices(demand, start);
    check_options(demand, options);
    check_bounded(demand, contracts);
    const Reached reached = process == Process::zeta ? iterate_zeta(demand, contracts, start, options)
                                                     : iterate_best_responses(demand, contracts, start, options);
    if (!(reached.residual <= allowed_residual(options, reached.prices))) {
        throw NoConvergence("the Bertrand-Nash equilibrium", reached.residual, reached.iterations);
    }
    return describe(demand, contracts, reached, process);
}

EquilibriumSet find_equilibria(const Demand& demand, const Contracts& contracts, const EquilibriumOptions& options) {
    check_contracts(demand, contracts);
    check_options(demand, options);
    check_bounded(demand, contracts);
    EquilibriumSet set;
    set.rule = options.rule;
    const std::vector<VectorXd> starts = all_starts(demand, contracts, options);
    double smallest = collect(demand, contracts, starts, Process::zeta, options, set);
    if (set.equilibria.empty()) {
        // Global best responses cost a thousand times more, so only the caller's starts and the lowest and highest
        // built-in ones.
        std::vector<VectorXd> few = options.starts;
        few.push_back(starts[options.starts.size()]);
        few.push_back(starts[options.starts.size() + 3]);
        smallest =
            std::min(smallest, collect(demand, contracts, few, Process::simultaneous_best_response, options, set));
    }
    if (set.converged == 0) throw NoConvergence("the Bertrand-Nash equilibrium", smallest, options.max_iterations);
    if (set.equilibria.empty()) {
        const Equilibrium& last = set.rejected.back();
        const char* reason = last.checks.second_order
                                 ? "a party gains by a unilateral deviation from each stationary point"
                                 : "a stationary point is not a maximum of its setter's payoff";
        throw NoEquilibrium(reason, last.checks.first_order_residual, last.iterations);
    }
    set.selected = select(set);
    return set;
}

Equilibrium find_equilibrium(const Demand& demand, const Contracts& contracts, const EquilibriumOptions& options) {
    return find_equilibria(demand, contracts, options).selection();
}

Equilibrium joint_profit_benchmark(const Demand& demand, const Contracts& contracts,
                                   const EquilibriumOptions& options) {
    return find_equilibrium(demand, joint(contracts), options);
}

}  // namespace nephoscope::theory
