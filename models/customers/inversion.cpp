#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <bit>
#include <memory>

#include "models/customers/anderson.h"
#include "models/customers/burn_in.h"
#include "models/customers/burn_in_run.h"
#include "models/customers/expected.h"
#include "models/customers/population.h"
#include "models/customers/start_unknowns.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

constexpr std::size_t kCoarseAgents = 2'000;  ///< for what need not be exact: stage 1 and the first pass of stage 2
constexpr double kExpectedTolerance = 1e-3;   ///< of log gaps
constexpr double kTolerance = 3e-4;
constexpr int kMostExpectedPasses = 30, kMostPasses = 40;
constexpr int kFollowingPasses = 3;  ///< passes in which segments follow the scaled budgets
static_assert(kFollowingPasses >= 2, "the first pass is of the coarse sample");
constexpr int kPlainFrom = 15;  ///< from this pass on, plain steps
constexpr int kRestartEvery = 10;
constexpr std::size_t kDepth = 5;
constexpr double kRidge = 1e-4;  ///< below the steps of early passes, above the jumps of late ones

double largest(const Eigen::VectorXd& x) { return x.size() > 0 ? x.cwiseAbs().maxCoeff() : 0.0; }

/// A factor of e^10 in price or budget is beyond anything sensible: there an extrapolation has run away.
Eigen::VectorXd bounded(const Eigen::VectorXd& x) { return x.cwiseMax(-10.0).cwiseMin(10.0); }

/// The step that would close the gaps if the market answered by `derivatives`, shortened to one log point: far away
/// they do not hold. The smallest such step where labs and venues cannot be told apart.
Eigen::VectorXd newton_step(const Eigen::MatrixXd& derivatives, const Eigen::VectorXd& gaps) {
    if (gaps.size() == 0) return gaps;
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> system(derivatives.rows(), derivatives.cols());
    system.setThreshold(1e-6);  // expected spend is rounded at 1e-9 of the smallest share
    const Eigen::VectorXd step = system.compute(derivatives).solve(gaps);
    return step / std::max(1.0, largest(step));
}

/// The unknowns that meet the targets in the closed form, and its derivatives there.
struct ExpectedSolution {
    Eigen::VectorXd x;
    Eigen::MatrixXd derivatives;
};

/// Stage 1, by Newton's method. `unscaled` budgets: expected outlay is proportional to them, so that the factor needs
/// no new population.
ExpectedSolution invert_expected(const StartUnknowns& unknowns, const Customers& unscaled, const Scenario& scenario,
                                 const Draws& draws, const OfferTable& offers, int threads) {
    ExpectedSolution solution{Eigen::VectorXd::Zero(unknowns.size()), {}};
    for (int pass = 1;; ++pass) {
        const StartValues values = unknowns.values(solution.x);
        const ExpectedSpend expected = expected_spend(unscaled, scenario, draws, values, offers, threads);
        Spend spend = spend_of(scenario, expected.by_offer);
        spend *= values.budget_factor;
        solution.derivatives = unknowns.derivatives(expected);
        const Eigen::VectorXd gaps = unknowns.gaps(spend);
        if (largest(gaps) < kExpectedTolerance || pass == kMostExpectedPasses) return solution;
        solution.x = bounded(solution.x + newton_step(solution.derivatives, gaps));
    }
}

/// Stage 2's way from one point to the next.
class Search {
public:
    Search(const StartUnknowns& unknowns, Eigen::MatrixXd derivatives)
        : unknowns_(unknowns), derivatives_(std::move(derivatives)), anderson_(kDepth, kRidge) {}

    /// After pass `pass` at `x`, where shares were `distance` from their targets.
    Eigen::VectorXd next(int pass, const Eigen::VectorXd& x, const Eigen::VectorXd& gaps, double distance) {
        if (pass <= 2) anderson_.forget();  // the first pass was another sample's
        if (pass <= kFollowingPasses || distance < best_distance_) {
            best_x_ = x;
            best_gaps_ = gaps;
            best_distance_ = distance;
        }
        // Late extrapolations can wander among the jumps; the best point so far and a plain step bring them back.
        const bool restart = pass >= kPlainFrom && (pass - kPlainFrom) % kRestartEvery == 0;
        if (restart) anderson_.forget();
        const Eigen::VectorXd& from = restart ? best_x_ : x;
        return bounded(anderson_.next(from, step(pass, restart ? best_gaps_ : gaps)));
    }

private:
    Eigen::VectorXd step(int pass, const Eigen::VectorXd& gaps) const {
        if (pass < kPlainFrom) return newton_step(derivatives_, gaps);
        return unknowns_.plain_steps().cwiseProduct(gaps);
    }

    const StartUnknowns& unknowns_;
    Eigen::MatrixXd derivatives_;
    Anderson anderson_;
    Eigen::VectorXd best_x_, best_gaps_;
    double best_distance_ = 0;
};

std::string table(const std::vector<InvertedMoment>& moments) {
    std::string text = fmt::format("{:<32} {:>14} {:>14}\n", "moment", "target", "reached");
    for (const InvertedMoment& moment : moments)
        text += fmt::format("{:<32} {:>14.6g} {:>14.6g}\n", moment.name, moment.target, moment.reached);
    return text;
}

/// Share of all budgets that the largest workload of one customer holds: shares of spend move in jumps up to this size,
/// so that no fit can be asked to come closer.
double granularity(const Customers& customers) {
    double most = 0;
    Money total = 0;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        const double budget = organisations(customers.weight[i]) * customers.budget[i];
        for (int k = 0; k < customers.workloads; ++k) {
            const std::size_t slot = customers.slot(i, k);
            if (!customers.is_active(i, k)) continue;
            most = std::max(most, budget * customers.workload_share[slot]);
            total += to_money(budget * customers.workload_share[slot]);
        }
    }
    for (const std::int64_t bits : customers.ranks->gather(std::bit_cast<std::int64_t>(most)))
        most = std::max(most, std::bit_cast<double>(bits));
    total = customers.ranks->sum(total);
    return total > 0 ? most / to_usd(total) : 0.0;
}

}  // namespace

Inversion invert(const Scenario& scenario, const Draws& draws, const OfferTable& offers, int threads,
                 const Ranks& ranks, Burnt* last) {
    const StartUnknowns unknowns(scenario);
    unknowns.check_sold(offers);
    Customers customers = make_sample(scenario, draws, 1.0, kCoarseAgents, ranks, threads);
    ExpectedSolution start = invert_expected(unknowns, customers, scenario, draws, offers, threads);
    Search search(unknowns, std::move(start.derivatives));
    const std::vector<double> budgets = sampled_budgets(scenario, kMostInverted, ranks);

    Inversion inversion;
    std::unique_ptr<BurnIn> burn;
    Eigen::VectorXd x = start.x;
    double distance = 0;
    for (int pass = 1; pass <= kMostPasses; ++pass) {
        inversion.passes = pass;
        inversion.values = unknowns.values(x);
        const double factor = inversion.values.budget_factor;
        if (pass <= kFollowingPasses) {
            inversion.segment_factor = factor;
            const std::unique_ptr<BurnIn> before = std::move(burn);
            const std::size_t most = pass == 1 ? kCoarseAgents : kMostInverted;
            if (pass == 2)
                customers = make_sample(scenario, draws, factor, most, ranks, threads);
            else
                rescale_sample(scenario, draws, factor, factor, most, threads, customers);
            burn = std::make_unique<BurnIn>(customers, scenario, draws, offers);
            if (pass > 1) burn->keep_shocks(customers, threads, pass > 2 ? before.get() : nullptr);
        } else {
            for (std::size_t i = 0; i < budgets.size(); ++i) customers.budget[i] = factor * budgets[i];
        }
        MonthTotals totals = burn->run(customers, inversion.values, threads);
        const Spend spend = spend_of(scenario, totals);
        inversion.moments = unknowns.moments(spend);
        distance = unknowns.distance(spend);
        // Segments must be frozen before the answer counts: the caller's population has them frozen.
        inversion.tolerance = std::max(kTolerance, 2 * granularity(customers));
        if (distance < inversion.tolerance && pass >= kFollowingPasses) {
            if (last != nullptr) *last = {std::move(customers), std::move(totals), burn->take_shocks()};
            return inversion;
        }
        x = search.next(pass, x, unknowns.gaps(spend), distance);
    }
    throw ModelError(fmt::format("inversion: after {} passes shares are still {:.2g} from their targets\n{}",
                                 kMostPasses, distance, table(inversion.moments)));
}

}  // namespace nephoscope
