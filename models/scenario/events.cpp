#include "models/scenario/event.h"
#include "models/scenario/parameters.h"
#include "models/scenario/scenario.h"

namespace nephoscope {

const char* event_type_name(EventType type) {
    return find_parameter("event.*.type")->choices.at(static_cast<std::size_t>(type)).c_str();
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
