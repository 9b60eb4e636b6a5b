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

int length(const Clause& clause) { return clause.end - clause.start + 1; }

/// Of `open` dollars with `ahead` months' weights to go, `now` of them this month's: what this month requires. What
/// stays open is rounded down, so that who draws all that is required is never behind the original schedule.
Money required_of(Money open, std::int64_t now, std::int64_t ahead) {
    return open - static_cast<Money>(static_cast<int128>(open) * (ahead - now) / ahead);
}

/// What the original schedule requires from the commitment's first month up to and with month `m`.
Money required_by(const Clause& clause, Money total, Month m) {
    const int months = std::clamp(m - clause.start + 1, 0, length(clause));
    return required_of(total, cumulative_shape(clause, months), cumulative_shape(clause, length(clause)));
}

}  // namespace

Commitments::Commitments(const Scenario& scenario)
    : scenario_(scenario),
      total_(scenario.clauses.size(), 0),
      drawn_(scenario.clauses.size(), 0),
      remaining_(scenario.clauses.size(), 0),
      scheduled_(scenario.clauses.size(), 0) {
    for (std::size_t c = 0; c < scenario.clauses.size(); ++c) {
        const Clause& clause = scenario.clauses[c];
        if (clause.type != ClauseType::compute_commit) continue;
        total_[c] = to_money(clause.total);
        scheduled_[c] = drawn_[c] = required_by(clause, total_[c], scenario.simulation.start - 1);
        remaining_[c] = total_[c] - drawn_[c];
    }
}

std::vector<Money> Commitments::required(Month m) const {
    std::vector<Money> draws(total_.size(), 0);
    for (std::size_t c = 0; c < draws.size(); ++c) {
        const Clause& clause = scenario_.clauses[c];
        if (clause.type != ClauseType::compute_commit || !clause.in_force(m)) continue;
        const int month = m - clause.start + 1;
        const std::int64_t before = cumulative_shape(clause, month - 1);
        const std::int64_t weight = cumulative_shape(clause, month) - before;
        draws[c] = required_of(remaining_[c], weight, cumulative_shape(clause, length(clause)) - before);
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
        scheduled_[c] = required_by(clause, total_[c], m);
    }
}

std::vector<Money> Commitments::true_up(Month m) {
    std::vector<Money> owed(total_.size(), 0);
    for (std::size_t c = 0; c < owed.size(); ++c) {
        const Clause& clause = scenario_.clauses[c];
        const bool due = clause.type == ClauseType::compute_commit && clause.take_or_pay && clause.in_force(m) &&
                         (m.month_of_year() == 12 || m == clause.end);
        if (!due) continue;
        owed[c] = std::max<Money>(0, required_by(clause, total_[c], m) - drawn_[c]);
        drawn_[c] += owed[c];
        remaining_[c] -= owed[c];
    }
    return owed;
}

}  // namespace nephoscope
