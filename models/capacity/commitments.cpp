#include "models/capacity/commitments.h"

#include <algorithm>

#include "sim/core/contract.h"

namespace nephoscope {

namespace {

/// V_k = v_1 + … + v_k of a commitment's months, v_j = 1 (flat) or j (linear).
std::int64_t cumulative_shape(const Clause& clause, int months) {
    const std::int64_t k = months;
    return clause.linear_shape ? k * (k + 1) / 2 : k;
}

/// Of `open` dollars with `ahead` months' weights to go, `now` of them this month's: what this month requires. What
/// stays open is rounded down, so that who draws all that is required is never behind the original schedule.
Money required_of(Money open, std::int64_t now, std::int64_t ahead) {
    return open - static_cast<Money>(static_cast<int128>(open) * (ahead - now) / ahead);
}

}  // namespace

bool Commitments::in_force(std::size_t clause, Month m) const {
    return months_[clause] && months_[clause]->first <= m && m <= months_[clause]->second;
}

int Commitments::length(std::size_t clause) const {
    return months_[clause] ? scenario_.clauses[clause].end - months_[clause]->first + 1 : 0;
}

/// What the original schedule requires from the commitment's first month up to and with month `m`.
Money Commitments::required_by(std::size_t clause, Month m) const {
    if (length(clause) <= 0) return 0;
    const auto [first, last] = *months_[clause];
    const int months = std::clamp(std::min(m, last) - first + 1, 0, length(clause));
    const Clause& its = scenario_.clauses[clause];
    return required_of(total_[clause], cumulative_shape(its, months), cumulative_shape(its, length(clause)));
}

Commitments::Commitments(const Scenario& scenario)
    : scenario_(scenario),
      months_(scenario.clauses.size()),
      total_(scenario.clauses.size(), 0),
      drawn_(scenario.clauses.size(), 0),
      remaining_(scenario.clauses.size(), 0),
      scheduled_(scenario.clauses.size(), 0) {
    follow(Agreements(scenario));
    for (std::size_t c = 0; c < scenario.clauses.size(); ++c) {
        const Clause& clause = scenario.clauses[c];
        if (clause.type != ClauseType::compute_commit) continue;
        total_[c] = to_money(clause.total);
        scheduled_[c] = drawn_[c] = required_by(c, scenario.simulation.start - 1);
        remaining_[c] = total_[c] - drawn_[c];
    }
}

void Commitments::follow(const Agreements& agreements) {
    for (std::size_t c = 0; c < months_.size(); ++c)
        if (scenario_.clauses[c].type == ClauseType::compute_commit)
            months_[c] = agreements.months(scenario_.clauses[c]);
}

std::vector<Money> Commitments::required(Month m) const {
    std::vector<Money> draws(total_.size(), 0);
    for (std::size_t c = 0; c < draws.size(); ++c) {
        const Clause& clause = scenario_.clauses[c];
        if (!in_force(c, m)) continue;
        const int month = m - months_[c]->first + 1;
        const std::int64_t before = cumulative_shape(clause, month - 1);
        const std::int64_t weight = cumulative_shape(clause, month) - before;
        draws[c] = required_of(remaining_[c], weight, cumulative_shape(clause, length(c)) - before);
    }
    return draws;
}

void Commitments::draw(Month m, const std::vector<Money>& drawn) {
    NEPHOSCOPE_EXPECT(drawn.size() == total_.size());
    for (std::size_t c = 0; c < drawn.size(); ++c) {
        NEPHOSCOPE_EXPECT(drawn[c] >= 0 && drawn[c] <= remaining_[c]);
        const Clause& clause = scenario_.clauses[c];
        if (clause.type != ClauseType::compute_commit) continue;
        drawn_[c] += drawn[c];
        remaining_[c] -= drawn[c];
        scheduled_[c] = required_by(c, m);
    }
}

std::vector<Money> Commitments::true_up(Month m) {
    std::vector<Money> owed(total_.size(), 0);
    for (std::size_t c = 0; c < owed.size(); ++c) {
        const Clause& clause = scenario_.clauses[c];
        const bool due = clause.take_or_pay && in_force(c, m) && (m.month_of_year() == 12 || m == months_[c]->second);
        if (!due) continue;
        owed[c] = std::max<Money>(0, required_by(c, m) - drawn_[c]);
        drawn_[c] += owed[c];
        remaining_[c] -= owed[c];
    }
    return owed;
}

}  // namespace nephoscope
