#include <fmt/format.h>

#include <algorithm>

#include "models/customers/customers.h"
#include "sim/core/state.h"

namespace nephoscope {

namespace {

/// Every value below `bound`, or kNone where that is allowed.
void require_below(const std::vector<std::uint8_t>& values, std::size_t bound, bool or_none, const char* what) {
    for (const std::uint8_t value : values)
        if (value >= bound && !(or_none && value == kNone))
            throw StateError(fmt::format("{} is {} but must be below {}", what, value, bound));
}

/// Bases stand at clouds, and come from and go to clouds alone.
void require_clouds(const Customers& customers, const Scenario& scenario) {
    const auto is_cloud = [&](std::size_t v) {
        return v < scenario.venues.size() && scenario.venues[v].kind == VenueKind::cloud;
    };
    const auto require = [&](std::uint8_t venue, const char* what) {
        if (!is_cloud(venue)) throw StateError(fmt::format("{} is {}, which is no cloud", what, venue));
    };
    const std::size_t bases = base_venues(scenario);
    for (std::size_t i = 0; i < customers.size(); ++i) {
        require(customers.contract_cloud[i], "contract cloud");
        require(customers.growth_cloud[i], "growth cloud");
        if (customers.migration_left[i] > 0) require(customers.migration_from[i], "migration_from");
        for (std::size_t v = 0; v < bases; ++v)
            if (!is_cloud(v) && customers.base_shares(i)[v] != 0)
                throw StateError(fmt::format("a base stands at venue {}, which is no cloud", v));
    }
}

}  // namespace

void require_sound(const Customers& customers, const Scenario& scenario) {
    const std::size_t labs = scenario.labs.size(), venues = scenario.venues.size(), bases = base_venues(scenario);
    const auto whole = [](std::size_t count) { return static_cast<int>(count); };
    if (customers.labs != whole(labs) || customers.workloads != whole(scenario.workloads.size()) ||
        customers.venues != whole(venues) || customers.base_venues != whole(bases) || customers.size() == 0)
        throw StateError("customers are of other labs, venues or workloads");
    const_cast<Customers&>(customers).for_each_column([&](const auto& column, std::size_t each) {
        if (column.size() != customers.size() * each)
            throw StateError(fmt::format("a column holds {} values where there should be {} for each of {} customers",
                                         column.size(), each, customers.size()));
    });
    require_below(customers.active, std::size_t{1} << customers.workloads, false, "active");
    require_below(customers.decided, std::size_t{1} << customers.workloads, false, "decided");
    require_below(customers.segment, scenario.segments.size(), false, "segment");
    require_below(customers.region, scenario.regions.size(), false, "region");
    require_below(customers.decile, 10, false, "decile");
    require_below(customers.lab, labs, true, "lab");
    require_below(customers.venue, venues, true, "venue");
    require_clouds(customers, scenario);
    for (std::size_t slot = 0; slot < customers.lab.size(); ++slot)
        if ((customers.lab[slot] == kNone) != (customers.venue[slot] == kNone))
            throw StateError("a workload has a lab without a venue, or a venue without a lab");
    for (std::size_t i = 0; i < customers.size(); ++i)
        for (int k = 0; k < customers.workloads; ++k)
            if (!customers.is_active(i, k) && customers.lab[customers.slot(i, k)] != kNone)
                throw StateError("an inactive workload is on an offer");
    for (const std::uint8_t term : customers.term)
        if (term == 0) throw StateError("term is 0 months");
}

}  // namespace nephoscope
