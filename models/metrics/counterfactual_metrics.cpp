#include "models/metrics/counterfactual_metrics.h"

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "models/customers/expected.h"
#include "models/customers/tastes.h"
#include "models/customers/terms.h"
#include "models/metrics/metrics.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr double kPriceRise = 0.01;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Matrix = std::vector<std::vector<double>>;

double sum_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// Adds a workload's spend to the column of the offer where it is after, the last column for legacy.
void add_destination(std::vector<double>& row, const Customers& after, std::size_t slot, const OfferTable& offers,
                     double spend) {
    const bool legacy = after.lab[slot] == kNone;
    row[legacy ? row.size() - 1 : static_cast<std::size_t>(offers.offer(after.lab[slot], after.venue[slot]))] += spend;
}

void normalise(std::vector<double>& row) {
    const double whole = sum_of(row);
    for (double& cell : row) cell = whole > 0 ? cell / whole : kNaN;
}

bool is_on(const Customers& customers, std::size_t slot, const OfferTable& offers, std::size_t offer) {
    return customers.lab[slot] != kNone &&
           static_cast<std::size_t>(offers.offer(customers.lab[slot], customers.venue[slot])) == offer;
}

/// Spend that was on `offer` before by where it is after; with `leavers` only what is no longer on it.
std::vector<double> destinations(const Rerun& rerun, const Settled& before, const Customers& after, std::size_t offer,
                                 bool leavers) {
    const OfferTable& offers = rerun.market().offers();
    std::vector<double> row(static_cast<std::size_t>(offers.count()) + 1, 0);
    for (std::size_t i = 0; i < before.size(); ++i)
        for (int k = 0; k < before.workloads; ++k) {
            const std::size_t slot = before.slot(i, k);
            if (!before.is_active(i, k) || !is_on(before, slot, offers, offer)) continue;
            if (leavers && is_on(after, slot, offers, offer)) continue;
            add_destination(row, after, slot, offers, rerun.outlay(before, i, k));
        }
    normalise(row);
    return row;
}

std::vector<double> relative_change(const std::vector<double>& before, const std::vector<double>& after) {
    std::vector<double> change;
    for (std::size_t o = 0; o < before.size(); ++o)
        change.push_back(before[o] > 0 ? (after[o] - before[o]) / before[o] / kPriceRise : kNaN);
    return change;
}

std::vector<double> by_lab(const std::vector<double>& by_offer, int labs) {
    std::vector<double> sums(static_cast<std::size_t>(labs), 0);
    const std::size_t venues = by_offer.size() / static_cast<std::size_t>(labs);
    for (std::size_t o = 0; o < by_offer.size(); ++o) sums[o / venues] += by_offer[o];
    return sums;
}

/// Units by offer with the price of some offers raised, for both kinds of deciders.
std::vector<double> units_at(Rerun& rerun, Deciders deciders, const std::function<bool(std::size_t)>& raised) {
    Terms terms = rerun.actual(deciders);
    for (std::size_t o = 0; o < terms.offers.seller_price.size(); ++o)
        if (raised(o)) terms.offers.seller_price[o] *= 1 + kPriceRise;
    return rerun.units(rerun.decide(terms));
}

bool nothing(std::size_t) { return false; }

}  // namespace

double LockIn::index() const { return sum_of(wedge) / (sum_of(wedge) + sum_of(surplus)); }

std::vector<double> shapley(const std::vector<double>& value_of_subset) {
    std::size_t players = 0;
    while ((std::size_t{1} << (players + 1)) <= value_of_subset.size()) ++players;
    std::vector<double> factorial{1};
    for (std::size_t n = 1; n <= players; ++n) factorial.push_back(factorial.back() * static_cast<double>(n));
    std::vector<double> values(players, 0);
    for (std::size_t subset = 0; subset < value_of_subset.size(); ++subset) {
        std::size_t size = 0;
        for (std::size_t j = 0; j < players; ++j) size += subset >> j & 1U;
        for (std::size_t j = 0; j < players; ++j) {
            if ((subset >> j & 1U) != 0) continue;
            const double weight = factorial[size] * factorial[players - size - 1] / factorial[players];
            values[j] += weight * (value_of_subset[subset | std::size_t{1} << j] - value_of_subset[subset]);
        }
    }
    return values;
}

LockIn lock_in(Rerun& rerun) {
    constexpr std::uint32_t cells = 1U << kBarriers;
    Matrix value;  // [cells][segments]
    for (std::uint32_t removed = 0; removed < cells; ++removed) {
        const Terms terms = rerun.without(removed);
        value.push_back(rerun.value(rerun.decide(terms), terms));
    }
    LockIn result;
    result.surplus = value.front();
    result.part.assign(kBarriers, {});
    for (std::size_t s = 0; s < result.surplus.size(); ++s) {
        std::vector<double> subsets;
        for (const std::vector<double>& cell : value) subsets.push_back(cell[s]);
        const std::vector<double> parts = shapley(subsets);
        for (std::size_t b = 0; b < parts.size(); ++b) result.part[b].push_back(parts[b]);
        result.wedge.push_back(subsets.back() - subsets.front());
    }
    return result;
}

double captive_share(Rerun& rerun) {
    const Settled actual = rerun.decide(rerun.actual());
    Terms free = rerun.without(1U << static_cast<int>(Barrier::switching));
    free.deciders = Deciders::everyone;
    const Customers& other = rerun.decide(free);
    double captive = 0, all = 0;
    for (std::size_t i = 0; i < actual.size(); ++i)
        for (int k = 0; k < actual.workloads; ++k) {
            const std::size_t slot = actual.slot(i, k);
            const double spend = rerun.outlay(actual, i, k);
            all += spend;
            if (actual.lab[slot] != other.lab[slot] || actual.venue[slot] != other.venue[slot]) captive += spend;
        }
    return all > 0 ? captive / all : kNaN;
}

Substitution substitution(Rerun& rerun) {
    const OfferTable& offers = rerun.market().offers();
    const auto count = static_cast<std::size_t>(offers.count());
    Substitution result;
    for (Matrix* matrix : {&result.diversion.by_removal, &result.diversion.by_price})
        matrix->assign(count, std::vector<double>(count + 1, kNaN));
    for (Matrix* matrix : {&result.elasticities.short_run, &result.elasticities.long_run})
        matrix->assign(count, std::vector<double>(count, kNaN));
    const Settled actual = rerun.decide(rerun.actual());
    const std::vector<double> units_now = units_at(rerun, Deciders::this_month, nothing);
    const std::vector<double> units_later = units_at(rerun, Deciders::everyone, nothing);
    const Settled settled = rerun.decide(rerun.actual(Deciders::everyone));
    for (std::size_t o = 0; o < count; ++o) {
        if (offers.legal[o] == 0) continue;
        Terms without = rerun.actual(Deciders::forced_out);
        without.offers.legal[o] = 0;
        result.diversion.by_removal[o] = destinations(rerun, actual, rerun.decide_from(actual, without), o, false);
        const auto its = [o](std::size_t other) { return other == o; };
        result.elasticities.short_run[o] = relative_change(units_now, units_at(rerun, Deciders::this_month, its));
        Terms dearer = rerun.actual(Deciders::everyone);
        dearer.offers.seller_price[o] *= 1 + kPriceRise;
        const Settled& after = rerun.decide(dearer);
        result.elasticities.long_run[o] = relative_change(units_later, rerun.units(after));
        result.diversion.by_price[o] = destinations(rerun, settled, after, o, true);
    }
    return result;
}

Elasticities lab_elasticities(Rerun& rerun) {
    const int labs = rerun.market().offers().labs, venues = rerun.market().offers().venues;
    Elasticities result;
    for (auto [deciders, matrix] :
         {std::pair{Deciders::this_month, &result.short_run}, std::pair{Deciders::everyone, &result.long_run}}) {
        const std::vector<double> before = by_lab(units_at(rerun, deciders, nothing), labs);
        for (int l = 0; l < labs; ++l) {
            const auto its = [&](std::size_t o) { return static_cast<int>(o) / venues == l; };
            matrix->push_back(relative_change(before, by_lab(units_at(rerun, deciders, its), labs)));
        }
    }
    return result;
}

double effective_choice(const Rerun& rerun) {
    const Scenario& scenario = rerun.market().scenario();
    const Customers& customers = rerun.month().customers;
    MonthTerms terms(scenario, rerun.market().offers());
    terms.set_values(rerun.market().start(), rerun.month().lagged);
    const std::vector<LegalOffer>& legal = terms.offers();
    std::vector<double> known(terms.row());
    const Tastes tastes(scenario, rerun.market().draws());
    TasteRow taste;
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        tastes.of(customers.id[i], taste);
        for (int k = 0; k < customers.workloads; ++k) {
            if (!customers.is_active(i, k)) continue;
            const double* attraction =
                terms.known_at(contract_of(customers, i), customers.base_shares(i), k, known.data());
            std::vector<double> its;
            std::vector<int> lab;
            for (std::size_t o = 0; o < legal.size(); ++o) {
                if ((legal[o].workloads >> k & 1U) == 0) continue;
                const auto l = static_cast<std::size_t>(legal[o].lab), v = static_cast<std::size_t>(legal[o].venue);
                its.push_back(attraction[l * terms.stride() + v] + taste.lab()[l] + taste.venue()[v]);
                lab.push_back(legal[o].lab);
            }
            if (its.empty()) continue;
            const ExpectedChoice choice =
                expected_choice(its, lab, scenario.choice.taste_precision, scenario.choice.nest_dissimilarity,
                                scenario.choice.demand_elasticity, scenario.choice.legacy);
            sum += rerun.panel().organisations()[i] * math::exp(shannon_entropy(choice.share));
            weight += rerun.panel().organisations()[i];
        }
    }
    return weight > 0 ? sum / weight : kNaN;
}

}  // namespace nephoscope
