#include "models/scenario/event.h"
#include "models/scenario/scenario.h"
#include "sim/core/contract.h"

namespace nephoscope {

const char* event_type_name(EventType type) {
    switch (type) {
        case EventType::build_limit:
            return "build_limit";
        case EventType::unit_cost:
            return "unit_cost";
        case EventType::egress_fee:
            return "egress_fee";
        case EventType::platform_fee:
            return "platform_fee";
        case EventType::gravity:
            return "gravity";
        case EventType::commit_wedge:
            return "commit_wedge";
        case EventType::list_price:
            return "list_price";
        case EventType::self_cost:
            return "self_cost";
        case EventType::open_lag:
            return "open_lag";
        case EventType::release_freeze:
            return "release_freeze";
        case EventType::quality_jump:
            return "quality_jump";
        case EventType::valuation:
            return "valuation";
        case EventType::ipo:
            return "ipo";
        case EventType::remove_offer:
            return "remove_offer";
    }
    NEPHOSCOPE_EXPECT(!"an event type has no name");
    return "";
}

double event_factor(const Scenario& scenario, EventType type, Month m, int lab, int venue, int region) {
    const auto concerns = [](int named, int asked) { return named < 0 || named == asked; };
    double factor = 1;
    for (const Event& event : scenario.events)
        if (event.type == type && event.in_force(m) && concerns(event.lab, lab) && concerns(event.venue, venue) &&
            concerns(event.region, region))
            factor *= event.factor;
    return factor;
}

const Event* event_of(const Scenario& scenario, EventType type, Month m, int lab, int venue) {
    const Event* last = nullptr;
    for (const Event& event : scenario.events)
        if (event.type == type && event.in_force(m) && event.lab == lab && event.venue == venue) last = &event;
    return last;
}

}  // namespace nephoscope
