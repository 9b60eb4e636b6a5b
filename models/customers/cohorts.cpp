#include "models/customers/cohorts.h"

#include <algorithm>
#include <cmath>

namespace nephoscope {

Cohort from_the_start(const Scenario& scenario) {
    const CustomerParameters& p = scenario.customers;
    const auto agents = static_cast<std::size_t>(scenario.simulation.agents);
    const SizeLaw law{p.size_exponent, p.budget_min, p.budget_max};
    return {SizeStrata(law, agents, static_cast<double>(p.organisations)), 0, false};
}

std::vector<Cohort> cohorts_of(const Scenario& scenario) {
    const CustomerParameters& p = scenario.customers;
    const auto agents = static_cast<std::size_t>(scenario.simulation.agents);
    const double births = p.birth_rate * scenario.simulation.months() / 12.0;  // per organisation of the start
    const auto newcomers = static_cast<std::size_t>(std::floor(static_cast<double>(agents) * births + 0.5));
    const SizeLaw law{p.size_exponent, p.budget_min, p.budget_max};
    std::vector<Cohort> cohorts{from_the_start(scenario)};
    if (newcomers > 0)
        cohorts.push_back({SizeStrata(law, newcomers, static_cast<double>(p.organisations) * births), agents, true});
    return cohorts;
}

std::array<double, 9> decile_cuts(const SizeStrata& strata, double budget_factor) {
    const Weight total = strata.mass_of_first(strata.count());
    std::array<double, 9> cut{};
    std::size_t below = 0;  // strata that do not reach the tenth
    for (std::size_t d = 0; d < cut.size(); ++d) {
        std::size_t reaching = strata.count() - 1;
        while (below < reaching) {
            const std::size_t middle = below + (reaching - below) / 2;
            const int128 tenths = static_cast<int128>(strata.mass_of_first(middle + 1)) * 10 / total;
            if (tenths > static_cast<int128>(d))
                reaching = middle;
            else
                below = middle + 1;
        }
        cut[d] = budget_factor * strata.budget(below);
    }
    return cut;
}

StrataSample::StrataSample(const SizeStrata& strata, std::size_t most, const Ranks& ranks)
    : strata_(strata),
      ranks_(ranks),
      stride_(std::max<std::size_t>(1, (strata.count() + most - 1) / most)),
      all_((strata.count() + stride_ - 1 - stride_ / 2) / stride_) {}

std::vector<Weight> StrataSample::weights() const {
    std::vector<Weight> all(all_);
    Weight mass = 0, before = 0;
    for (std::size_t j = 0; j < all_; ++j) mass += all[j] = strata_.weight(stratum(j));
    const Weight total = strata_.mass_of_first(strata_.count());
    const auto scaled = [&] { return static_cast<Weight>(static_cast<int128>(before) * total / mass); };
    for (Weight& weight : all) {
        const Weight already = scaled();
        before += weight;
        weight = scaled() - already;
    }
    std::vector<Weight> part;
    for (std::size_t n = 0; n < size(); ++n) part.push_back(all[ranks_.in_part(n)]);
    return part;
}

}  // namespace nephoscope
