#include "models/money/sufficient_statistics.h"

#include <limits>

namespace nephoscope {

OpeningChange opening_change(const OpeningMonth& m) {
    const double margin_exclusive = 1 - m.royalty_exclusive - m.compute_cost;
    const double margin_open = 1 - m.royalty_open - m.compute_cost;
    const double lost_direct = m.from_direct * m.opened_sales, lost_incumbent = m.from_incumbent * m.opened_sales;
    OpeningChange change;
    change.venue = (margin_open - margin_exclusive) * m.incumbent_sales - margin_open * lost_incumbent -
                   m.other_margin * m.of_incumbent * m.opened_sales;
    change.compute = -m.hosted_share * m.direct_compute * (m.compute_markup / (1 + m.compute_markup)) * lost_direct;
    change.base = m.net_take * m.opened_sales - lost_direct - m.royalty_exclusive * m.incumbent_sales +
                  m.royalty_open * (m.incumbent_sales - lost_incumbent);
    change.share = m.share_rate * change.base;
    change.cash = change.base - change.share + (m.direct_compute + m.operating_share) * lost_direct;
    return change;
}

double break_even_stake(double flows, double horizon_factor, double multiple, double base, double cash) {
    const double equity = horizon_factor * (12 * multiple * base + cash);
    return equity == 0 ? std::numeric_limits<double>::quiet_NaN() : -flows / equity;
}

}  // namespace nephoscope
