#include "models/customers/prospects.h"

#include <algorithm>
#include <limits>

#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kSlack = 1e-9;  ///< relative: far above what rounding can add up to in a value

/// The largest cloud of the share vector in which `cloud` has received what a base grew by.
int largest_with(const Scenario& scenario, const double* share, double grown, std::size_t cloud) {
    int best = -1;
    double most = 0;
    for (std::size_t c = 0; c < scenario.venues.size(); ++c) {
        if (scenario.venues[c].kind != VenueKind::cloud) continue;
        const double its = (share[c] + (c == cloud ? grown : 0.0)) / (1 + grown);
        if (best >= 0 && !(its > most)) continue;
        best = static_cast<int>(c);
        most = its;
    }
    return best;
}

}  // namespace

Prospects::Prospects(Chooser& chooser, const Customers& customers, const Scenario& scenario, std::size_t i,
                     std::uint32_t workloads, double grown)
    : chooser_(chooser), customers_(customers), scenario_(scenario), i_(i), workloads_(workloads), grown_(grown) {}

int Prospects::contract_at(std::size_t cloud) const {
    return largest_with(scenario_, customers_.base_shares(i_), grown_, cloud);
}

double Prospects::value(std::size_t cloud) {
    if ((known_ >> cloud & 1U) != 0) return value_[cloud];
    std::array<double, kMaxVenues> then{};
    for (std::size_t j = 0; j < scenario_.venues.size(); ++j)
        then[j] = (customers_.base_shares(i_)[j] + (j == cloud ? grown_ : 0.0)) / (1 + grown_);
    Contract contract = contract_of(customers_, i_);
    contract.cloud = contract_at(cloud);
    PortfolioProblem problem;
    value_[cloud] = chooser_.portfolio_value(i_, workloads_, contract, then.data(), problem);
    known_ |= std::uint64_t{1} << cloud;
    if (first_ < 0) {
        first_ = static_cast<int>(cloud);
        asked_ = problem;
    }
    return value_[cloud];
}

Prospects::Change Prospects::change_to(std::size_t cloud) const {
    const double* egress =
        chooser_.terms().view().egress + static_cast<std::size_t>(customers_.region[i_]) * chooser_.terms().stride();
    Change change;
    change.near = grown_ / (1 + grown_);
    change.fee = change.near * (egress[first_] - egress[cloud]);
    return change;
}

/// Only offers at the favoured cloud come nearer, by at most gravity·Δ; cash prices fall by at most data·Δfee over the
/// lowest price. Surplus A(e^{xa} − 1)/x grows by at most δ·e^{xδ}·(A + x·surplus) when its attraction a does by δ.
double Prospects::upper(std::size_t cloud) const {
    if ((known_ >> cloud & 1U) != 0) return value_[cloud];
    if (contract_at(cloud) != contract_at(static_cast<std::size_t>(first_))) return kInfinite;
    const Change change = change_to(cloud);
    const TermsView terms = chooser_.terms().view();
    const double excess = scenario_.choice.demand_elasticity - 1;
    const double* egress = terms.egress + static_cast<std::size_t>(customers_.region[i_]) * chooser_.terms().stride();
    const double lowest = chooser_.terms().lowest_price();
    double more = 0;
    std::size_t row = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads_ >> k & 1U) == 0) continue;
        const double budget = chooser_.budget(i_, k), data = terms.data_gb[k] / lowest;
        const auto& value = asked_.value[row++];
        double most = 0;
        for (int v = 0; v < customers_.venues; ++v) most = std::max(most, value[static_cast<std::size_t>(v)]);
        const double elsewhere = data * std::max(0.0, change.fee);
        const double there =
            data * std::max(0.0, change.fee + change.near * egress[cloud]) +
            terms.gravity[static_cast<std::size_t>(k) * chooser_.terms().stride() + cloud] * change.near;
        more += elsewhere * math::exp(excess * elsewhere) * (budget + excess * most);
        more += there * math::exp(excess * there) * (budget + excess * std::max(0.0, value[cloud]));
    }
    const double base = value_[static_cast<std::size_t>(first_)];
    return base + more + kSlack * (std::abs(base) + more);
}

/// The first cloud's portfolio can still be had: its offers there are farther by at most gravity·Δ, and cash prices
/// rise by at most data·Δfee over the lowest price. Surplus falls by at most δ·(A + x·surplus) when its attraction does
/// by δ.
double Prospects::lower(std::size_t cloud) const {
    if ((known_ >> cloud & 1U) != 0) return value_[cloud];
    if (contract_at(cloud) != contract_at(static_cast<std::size_t>(first_))) return -kInfinite;
    const Change change = change_to(cloud);
    const TermsView terms = chooser_.terms().view();
    const double excess = scenario_.choice.demand_elasticity - 1;
    const double* egress = terms.egress + static_cast<std::size_t>(customers_.region[i_]) * chooser_.terms().stride();
    const double lowest = chooser_.terms().lowest_price();
    const auto first = static_cast<std::size_t>(first_);
    double less = 0;
    std::size_t row = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads_ >> k & 1U) == 0) continue;
        const double budget = chooser_.budget(i_, k), data = terms.data_gb[k] / lowest;
        const auto& value = asked_.value[row++];
        double most = 0;
        for (int v = 0; v < customers_.venues; ++v) most = std::max(most, value[static_cast<std::size_t>(v)]);
        const double elsewhere = data * std::max(0.0, -change.fee);
        const double there =
            data * std::max(0.0, change.near * egress[first] - change.fee) +
            terms.gravity[static_cast<std::size_t>(k) * chooser_.terms().stride() + first] * change.near;
        less += elsewhere * (budget + excess * most) + there * (budget + excess * std::max(0.0, value[first]));
    }
    const double base = value_[first];
    return base - less - kSlack * (std::abs(base) + less);
}

}  // namespace nephoscope
