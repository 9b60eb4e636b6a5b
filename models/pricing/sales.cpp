#include "models/pricing/sales.h"

namespace nephoscope {

namespace {

/// Sum over segments of one offer's row.
Money row_sum(const std::vector<Money>& rows, std::size_t offer, int segments) {
    Money sum = 0;
    for (int s = 0; s < segments; ++s)
        sum += rows[offer * static_cast<std::size_t>(segments) + static_cast<std::size_t>(s)];
    return sum;
}

double payout(const Sales& sales, const PriceInputs& in, int venue) {
    Money paid = 0;
    double asked = 0;
    for (int l = 0; l < sales.labs; ++l) {
        const std::size_t o = sales.offer(l, venue);
        paid += row_sum(in.totals.seller_paid, o, in.totals.segments);
        asked += sales.list_value[o] * (1 + in.offers.platform_fee[static_cast<std::size_t>(venue)]);
    }
    return paid > 0 && asked > 0 ? to_usd(paid) / asked : 1;
}

}  // namespace

Sales last_sales(const PriceInputs& in) {
    Sales sales;
    sales.labs = in.totals.labs;
    sales.venues = in.totals.venues;
    const auto offers = static_cast<std::size_t>(sales.labs * sales.venues);
    sales.share.assign(offers, 0);
    sales.lab_share.assign(static_cast<std::size_t>(sales.labs), 0);
    sales.venue_share.assign(static_cast<std::size_t>(sales.venues), 0);
    Money total = 0;
    for (std::size_t o = 0; o < offers; ++o) {
        const Money spend = row_sum(in.totals.seller_paid, o, in.totals.segments) +
                            row_sum(in.totals.egress_paid, o, in.totals.segments);
        sales.share[o] = static_cast<double>(spend);
        total += spend;
        sales.list_value.push_back(to_usd(in.totals.list_value[o]));
    }
    for (int l = 0; l < sales.labs; ++l)
        for (int v = 0; v < sales.venues; ++v) {
            double& share = sales.share[sales.offer(l, v)];
            if (total > 0) share /= static_cast<double>(total);
            sales.lab_share[static_cast<std::size_t>(l)] += share;
            sales.venue_share[static_cast<std::size_t>(v)] += share;
        }
    for (int v = 0; v < sales.venues; ++v) sales.payout.push_back(payout(sales, in, v));
    const double desired = static_cast<double>(in.totals.desired);
    const double contestable = desired > 0 ? static_cast<double>(in.totals.contestable) / desired : 0;
    sales.demand = {in.scenario.choice.taste_precision, in.scenario.choice.nest_dissimilarity,
                    in.scenario.choice.demand_elasticity, reach_of(contestable, in.scenario.pricing.horizon)};
    return sales;
}

}  // namespace nephoscope
