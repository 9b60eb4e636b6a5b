#pragma once

#include <string>
#include <vector>

#include "sim/core/month.h"
#include "sim/io/diagnostics.h"

namespace nephoscope {

struct Scenario;

/// What a dated event changes while it is in force (docs/model.md#events, MODEL 6.8 and 15).
enum class EventType {
    build_limit,     ///< × factor on what clouds can add in a month; `venue` or all clouds
    unit_cost,       ///< × factor on ω; `venue` is not read
    egress_fee,      ///< × factor on egress fees; `venue` (the holder) or all, `region` or all
    platform_fee,    ///< φ of `venue` is `value`, whatever its rule says
    gravity,         ///< × factor on τ of all workloads
    commit_wedge,    ///< × factor on b of all segments
    list_price,      ///< × factor on the list price of `lab` that its rule gives
    self_cost,       ///< × factor on F_self
    open_lag,        ///< lag_open is `value` months
    release_freeze,  ///< `lab` publishes nothing
    quality_jump,    ///< once, in `start`: `value` points to the latent quality of `lab`
    valuation,       ///< × factor on M_t; `lab` or all
    ipo,             ///< once, in `start`: `lab` sells new shares for `value` USD
    remove_offer     ///< `lab` cannot be bought at `venue`
};

/// One dated event, [event.ID]. In force in months start…end, both inclusive; `end` is the horizon when absent.
struct Event {
    std::string id;
    EventType type = EventType::build_limit;
    int lab = -1, venue = -1, region = -1;  ///< −1: all
    Month start, end;
    double factor = 1, value = 0;
    Place place;  ///< of its table header

    bool in_force(Month m) const { return start <= m && m <= end; }
};

const char* event_type_name(EventType type);

/// Product of the factors of all events of a type in force in month m that concern the entities; −1 asks for no entity
/// in particular and is only concerned by events for all. 1 when there is none.
double event_factor(const Scenario& scenario, EventType type, Month m, int lab, int venue, int region);

/// The last event (byte order of id) of a type in force in month m for exactly these entities, or null.
const Event* event_of(const Scenario& scenario, EventType type, Month m, int lab, int venue);

}  // namespace nephoscope
