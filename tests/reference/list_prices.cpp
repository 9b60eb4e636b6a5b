#include <algorithm>
#include <cmath>

#include "tests/reference/reference.h"

/// MODEL 6.1: list prices by rule.
namespace nephoscope::reference {

namespace {

/// τ and k of one venue: what the lab nets of a list dollar before revenue share, and its own compute cost per unit net
/// of the share that it saves.
struct Take {
    double net = 0, cost = 0;
};

Take take_at(const PriceSetting& in, std::size_t lab, std::size_t venue, double passed_on) {
    const double compute = in.costs.wholesale * in.costs.compute_per_unit[lab];
    if (in.scenario.venues[venue].kind == VenueKind::direct) return {1, compute};
    const Clause* terms = resale_terms(in.clauses, static_cast<int>(lab), static_cast<int>(venue), in.month());
    if (terms == nullptr) return {0, 0};
    if (terms->mode == ResaleMode::royalty) return {terms->rate, 0};
    if (terms->mode == ResaleMode::gp_split) return {1 - terms->rate, (1 - passed_on) * (1 - terms->rate) * compute};
    return {1 - terms->rate, compute};
}

double bertrand(const PriceSetting& in, std::size_t lab, double price) {
    const ChoiceParameters& choice = in.scenario.choice;
    double passed_on = 0;
    for (const double rate : in.share_rate[lab]) passed_on += rate;
    if (in.planted == Planted::list_price_forgets_share) passed_on = 0;
    double net = 0, cost = 0, spend = 0;
    for (std::size_t v = 0; v < in.scenario.venues.size(); ++v) {
        const Sales& sold = in.last.sales[lab][v];
        const Take take = take_at(in, lab, v, passed_on);
        net += sold.list_value * take.net;
        cost += sold.list_value * take.cost;
        spend += sold.paid + sold.egress;
    }
    if (net <= 0) return price;
    const double marginal_cost = cost / ((1 - passed_on) * net);
    const double share = spend / all_spend(in.last), eta = choice.demand_elasticity, theta = reach(in);
    const double e = (1 - theta) * eta + theta * (1 + choice.taste_precision * (1 - share) + (eta - 1) * share);
    const double start = in.scenario.labs[lab].list_price;
    const double target = e <= 1.05 ? 4 * start : marginal_cost * e / (e - 1);
    const double step = in.planted == Planted::list_price_jumps ? 1 : in.scenario.pricing.adjustment;
    return std::clamp(price + step * (target - price), start / 4, 4 * start);
}

}  // namespace

double all_spend(const LastMonth& last) {
    double sum = 0;
    for (const auto& row : last.sales)
        for (const Sales& sold : row) sum += sold.paid + sold.egress;
    return sum;
}

double reach(const PriceSetting& in) {
    const double horizon = in.planted == Planted::list_price_is_myopic ? 1 : in.scenario.pricing.horizon;
    return 1 - std::pow(1 - in.last.contestable / in.last.desired, horizon);
}

double next_list_price(const PriceSetting& in, std::size_t lab, double price) {
    const Lab& it = in.scenario.labs[lab];
    const double least = it.list_price / 4, most = it.list_price * 4;
    if (in.t == 0) return price;
    if (it.price_rule == PriceRule::decline) return std::clamp(price * (1 - in.scenario.pricing.decline), least, most);
    if (it.price_rule == PriceRule::cost_plus)
        return std::clamp(
            (1 + in.scenario.pricing.cost_plus_margin) * in.costs.wholesale * in.costs.compute_per_unit[lab], least,
            most);
    if (it.price_rule == PriceRule::bertrand) return bertrand(in, lab, price);
    return price;
}

}  // namespace nephoscope::reference
