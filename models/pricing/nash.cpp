#include "models/pricing/nash.h"

#include <algorithm>

#include "models/pricing/list_price.h"
#include "models/pricing/paths.h"
#include "models/pricing/platform_fee.h"
#include "models/theory/errors.h"

namespace nephoscope {

namespace {

void add_lab(PriceGame& game, const PriceInputs& in, int lab) {
    const auto l = static_cast<std::size_t>(lab);
    const Lab& it = in.scenario.labs[l];
    game.passed_on.push_back(passed_on(in, lab));
    game.compute_cost.push_back(in.unit_cost * compute_per_unit(in.scenario, lab, in.t));
    game.lab_sets.push_back(it.price_rule == PriceRule::nash ? 1 : 0);
    game.least_price.push_back(least_list_price(it));
    game.largest_price.push_back(largest_list_price(it));
    for (int v = 0; v < game.venues; ++v) {
        const std::size_t pair = static_cast<std::size_t>(v) * in.scenario.labs.size() + l;
        game.terms.push_back(unit_terms(in, lab, v));
        game.interest.push_back(in.share_rate[pair] + in.stake[pair] * in.gross_margin[l]);
        const bool rented = in.scenario.venues[static_cast<std::size_t>(v)].kind == VenueKind::self_hosted;
        game.listed.push_back(rented ? 0 : 1);
    }
}

bool any(const std::vector<std::uint8_t>& flags) { return std::find(flags.begin(), flags.end(), 1) != flags.end(); }

}  // namespace

PriceGame price_game(const PriceInputs& in, const Sales& sales) {
    PriceGame game;
    game.demand = sales.demand;
    game.labs = sales.labs;
    game.venues = sales.venues;
    game.share = sales.share;
    game.payout = sales.payout;
    game.list_price = in.offers.list_price;
    game.least_factor = 1 - kLargestFee;
    game.largest_factor = 1 + kLargestFee;
    for (std::size_t v = 0; v < in.scenario.venues.size(); ++v) {
        const Venue& venue = in.scenario.venues[v];
        game.factor.push_back(1 + in.offers.platform_fee[v]);
        game.venue_sets.push_back(venue.kind == VenueKind::cloud && venue.fee_rule == FeeRule::nash ? 1 : 0);
    }
    for (int l = 0; l < game.labs; ++l) add_lab(game, in, l);
    return game;
}

bool set_nash_prices(const PriceInputs& in, const Sales& sales, std::vector<double>& list_price,
                     std::vector<double>& platform_fee) {
    const PriceGame game = price_game(in, sales);
    const bool sold = std::any_of(sales.share.begin(), sales.share.end(), [](double share) { return share > 0; });
    if (!sold || (!any(game.lab_sets) && !any(game.venue_sets))) return true;
    if (sales.demand.reach <= 0) return false;  // no one answers within the horizon: no price is an equilibrium's
    GamePrices target;
    try {
        target = solve(game);
    } catch (const theory::NoConvergence&) {
        return false;
    } catch (const theory::NoEquilibrium&) {
        return false;
    }
    const double a = in.scenario.pricing.adjustment;
    for (std::size_t l = 0; l < list_price.size(); ++l)
        if (game.lab_sets[l] != 0)
            list_price[l] =
                adjusted(list_price[l], target.list_price[l], a, game.least_price[l], game.largest_price[l]);
    for (std::size_t v = 0; v < platform_fee.size(); ++v)
        if (game.venue_sets[v] != 0)
            platform_fee[v] = adjusted(platform_fee[v], target.factor[v] - 1, a, -kLargestFee, kLargestFee);
    return true;
}

}  // namespace nephoscope
