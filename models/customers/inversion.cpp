#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "models/customers/anderson.h"
#include "models/customers/burn_in.h"
#include "models/customers/burn_in_run.h"
#include "models/customers/expected.h"
#include "models/customers/population.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr std::size_t kMostAgents = 100'000;
constexpr double kExpectedTolerance = 1e-3, kTolerance = 3e-4;
constexpr int kMostExpectedPasses = 60, kMostPasses = 40;
constexpr int kFollowingPasses = 3;  ///< passes in which segments follow the scaled budgets
constexpr int kRestartEvery = 10;
constexpr std::size_t kDepth = 5;
constexpr double kRidge = 1e-4;  ///< below the residuals of early passes, above the jumps of late ones

/// Spend by lab and venue as measured or expected [USD/month].
struct Spend {
    std::vector<double> lab, venue;
    double total = 0;
};

Spend spend_of(const Scenario& scenario, const std::vector<Money>& by_offer) {
    std::vector<Money> lab(scenario.labs.size(), 0), venue(scenario.venues.size(), 0);
    for (std::size_t l = 0; l < lab.size(); ++l)
        for (std::size_t v = 0; v < venue.size(); ++v) {
            lab[l] += by_offer[l * venue.size() + v];
            venue[v] += by_offer[l * venue.size() + v];
        }
    Spend spend;
    Money total = 0;
    for (const Money money : lab) {
        spend.lab.push_back(to_usd(money));
        total += money;
    }
    for (const Money money : venue) spend.venue.push_back(to_usd(money));
    spend.total = to_usd(total);
    return spend;
}

Spend spend_of(const Scenario& scenario, const MonthTotals& totals) {
    std::vector<Money> by_offer;
    const auto workloads = static_cast<std::size_t>(totals.workloads);
    for (std::size_t o = 0; o < totals.list_value.size(); ++o) {
        Money money = 0;
        for (std::size_t k = 0; k < workloads; ++k) money += totals.workload_paid[o * workloads + k];
        by_offer.push_back(money);
    }
    return spend_of(scenario, by_offer);
}

/// The unknowns that have a target: θ of labs, γ of venues, log of the budget factor, in that order; reads and writes
/// them as one vector, measures how far shares and outlay are from their targets.
class Unknowns {
public:
    explicit Unknowns(const Scenario& scenario) : scenario_(scenario) {
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            if (scenario.labs[l].target_share > 0) labs_.push_back(l);
        for (std::size_t v = 0; v < scenario.venues.size(); ++v)
            if (scenario.venues[v].target_share > 0) venues_.push_back(v);
        outlay_ = scenario.customers.start_outlay > 0;
    }

    /// Throws ModelError when something that should have a share cannot be bought.
    void check_sold(const OfferTable& offers) const {
        std::vector<bool> lab(scenario_.labs.size(), false), venue(scenario_.venues.size(), false);
        for (const LegalOffer& offer : legal_offers(offers)) {
            lab[static_cast<std::size_t>(offer.lab)] = true;
            venue[static_cast<std::size_t>(offer.venue)] = true;
        }
        const auto check = [](bool sold, const std::string& id, double target) {
            if (sold) return;
            throw ModelError(fmt::format(
                "inversion: '{}' has the target share {} but sells nothing under the clauses in force before the start",
                id, target));
        };
        for (const std::size_t l : labs_) check(lab[l], scenario_.labs[l].id, scenario_.labs[l].target_share);
        for (const std::size_t v : venues_) check(venue[v], scenario_.venues[v].id, scenario_.venues[v].target_share);
    }

    std::size_t size() const { return labs_.size() + venues_.size() + (outlay_ ? 1 : 0); }

    std::vector<double> read(const StartValues& values) const {
        std::vector<double> x;
        for (const std::size_t l : labs_) x.push_back(values.lab_fit[l]);
        for (const std::size_t v : venues_) x.push_back(values.venue_appeal[v]);
        if (outlay_) x.push_back(math::log(values.budget_factor));
        return x;
    }

    /// Subtracts the reference lab's θ and the first cloud's γ from all that were inverted: only differences of θ, and
    /// of γ, are identified once the factor is free.
    StartValues write(std::vector<double> x) const {
        // A factor of e^10 in price or budget is beyond anything sensible: there an extrapolation has run away.
        for (double& value : x) value = std::clamp(value, -10.0, 10.0);
        StartValues values;
        values.lab_fit.assign(scenario_.labs.size(), 0);
        for (const Venue& venue : scenario_.venues)  // those with a target are overwritten below
            values.venue_appeal.push_back(venue.given_appeal);
        const std::size_t cloud = first_cloud();
        for (std::size_t j = 0; j < labs_.size(); ++j) values.lab_fit[labs_[j]] = x[j] - x[0];
        for (std::size_t j = 0; j < venues_.size(); ++j)
            values.venue_appeal[venues_[j]] = x[labs_.size() + j] - x[labs_.size() + cloud];
        if (outlay_) values.budget_factor = math::exp(x.back());
        return values;
    }

    /// The step of MODEL 13.1: 1/α and λ_n/α of the log shares, 1 of the log outlay.
    std::vector<double> residual(const Spend& spend) const {
        const double lab_step = 1 / scenario_.choice.taste_precision;
        const double venue_step = scenario_.choice.nest_dissimilarity * lab_step;
        std::vector<double> r;
        for (const std::size_t l : labs_)
            r.push_back(lab_step * log_gap(scenario_.labs[l].target_share, spend.lab[l], spend));
        for (const std::size_t v : venues_)
            r.push_back(venue_step * log_gap(scenario_.venues[v].target_share, spend.venue[v], spend));
        if (outlay_) r.push_back(math::log(scenario_.customers.start_outlay / std::max(spend.total, 1.0)));
        return r;
    }

    /// Largest gap of a share, or relative gap of the outlay.
    double distance(const Spend& spend) const {
        double most = 0;
        for (const InvertedMoment& moment : moments(spend)) {
            const double scale = moment.target > 1 ? moment.target : 1.0;
            most = std::max(most, std::fabs(moment.reached - moment.target) / scale);
        }
        return most;
    }

    std::vector<InvertedMoment> moments(const Spend& spend) const {
        std::vector<InvertedMoment> list;
        for (const std::size_t l : labs_)
            list.push_back(
                {"lab share " + scenario_.labs[l].id, scenario_.labs[l].target_share, share_of(spend.lab[l], spend)});
        for (const std::size_t v : venues_)
            list.push_back({"venue share " + scenario_.venues[v].id, scenario_.venues[v].target_share,
                            share_of(spend.venue[v], spend)});
        if (outlay_) list.push_back({"outlay", scenario_.customers.start_outlay, spend.total});
        return list;
    }

private:
    std::size_t first_cloud() const {
        for (std::size_t j = 0; j < venues_.size(); ++j)
            if (scenario_.venues[venues_[j]].kind == VenueKind::cloud) return j;
        return 0;
    }

    static double share_of(double spent, const Spend& spend) { return spend.total > 0 ? spent / spend.total : 0.0; }

    static double log_gap(double target, double spent, const Spend& spend) {
        // A share that a bad step has driven to nothing still says in which direction to go back.
        constexpr double least_share = 1e-6;
        return math::log(target / std::max(share_of(spent, spend), least_share));
    }

    const Scenario& scenario_;
    std::vector<std::size_t> labs_, venues_;
    bool outlay_ = false;
};

/// Stage 1: on expected spend.
StartValues invert_expected(const Unknowns& unknowns, const Customers& unscaled, const Scenario& scenario,
                            const OfferTable& offers, int threads) {
    StartValues values = unknowns.write(std::vector<double>(unknowns.size(), 0));
    Anderson anderson(kDepth, kRidge);
    for (int pass = 0; pass < kMostExpectedPasses; ++pass) {
        Spend spend = spend_of(scenario, expected_spend(unscaled, scenario, values, offers, threads).by_offer);
        // Expected outlay is proportional to budgets, so that the factor needs no new population.
        for (double& usd : spend.lab) usd *= values.budget_factor;
        for (double& usd : spend.venue) usd *= values.budget_factor;
        spend.total *= values.budget_factor;
        const std::vector<double> residual = unknowns.residual(spend);
        if (unknowns.distance(spend) < kExpectedTolerance) break;
        values = unknowns.write(anderson.next(unknowns.read(values), residual));
    }
    return values;
}

/// One pass of stage 2.
struct Step {
    std::vector<double> x, residual;
    double distance = 0;
};

std::string table(const std::vector<InvertedMoment>& moments) {
    std::string text = fmt::format("{:<32} {:>14} {:>14}\n", "moment", "target", "reached");
    for (const InvertedMoment& moment : moments)
        text += fmt::format("{:<32} {:>14.6g} {:>14.6g}\n", moment.name, moment.target, moment.reached);
    return text;
}

void scale_budgets(Customers& customers, const std::vector<double>& unscaled, double factor) {
    for (std::size_t i = 0; i < unscaled.size(); ++i) customers.budget[i] = factor * unscaled[i];
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
            if (customers.active[slot] == 0) continue;
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
                 const Ranks& ranks) {
    const Unknowns unknowns(scenario);
    unknowns.check_sold(offers);
    Inversion inversion;
    Customers unscaled = subsample(make_population(scenario, draws, 1.0, nullptr, ranks), kMostAgents);
    inversion.values = invert_expected(unknowns, unscaled, scenario, offers, threads);
    const std::vector<double> budgets = unscaled.budget;

    Anderson anderson(kDepth, kRidge);
    Customers customers;
    std::optional<BurnIn> burn;
    double distance = 0;
    Step best;
    for (int pass = 1; pass <= kMostPasses; ++pass) {
        inversion.passes = pass;
        const double factor = inversion.values.budget_factor;
        if (pass <= kFollowingPasses) {
            const Customers population = make_population(scenario, draws, factor, nullptr, ranks);
            inversion.segments = population.segment;
            customers = subsample(population, kMostAgents);
            burn.emplace(customers, scenario, draws, offers, pass == kFollowingPasses);
            anderson.forget();
        }
        scale_budgets(customers, budgets, factor);
        const Spend spend = spend_of(scenario, burn->run(customers, inversion.values, threads));
        inversion.moments = unknowns.moments(spend);
        distance = unknowns.distance(spend);
        // Segments must be frozen before the answer counts: the caller's population has them frozen.
        inversion.tolerance = std::max(kTolerance, 2 * granularity(customers));
        if (distance < inversion.tolerance && pass >= kFollowingPasses) return inversion;
        const Step step{unknowns.read(inversion.values), unknowns.residual(spend), distance};
        if (pass <= kFollowingPasses || distance < best.distance) best = step;
        // Late extrapolations can wander among the jumps; the best point so far and a plain step bring them back.
        // Where single customers do not matter, ten passes are not late.
        const int first_restart = inversion.tolerance > kTolerance ? kRestartEvery : 2 * kRestartEvery;
        const bool restart = pass >= first_restart && pass % kRestartEvery == 0;
        if (restart) anderson.forget();
        const Step& from = restart ? best : step;
        inversion.values = unknowns.write(anderson.next(from.x, from.residual));
    }
    throw ModelError(fmt::format("inversion: after {} passes shares are still {:.2g} from their targets\n{}",
                                 kMostPasses, distance, table(inversion.moments)));
}

}  // namespace nephoscope
