#include "models/pricing/price_setting.h"

#include "models/pricing/list_price.h"
#include "models/pricing/nash.h"
#include "models/pricing/platform_fee.h"
#include "models/pricing/sales.h"
#include "sim/core/contract.h"

namespace nephoscope {

namespace {

/// What labs ask: what their rules give, times the events of the month.
void ask_list_prices(Prices& prices, const Scenario& scenario, Month month) {
    for (std::size_t l = 0; l < scenario.labs.size(); ++l)
        prices.list_price[l] = prices.ruled_list_price[l] *
                               event_factor(scenario, EventType::list_price, month, static_cast<int>(l), -1, -1);
}

void ask_platform_fees(Prices& prices, const Scenario& scenario, Month month) {
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        const Event* event = event_of(scenario, EventType::platform_fee, month, -1, static_cast<int>(v));
        const bool applies = event != nullptr && scenario.venues[v].kind == VenueKind::cloud;
        prices.platform_fee[v] = applies ? event->value : prices.ruled_platform_fee[v];
    }
}

void apply_rules(Prices& prices, const PriceInputs& in, Month month) {
    const Sales sales = last_sales(in);
    prices.converged = set_nash_prices(in, sales, prices.ruled_list_price, prices.ruled_platform_fee);
    for (int l = 0; l < sales.labs; ++l) {
        double& price = prices.ruled_list_price[static_cast<std::size_t>(l)];
        price = next_list_price(in, sales, l, price);
    }
    ask_list_prices(prices, in.scenario, month);
    for (int v = 0; v < sales.venues; ++v) {
        if (in.scenario.venues[static_cast<std::size_t>(v)].kind != VenueKind::cloud) continue;
        double& fee = prices.ruled_platform_fee[static_cast<std::size_t>(v)];
        fee = next_platform_fee(in, sales, v, fee, prices.list_price);
    }
}

}  // namespace

Prices opening_prices(const Scenario& scenario) {
    Prices prices;
    for (const Lab& lab : scenario.labs) prices.list_price.push_back(lab.list_price);
    for (const Venue& venue : scenario.venues) {
        const bool charges = venue.kind == VenueKind::cloud && venue.fee_rule != FeeRule::parity;
        prices.platform_fee.push_back(charges ? venue.platform_fee : 0);
    }
    prices.ruled_list_price = prices.list_price;
    prices.ruled_platform_fee = prices.platform_fee;
    return prices;
}

void set_prices(Prices& prices, const PriceInputs& inputs) {
    NEPHOSCOPE_EXPECT(prices.ruled_list_price.size() == inputs.scenario.labs.size());
    NEPHOSCOPE_EXPECT(prices.ruled_platform_fee.size() == inputs.scenario.venues.size());
    prices.converged = true;
    const Month month = inputs.scenario.simulation.start + inputs.t;
    if (inputs.t > 0)
        apply_rules(prices, inputs, month);
    else
        ask_list_prices(prices, inputs.scenario, month);
    ask_platform_fees(prices, inputs.scenario, month);
}

}  // namespace nephoscope
