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

}  // namespace

Prospects::Prospects(Chooser& chooser, const Customers& customers, const Scenario& scenario, std::size_t i,
                     std::uint32_t workloads, double grown)
    : chooser_(chooser),
      customers_(customers),
      scenario_(scenario),
      terms_(chooser.terms().view()),
      lowest_price_(chooser.terms().lowest_price()),
      bases_(static_cast<std::size_t>(customers.base_venues)),
      i_(i),
      workloads_(workloads),
      grown_(grown) {
    const double* share = customers.base_shares(i);
    for (std::size_t v = 0; v < bases_; ++v) {
        share_then_[v] = share[v] / (1 + grown);
        share_favoured_[v] = (share[v] + grown) / (1 + grown);
    }
    for (const std::size_t cloud : chooser.terms().clouds()) contract_[cloud] = contract_at(cloud);
}

/// As best_cloud, without asking every venue what it is.
std::uint8_t Prospects::contract_at(std::size_t favoured) const {
    const std::vector<std::uint8_t>& clouds = chooser_.terms().clouds();
    std::uint8_t largest = clouds[0];
    for (const std::uint8_t c : clouds) largest = share_then(c, favoured) > share_then(largest, favoured) ? c : largest;
    return largest;
}

/// Shares [base_venues] and contract at the end of the term.
Contract Prospects::contract_then(std::size_t cloud, std::array<double, kMaxVenues>& share) const {
    for (std::size_t v = 0; v < bases_; ++v) share[v] = share_then(v, cloud);
    Contract contract = contract_of(customers_, i_);
    contract.cloud = contract_[cloud];
    return contract;
}

double Prospects::value(std::size_t cloud) {
    if (is(known_, cloud)) return low_[cloud];
    std::array<double, kMaxVenues> share;
    const Contract contract = contract_then(cloud, share);
    PortfolioProblem problem;
    low_[cloud] = high_[cloud] = chooser_.portfolio_value(i_, workloads_, contract, share.data(), problem);
    known_ |= std::uint64_t{1} << cloud;
    looked_ |= std::uint64_t{1} << cloud;
    if (first_ < 0) {
        most_ = problem.value;
        begin_with(cloud);
    }
    return low_[cloud];
}

/// From this cloud, whose values are in `most_`, follow bounds on the others.
void Prospects::begin_with(std::size_t cloud) {
    first_ = static_cast<int>(cloud);
    for (std::size_t n = 0; n < static_cast<std::size_t>(__builtin_popcount(workloads_)); ++n)
        top_[n] = std::max(0.0, *std::max_element(most_[n].begin(), most_[n].begin() + customers_.venues));
}

/// A look. The customer's own attractions are found once for all.
bool Prospects::appraise(const Contract& contract, const double* share, Appraisal& its) {
    if (!chooser_.appraises()) return false;
    if (asked_.questions.count == 0) chooser_.ask_for_appraisal(i_, workloads_, asked_);
    return chooser_.appraise(asked_, contract, share, its);
}

void Prospects::look_at(std::size_t cloud) {
    if (is(looked_, cloud)) return;
    std::array<double, kMaxVenues> share;
    const Contract contract = contract_then(cloud, share);
    Appraisal its;
    if (!appraise(contract, share.data(), its)) {
        value(cloud);
        return;
    }
    low_[cloud] = its.value - its.error;
    high_[cloud] = its.value + its.error;
    looked_ |= std::uint64_t{1} << cloud;
    if (first_ >= 0) return;
    for (std::size_t n = 0; n < static_cast<std::size_t>(__builtin_popcount(workloads_)); ++n)
        std::copy_n(its.most[n], 8, most_[n].begin());
    begin_with(cloud);
}

/// What a gigabyte costs that is needed at the favoured cloud, at the end of the term.
double Prospects::foreign_fee(std::size_t favoured) const {
    const double* egress = terms_.egress + static_cast<std::size_t>(customers_.region[i_] * terms_.stride);
    double fee = 0;
    for (std::size_t c = 0; c < bases_; ++c)
        if (c != favoured) fee += share_then_[c] * egress[c];
    return fee;
}

/// Offers at the favoured cloud are nearer than where another is favoured, by gravity·Δ, Δ = grown/(1 + grown). A cash
/// price P = seller + data·foreign differs by data·(foreign' − foreign), its logarithm by no more than that over the
/// lower price. Elsewhere foreign differs by Δ·(fee − fee') at most.
Prospects::Moves Prospects::moves(int k, std::size_t favoured, std::size_t other, double foreign) const {
    const double* egress = terms_.egress + static_cast<std::size_t>(customers_.region[i_] * terms_.stride);
    const double near = grown_ / (1 + grown_), data = terms_.data_gb[k];
    Moves moves;
    moves.there = terms_.gravity[static_cast<std::size_t>(k * terms_.stride) + favoured] * near +
                  data * near * egress[other] / (chooser_.terms().lowest_price(favoured) + data * foreign);
    moves.elsewhere = data * near * std::max(0.0, egress[other] - egress[favoured]) / lowest_price_;
    return moves;
}

/// By how much V may change where the first cloud's values rise, or fall, by the moves between two share vectors.
/// Surplus A(e^{xa} − 1)/x grows by at most δ·e^{xδ}·(A + x·surplus) when its attraction a does by δ, and falls by at
/// most δ·(A + x·surplus).
double Prospects::change(std::size_t favoured, std::size_t other, bool rising) const {
    const double excess = scenario_.choice.demand_elasticity - 1, foreign = foreign_fee(favoured);
    const auto reach = [&](double move) { return rising ? move * above_exp(excess * move) : move; };
    double change = 0;
    std::size_t row = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads_ >> k & 1U) == 0) continue;
        const double budget = chooser_.budget(i_, k);
        const double there = most_[row][favoured], anywhere = top_[row];
        ++row;
        const Moves its = moves(k, favoured, other, foreign);
        change += reach(its.there) * (budget + excess * std::max(0.0, there));
        if (its.elsewhere != 0) change += reach(its.elsewhere) * (budget + excess * anywhere);
    }
    return change;
}

double Prospects::upper(std::size_t cloud) {
    if (is(looked_, cloud)) return high_[cloud];
    if (is(bounded_, cloud)) return upper_[cloud];
    bounded_ |= std::uint64_t{1} << cloud;
    const auto first = static_cast<std::size_t>(first_);
    if (contract_[cloud] != contract_[first]) return upper_[cloud] = kInfinite;
    const double more = change(cloud, first, true);
    return upper_[cloud] = high_[first] + more + kSlack * (std::abs(high_[first]) + more);
}

/// The first cloud's portfolio can still be had, from offers that are farther.
double Prospects::lower(std::size_t cloud) {
    if (is(looked_, cloud)) return low_[cloud];
    const auto first = static_cast<std::size_t>(first_);
    if (contract_[cloud] != contract_[first]) return -kInfinite;
    const double less = change(first, cloud, false);
    return low_[first] - less - kSlack * (std::abs(low_[first]) + less);
}

}  // namespace nephoscope
