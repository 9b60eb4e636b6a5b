#include <algorithm>

#include "tests/reference/reference.h"

/// MODEL 6.2: platform fees by rule, with the opportunity cost of a holder.
namespace nephoscope::reference {

namespace {

double spend(const Sales& sold) { return sold.paid + sold.egress; }

/// What the lab books per unit at a venue, before revenue share.
double booked(const PriceSetting& in, std::size_t lab, std::size_t venue, double price) {
    if (in.scenario.venues[venue].kind == VenueKind::direct) return price;
    const Clause* terms = resale_terms(in.clauses, static_cast<int>(lab), static_cast<int>(venue), in.month());
    if (terms == nullptr) return 0;
    if (terms->mode == ResaleMode::royalty) return terms->rate * price;
    if (terms->mode == ResaleMode::agency) return (1 - terms->rate) * price;
    return (1 - terms->rate) * std::max(0.0, price - in.costs.wholesale * in.costs.compute_per_unit[lab]);
}

/// The payment from cloud to lab: an agent keeps its commission and is paid for compute.
double payment(const PriceSetting& in, std::size_t lab, std::size_t venue, double price) {
    const Clause* terms = resale_terms(in.clauses, static_cast<int>(lab), static_cast<int>(venue), in.month());
    const bool agency = terms != nullptr && terms->mode == ResaleMode::agency;
    return booked(in, lab, venue, price) - (agency ? in.costs.wholesale * in.costs.compute_per_unit[lab] : 0.0);
}

struct Shares {
    double within = 0;  ///< s_c|ℓ
    double venue = 0;   ///< S_c
};

Shares shares_of(const PriceSetting& in, std::size_t lab, std::size_t cloud) {
    double of_lab = 0, at_cloud = 0;
    for (const Sales& sold : in.last.sales[lab]) of_lab += spend(sold);
    for (const auto& row : in.last.sales) at_cloud += spend(row[cloud]);
    return {of_lab > 0 ? spend(in.last.sales[lab][cloud]) / of_lab : 0, at_cloud / all_spend(in.last)};
}

/// e_ℓc
double elasticity(const PriceSetting& in, const Shares& s) {
    const ChoiceParameters& c = in.scenario.choice;
    const double nest = in.planted == Planted::fee_forgets_nest ? 1 : c.nest_dissimilarity;
    const double theta = reach(in), eta = c.demand_elasticity;
    return (1 - theta) * eta +
           theta * (1 + c.taste_precision * ((1 - s.within) / nest + s.within - s.venue) + (eta - 1) * s.venue);
}

double opportunity_cost(const PriceSetting& in, std::size_t lab, std::size_t cloud, const Shares& s, double price) {
    if (s.within == 0 || in.planted == Planted::fee_forgets_opportunity_cost) return 0;
    const ChoiceParameters& c = in.scenario.choice;
    const double stay = reach(in) * ((1 - s.within) / s.within) *
                        (c.taste_precision * ((1 / c.nest_dissimilarity - 1) * s.within + s.venue) -
                         (c.demand_elasticity - 1) * s.venue) /
                        elasticity(in, s);
    double units = 0, take = 0;
    for (std::size_t v = 0; v < in.scenario.venues.size(); ++v) {
        if (v == cloud) continue;
        units += in.last.sales[lab][v].list_value;
        take += in.last.sales[lab][v].list_value * booked(in, lab, v, price);
    }
    const double interest = in.share_rate[lab][cloud] + in.stake[lab][cloud] * in.last.gross_margin[lab];
    return units > 0 ? stay * interest * take / units : 0;
}

}  // namespace

double next_fee(const PriceSetting& in, std::size_t cloud, double fee, const Row& list) {
    if (in.t == 0 || in.scenario.venues[cloud].fee_rule != FeeRule::bertrand) return fee;
    double all = 0, paid = 0, asked = 0;
    for (const auto& row : in.last.sales) {
        all += spend(row[cloud]);
        paid += row[cloud].paid;
        asked += row[cloud].list_value * (1 + in.last.fee[cloud]);
    }
    if (all <= 0) return fee;
    double e = 0, cost = 0;
    for (std::size_t l = 0; l < list.size(); ++l) {
        const double u = spend(in.last.sales[l][cloud]) / all;
        const Shares s = shares_of(in, l, cloud);
        const double marginal = payment(in, l, cloud, list[l]) + in.costs.unit_cost * in.costs.compute_per_unit[l] +
                                opportunity_cost(in, l, cloud, s, list[l]);
        e += u * elasticity(in, s);
        cost += u * marginal / (list[l] * (paid / asked));
    }
    const double target = e <= 1.05 ? 0.3 : e / (e - 1) * cost - 1;
    return std::clamp(fee + in.scenario.pricing.adjustment * (target - fee), -0.3, 0.3);
}

}  // namespace nephoscope::reference
