#pragma once

#include <memory>
#include <vector>

#include "models/pricing/paths.h"
#include "models/pricing/sales.h"
#include "tests/support/small_scenario.h"

namespace nephoscope::test {

/// A market in which price setters are shown hand-made sales: the small scenario, costs that stand still, all spend up
/// for decision (Θ = 1). Before a test changes it, compute costs half of the list price at the wholesale price.
struct PriceMarket {
    PriceMarket() : scenario(small_scenario()) {
        scenario.compute.unit_cost_decline = 0;
        scenario.pricing.adjustment = 1;
        for (Venue& venue : scenario.venues) venue.fee_rule = FeeRule::fixed;
        reset();
    }

    /// Sizes everything after the sets of the scenario have changed.
    void reset() {
        const std::size_t labs = scenario.labs.size(), venues = scenario.venues.size();
        totals = MonthTotals(scenario);
        totals.contestable = totals.desired = 1;
        stake.assign(labs * venues, 0);
        share_rate.assign(labs * venues, 0);
        gross_margin.assign(labs, 0);
        agreements = std::make_unique<Agreements>(scenario);
        unit_cost = nephoscope::unit_cost(scenario, t);
        wholesale = wholesale_price(scenario, t);
        quote(opening_prices(scenario));
    }

    /// Last month's offers ask these prices.
    void quote(const Prices& prices) {
        offers.list_price = prices.list_price;
        offers.platform_fee = prices.platform_fee;
    }

    std::size_t pair(int venue, int lab) const {
        return static_cast<std::size_t>(venue) * scenario.labs.size() + static_cast<std::size_t>(lab);
    }

    /// Sales of last month at list value `usd`, of which the seller is paid the fee on top and less the discount.
    void sell(int lab, int venue, double usd, double discount = 0) {
        const auto o = static_cast<std::size_t>(lab) * scenario.venues.size() + static_cast<std::size_t>(venue);
        totals.list_value[o] += to_money(usd);
        totals.seller_paid[o] +=
            to_money(usd * (1 + offers.platform_fee[static_cast<std::size_t>(venue)]) * (1 - discount));
    }

    void resell(int lab, int venue, ResaleMode mode, double rate) {
        Clause c = clause("resale", ClauseType::resale, lab, venue);
        c.mode = mode;
        c.rate = rate;
        scenario.clauses.push_back(c);
        agreements = std::make_unique<Agreements>(scenario);
    }

    PriceInputs inputs() const {
        return {scenario, *agreements, t, totals, offers, unit_cost, wholesale, stake, gross_margin, share_rate};
    }
    Sales sales() const { return last_sales(inputs()); }

    Scenario scenario;
    int t = 1;
    MonthTotals totals;
    OfferTable offers;
    std::unique_ptr<Agreements> agreements;
    double unit_cost = 0, wholesale = 0;
    std::vector<double> stake, gross_margin, share_rate;
};

}  // namespace nephoscope::test
