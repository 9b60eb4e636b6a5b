#include "models/customers/prospects.h"

#include <algorithm>
#include <limits>

#include "sim/core/math.h"

namespace nephoscope {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kSlack = 1e-9;  ///< relative: far above what rounding can add up to in a value

/// No less than e^y for y ≥ 0.
double above_exp(double y) { return y < 0.5 ? 1 / (1 - y) : math::exp(y) * (1 + kSlack); }

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

/// What a gigabyte costs that is needed at the favoured cloud, at the end of the term.
double Prospects::foreign_fee(std::size_t favoured) const {
    const TermsView terms = chooser_.terms().view();
    const double* egress = terms.egress + static_cast<std::size_t>(customers_.region[i_]) * chooser_.terms().stride();
    double fee = 0;
    for (std::size_t c = 0; c < scenario_.venues.size(); ++c)
        if (c != favoured) fee += customers_.base_shares(i_)[c] / (1 + grown_) * egress[c];
    return fee;
}

/// Offers at the favoured cloud are nearer than where another is favoured, by gravity·Δ, Δ = grown/(1 + grown). A cash
/// price P = seller + data·foreign differs by data·(foreign' − foreign), its logarithm by no more than that over the
/// lower price. Elsewhere foreign differs by Δ·(fee − fee') at most.
Prospects::Moves Prospects::moves(int k, std::size_t favoured, std::size_t other) const {
    const MonthTerms& month = chooser_.terms();
    const TermsView terms = month.view();
    const double* egress = terms.egress + static_cast<std::size_t>(customers_.region[i_]) * month.stride();
    const double near = grown_ / (1 + grown_), data = terms.data_gb[k];
    const double foreign = foreign_fee(favoured);
    Moves moves;
    moves.there = terms.gravity[static_cast<std::size_t>(k) * month.stride() + favoured] * near +
                  data * near * egress[other] / (month.lowest_price(favoured) + data * foreign);
    moves.elsewhere = data * near * std::max(0.0, egress[other] - egress[favoured]) / month.lowest_price();
    return moves;
}

/// Surplus A(e^{xa} − 1)/x grows by at most δ·e^{xδ}·(A + x·surplus) when its attraction a does by δ.
double Prospects::upper(std::size_t cloud) const {
    if ((known_ >> cloud & 1U) != 0) return value_[cloud];
    if (contract_at(cloud) != contract_at(static_cast<std::size_t>(first_))) return kInfinite;
    const double excess = scenario_.choice.demand_elasticity - 1;
    double more = 0;
    std::size_t row = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads_ >> k & 1U) == 0) continue;
        const double budget = chooser_.budget(i_, k);
        const double* value = asked_.value[row++].data();
        const Moves up = moves(k, cloud, static_cast<std::size_t>(first_));
        more += up.there * above_exp(excess * up.there) * (budget + excess * std::max(0.0, value[cloud]));
        if (up.elsewhere == 0) continue;
        const double most = std::max(0.0, *std::max_element(value, value + customers_.venues));
        more += up.elsewhere * above_exp(excess * up.elsewhere) * (budget + excess * most);
    }
    const double base = value_[static_cast<std::size_t>(first_)];
    return base + more + kSlack * (std::abs(base) + more);
}

/// The first cloud's portfolio can still be had; surplus falls by at most δ·(A + x·surplus) when its attraction does by
/// δ.
double Prospects::lower(std::size_t cloud) const {
    if ((known_ >> cloud & 1U) != 0) return value_[cloud];
    if (contract_at(cloud) != contract_at(static_cast<std::size_t>(first_))) return -kInfinite;
    const auto first = static_cast<std::size_t>(first_);
    const double excess = scenario_.choice.demand_elasticity - 1;
    double less = 0;
    std::size_t row = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads_ >> k & 1U) == 0) continue;
        const double budget = chooser_.budget(i_, k);
        const double* value = asked_.value[row++].data();
        const Moves down = moves(k, first, cloud);
        less += down.there * (budget + excess * std::max(0.0, value[first]));
        if (down.elsewhere == 0) continue;
        const double most = std::max(0.0, *std::max_element(value, value + customers_.venues));
        less += down.elsewhere * (budget + excess * most);
    }
    return value_[first] - less - kSlack * (std::abs(value_[first]) + less);
}

}  // namespace nephoscope
