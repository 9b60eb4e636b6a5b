#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "models/theory/equilibrium_checks.h"

/// Bertrand-Nash equilibria in prices.
namespace nephoscope::theory {

/// How prices move from a start to an equilibrium. Every process ends with Newton's method.
enum class Process {
    zeta,                       ///< damped fixed-point iteration p ← p + θ(ζ(p) − p)
    simultaneous_best_response  ///< all parties at once jump to their global best responses
};

/// Which of several equilibria is `selected`.
enum class SelectionRule {
    first_found,          ///< the one reached from the first start that reached any
    lowest_mean_price,    ///< lowest unweighted mean of prices
    highest_total_payoff  ///< highest sum of payoffs over the parties
};

/// Name of a rule as reports print it, e.g. "first_found".
std::string name_of(SelectionRule rule);

/// What governs the search; all but `starts` and `rule` change effort, not results.
struct EquilibriumOptions {
    std::vector<Eigen::VectorXd> starts;  ///< tried first, each of shape [products]; a built-in list follows
    SelectionRule rule = SelectionRule::first_found;
    double damping = 1.0;        ///< initial θ in (0, 1]; halved, down to 1/32, while the residual grows
    double tolerance = 1e-12;    ///< first-order residual allowed, relative to 1 + the largest |price|
    int max_iterations = 10000;  ///< of the fixed point, per start
};

/// A stationary point and its checks. `shares` and `prices` have shape [products], `payoffs` [parties].
struct Equilibrium {
    Eigen::VectorXd prices;
    Eigen::VectorXd shares;
    double outside_share = 0.0;
    Eigen::VectorXd payoffs;
    double consumer_surplus = 0.0;
    EquilibriumChecks checks;
    Process process = Process::zeta;
    int start = 0;       ///< position among the starts of `process` it was first reached from; the caller's come first
    int iterations = 0;  ///< steps of `process` from there
};

/// All equilibria found from all starts.
struct EquilibriumSet {
    std::vector<Equilibrium> equilibria;  ///< distinct, in the order found; each passed all checks
    std::vector<Equilibrium> rejected;    ///< distinct stationary points that failed a check
    std::size_t selected = 0;             ///< position in `equilibria` by `rule`
    SelectionRule rule = SelectionRule::first_found;
    int starts = 0;     ///< starts tried
    int converged = 0;  ///< starts that reached a stationary point

    const Equilibrium& selection() const { return equilibria[selected]; }
};

/// The stationary point that `process` reaches from `start`, with its checks, which may fail.
///
/// Raises ArgumentError as check_contracts() and check_prices() do and naming `outside_utility` when one party sets all
/// prices and buyers cannot leave (its profit grows without bound); NoConvergence when the iteration ends above the
/// tolerance.
Equilibrium stationary_point(const Demand& demand, const Contracts& contracts, const Eigen::VectorXd& start,
                             Process process = Process::zeta, const EquilibriumOptions& options = {});

/// The equilibria reached from the caller's starts and a built-in list: break-even prices, these plus 1, 3 and 10
/// coarsest price steps, and two where every other product is dear. Best-response dynamics are tried when the fixed
/// point finds none: they cost a thousand times more, so only from the caller's starts and two of the list.
///
/// Raises as stationary_point() does; NoConvergence when no start converges, NoEquilibrium when no stationary point
/// passes.
EquilibriumSet find_equilibria(const Demand& demand, const Contracts& contracts,
                               const EquilibriumOptions& options = {});

/// The selected equilibrium of find_equilibria().
Equilibrium find_equilibrium(const Demand& demand, const Contracts& contracts, const EquilibriumOptions& options = {});

/// The equilibrium of joint(contracts): prices that maximise the parties' total payoff.
Equilibrium joint_profit_benchmark(const Demand& demand, const Contracts& contracts,
                                   const EquilibriumOptions& options = {});

}  // namespace nephoscope::theory
