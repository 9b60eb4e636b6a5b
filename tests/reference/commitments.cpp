#include <algorithm>

#include "tests/reference/firms.h"

/// MODEL 6.5: draws that commitments require, and take-or-pay.
namespace nephoscope::reference {

namespace {

/// v_j of the j-th month.
double weight(const Clause& c, int j) { return c.linear_shape ? j : 1; }

int months(const Clause& c, Month written_end) { return written_end - c.start + 1; }

double sum_of_weights(const Clause& c, int from, int to) {
    double sum = 0;
    for (int j = from; j <= to; ++j) sum += weight(c, j);
    return sum;
}

/// Dollars that the original schedule requires up to and with month m; one that waits requires none.
double scheduled(const Clause& c, Month written_end, Month m) {
    const int all = months(c, written_end);
    if (all <= 0 || m < c.start) return 0;
    return c.total * sum_of_weights(c, 1, std::min(m - c.start + 1, all)) / sum_of_weights(c, 1, all);
}

}  // namespace

Commitment before_the_start(const Scenario& s, const Clause& c) {
    Commitment commitment;
    commitment.total = c.total;
    commitment.written_end = c.end;
    commitment.drawn = scheduled(c, c.end, s.simulation.start - 1);
    commitment.remaining = commitment.total - commitment.drawn;
    return commitment;
}

double required_draw(const Clause& c, const Commitment& commitment, Month m, Planted planted) {
    if (c.type != ClauseType::compute_commit || m < c.start || c.end < m) return 0;
    const int month = m - c.start + 1;
    if (planted == Planted::commitments_draw_evenly)
        return commitment.remaining / (months(c, commitment.written_end) - month + 1);
    return commitment.remaining * weight(c, month) / sum_of_weights(c, month, months(c, commitment.written_end));
}

double true_up(const Clause& c, const Commitment& commitment, Month m, Planted planted) {
    if (c.type != ClauseType::compute_commit || !c.take_or_pay || m < c.start || c.end < m) return 0;
    const bool december = m.month_of_year() == 12 && planted != Planted::true_up_only_at_the_end;
    return december || m == c.end ? std::max(0.0, scheduled(c, commitment.written_end, m) - commitment.drawn) : 0.0;
}

}  // namespace nephoscope::reference
