#include "analysis/studies/break_even.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>

#include "analysis/studies/ensemble.h"
#include "analysis/studies/opening.h"
#include "analysis/studies/shared_starts.h"
#include "models/money/tradeoff.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

using Clock = std::chrono::steady_clock;

bool holds(const Clause& clause, int venue, int lab) {
    return clause.type == ClauseType::equity && clause.venue == venue && clause.lab == lab;
}

double opening_stake(const Scenario& scenario, int venue, int lab) {
    double stake = 0;
    for (const Clause& clause : scenario.clauses)
        if (holds(clause, venue, lab)) stake += clause.fraction;
    return stake;
}

double held_by_others(const Scenario& scenario, int venue, int lab) {
    double stake = 0;
    for (const Clause& clause : scenario.clauses)
        if (clause.type == ClauseType::equity && clause.lab == lab && clause.venue != venue) stake += clause.fraction;
    return stake;
}

int lab_of_stake(const Scenario& scenario, int venue) {
    if (scenario.metrics.focal_lab >= 0) return scenario.metrics.focal_lab;
    for (const Clause& clause : scenario.clauses)
        if (clause.type == ClauseType::equity && clause.venue == venue) return clause.lab;
    throw ArgumentError("metrics.focal_lab", "absent, and the incumbent holds no equity", "the lab of the stake");
}

/// The pair of entities that the stake is between, by its indices in one scenario.
struct Holding {
    int venue, lab;
};

bool same_sets(const Scenario& a, const Scenario& b) {
    const auto same_ids = [](const auto& x, const auto& y) {
        return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                          [](const auto& one, const auto& other) { return one.id == other.id; });
    };
    return same_ids(a.labs, b.labs) && same_ids(a.venues, b.venues);
}

/// Both scenarios in all replications, once or for many stakes.
class Pairs {
public:
    Pairs(const Scenario& base, const Scenario& alternative, std::array<Holding, 2> holding, bool repeated,
          const BreakEvenOptions& options)
        : scenarios_{base, alternative},
          fingerprints_(start_fingerprints(scenarios_)),
          holding_(holding),
          repeated_(repeated),
          options_(options),
          plan_(estimate(scenarios_, options.threads, options.ranks->size())),
          began_(Clock::now()) {
        const SimulationParameters& size = base.simulation;
        for (int r = 0; r < size.replications; ++r)
            draws_.push_back(std::make_unique<Draws>(size.seed, static_cast<std::uint32_t>(r)));
        for (const auto& draws : draws_)
            starts_.push_back(std::make_unique<SharedStarts>(scenarios_, fingerprints_, *draws, plan_.threads_per_run,
                                                             *options.ranks, false));
    }

    /// What both scenarios give, by replication.
    struct Exposures {
        std::vector<StakeExposure> base, alternative;
        std::vector<OpeningBenchmark> benchmark;  ///< empty where the scenarios have other labs or venues
    };
    /// Runs all with an opening stake; `rounds` like this one are to come, this one included.
    Exposures run_all(double stake, int rounds) {
        std::vector<Scenario> scenarios = scenarios_;
        for (std::size_t s = 0; s < scenarios.size(); ++s)
            set_stake(scenarios[s], holding_[s].venue, holding_[s].lab, stake);
        const bool benchmark = same_sets(scenarios[0], scenarios[1]);
        Exposures all;
        all.base.resize(draws_.size()), all.alternative.resize(draws_.size());
        all.benchmark.resize(benchmark ? draws_.size() : 0);
        total_ = done_ + static_cast<int>(2 * draws_.size()) * rounds;
        for_blocks(draws_.size(), 1, plan_.parallel_runs, [&](std::size_t r, std::size_t) {
            std::vector<SalesMonth> exclusive, open;
            all.base[r] = run_one(scenarios, 0, r, exclusive);
            all.alternative[r] = run_one(scenarios, 1, r, open);
            if (benchmark && !stopped_)
                all.benchmark[r] = opening_benchmark(scenarios[0], holding_[0].lab, holding_[0].venue, exclusive, open);
        });
        return all;
    }

    bool stopped() const { return stopped_; }

private:
    StakeExposure run_one(const std::vector<Scenario>& scenarios, std::size_t s, std::size_t r,
                          std::vector<SalesMonth>& sales) {
        if (stopped_) return {};
        const Scenario& scenario = scenarios[s];
        const Schedule schedule{scenario.simulation.start, scenario.simulation.end, 1};
        Market market(scenario, *draws_[r], starts_[r]->of(s), plan_.threads_per_run);
        SalesRecorder recorder(market);
        const auto stop = [this] { return options_.ranks->any(options_.stop_requested && options_.stop_requested()); };
        if (run(market, schedule, recorder, stop) == Outcome::interrupted) {
            stopped_ = true;
            return {};
        }
        sales = recorder.months();
        const std::lock_guard<std::mutex> lock(progress_mutex_);
        ++done_;
        if (options_.progress)
            options_.progress(done_, total_, std::chrono::duration<double>(Clock::now() - began_).count());
        const Holding& pair = holding_[s];
        return market.with_payoff_inputs([&](const PayoffInputs& inputs) {
            if (repeated_) return StakeExposure{tradeoff(inputs, pair.venue).npv(), 0};
            return stake_exposure(inputs, pair.venue, pair.lab, 1 / market.funding().finances(pair.lab).shares);
        });
    }

    const std::vector<Scenario> scenarios_;
    const std::vector<std::string> fingerprints_;
    const std::array<Holding, 2> holding_;
    const bool repeated_;
    const BreakEvenOptions& options_;
    const EnsembleEstimate plan_;
    const Clock::time_point began_;
    std::vector<std::unique_ptr<Draws>> draws_;
    std::vector<std::unique_ptr<SharedStarts>> starts_;
    std::atomic<bool> stopped_{false};
    int done_ = 0, total_ = 0;
    std::mutex progress_mutex_;
};

/// [replications] ΔNPV at a stake.
std::vector<double> differences(const Pairs::Exposures& all, double stake) {
    std::vector<double> gaps;
    for (std::size_t r = 0; r < all.base.size(); ++r)
        gaps.push_back(all.alternative[r].at(stake) - all.base[r].at(stake));
    return gaps;
}

/// ς* of the mean, from a bracket whose ends have ΔNPV of opposite sign, on the chord between them.
void interpolate(BreakEven& result, double low, const Interval& at_low, double high, const Interval& at_high) {
    const double slope = (at_high.mean - at_low.mean) / (high - low);
    result.stake = low - at_low.mean / slope;
    const double weight = (*result.stake - low) / (high - low);
    result.half_width = ((1 - weight) * at_low.half_width + weight * at_high.half_width) / std::abs(slope);
}

bool opposite(const Interval& a, const Interval& b) { return (a.mean < 0) != (b.mean < 0); }

/// ς* of the sufficient statistics averaged over replications; nothing where equity does not change.
std::optional<double> mean_benchmark(const Scenario& scenario, const std::vector<OpeningBenchmark>& all) {
    OpeningBenchmark mean;
    for (const OpeningBenchmark& one : all) {
        mean.flows += one.flows / static_cast<double>(all.size());
        mean.base += one.base / static_cast<double>(all.size());
        mean.cash += one.cash / static_cast<double>(all.size());
    }
    const double stake = benchmark_stake(scenario, mean);
    if (std::isnan(stake)) return std::nullopt;
    return stake;
}

void solve_line(BreakEven& result, const Pairs::Exposures& all) {
    const auto at = [&](double stake) { return mean_interval(differences(all, stake)); };
    result.at_low = at(result.low), result.at_held = at(result.held), result.at_high = at(result.high);
    if (!opposite(result.at_low, result.at_high)) return;
    interpolate(result, result.low, result.at_low, result.high, result.at_high);
    const double slope = (result.at_high.mean - result.at_low.mean) / (result.high - result.low);
    result.half_width = at(*result.stake).half_width / std::abs(slope);
}

void bisect(BreakEven& result, Pairs& pairs, double tolerance) {
    int to_come = 2 + std::max(0, static_cast<int>(std::ceil(std::log2((result.high - result.low) / tolerance))));
    const auto at = [&](double stake) { return mean_interval(differences(pairs.run_all(stake, to_come--), stake)); };
    double low = result.low, high = result.high;
    Interval at_low = at(low), at_high = at(high);
    result.at_low = at_low, result.at_high = at_high;
    if (!opposite(at_low, at_high)) return;
    while (high - low > tolerance && !pairs.stopped()) {
        const double middle = (low + high) / 2;
        const Interval at_middle = at(middle);
        if (opposite(at_low, at_middle))
            high = middle, at_high = at_middle;
        else
            low = middle, at_low = at_middle;
    }
    interpolate(result, low, at_low, high, at_high);
}

}  // namespace

bool stake_moves_market(const Scenario& scenario, int venue, int lab) {
    const FeeRule rule = scenario.venues[static_cast<std::size_t>(venue)].fee_rule;
    if (rule == FeeRule::bertrand || rule == FeeRule::nash) return true;
    return std::any_of(scenario.clauses.begin(), scenario.clauses.end(),
                       [&](const Clause& clause) { return holds(clause, venue, lab) && clause.participation > 0; });
}

void set_stake(Scenario& scenario, int venue, int lab, double stake) {
    const double held = opening_stake(scenario, venue, lab);
    bool first = true;
    for (Clause& clause : scenario.clauses) {
        if (!holds(clause, venue, lab)) continue;
        clause.fraction = held > 0 ? clause.fraction * (stake / held) : first ? stake : 0;
        first = false;
    }
    if (!first) return;
    Clause clause;
    clause.id = "~break-even-stake";  // behind all ids that a file can have
    clause.type = ClauseType::equity;
    clause.venue = venue;
    clause.lab = lab;
    clause.start = scenario.simulation.start;
    clause.end = scenario.simulation.end;
    clause.fraction = stake;
    scenario.clauses.push_back(clause);
}

BreakEven find_break_even(const Scenario& base, const Scenario& alternative, const BreakEvenOptions& options) {
    const int venue = base.metrics.incumbent;
    if (venue < 0) throw ArgumentError("metrics.incumbent", "absent", "the cloud whose stake is sought");
    const int lab = lab_of_stake(base, venue);
    BreakEven result;
    result.base = base.name, result.alternative = alternative.name;
    result.venue = base.venues[static_cast<std::size_t>(venue)].id;
    result.lab = base.labs[static_cast<std::size_t>(lab)].id;
    result.held = opening_stake(base, venue, lab);
    result.low = options.low;
    const Holding here{venue, lab}, there{alternative.venue_index(result.venue), alternative.lab_index(result.lab)};
    if (there.venue < 0 || there.lab < 0)
        throw ArgumentError("alternative", "without " + result.venue + " or " + result.lab, "a market with both");
    result.repeated = stake_moves_market(base, venue, lab) || stake_moves_market(alternative, there.venue, there.lab);
    result.high = std::min(
        {options.high, 1 - held_by_others(base, venue, lab), 1 - held_by_others(alternative, there.venue, there.lab)});
    Pairs pairs(base, alternative, {here, there}, result.repeated, options);
    const Pairs::Exposures held = pairs.run_all(result.held, 1);
    result.benchmark = mean_benchmark(base, held.benchmark);
    result.at_held = mean_interval(differences(held, result.held));
    if (result.repeated)
        bisect(result, pairs, options.tolerance);
    else
        solve_line(result, held);
    result.finished = !pairs.stopped();
    return result;
}

}  // namespace nephoscope
