#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

/// Labs and venues that have something on sale in the month before the start, onboarding complete: what burn-in sees.
struct OnSale {
    std::vector<bool> lab, venue;
};

bool is_barred(const Scenario& s, int lab, int venue, std::uint32_t scope, Month m) {
    const bool direct = s.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct;
    for (const Clause& c : s.clauses) {
        if (c.type != ClauseType::exclusivity || c.lab != lab || c.venue == venue || !c.in_force(m)) continue;
        if (!(direct && c.allows_direct)) scope &= ~c.scope;
    }
    return scope == 0;
}

OnSale on_sale_before(const Scenario& s) {
    const Month m = s.simulation.start - 1;
    const std::uint32_t all = (1U << s.workloads.size()) - 1U;
    OnSale result{std::vector<bool>(s.labs.size()), std::vector<bool>(s.venues.size())};
    const auto sell = [&](int lab, int venue, std::uint32_t scope) {
        if (is_barred(s, lab, venue, scope & all, m)) return;
        result.lab[static_cast<std::size_t>(lab)] = result.venue[static_cast<std::size_t>(venue)] = true;
    };
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        const Venue& venue = s.venues[v];
        if (venue.kind == VenueKind::direct) sell(venue.lab, static_cast<int>(v), all);
        for (std::size_t l = 0; l < s.labs.size(); ++l)
            if (venue.kind == VenueKind::self_hosted && s.labs[l].open_weights)
                sell(static_cast<int>(l), static_cast<int>(v), all);
    }
    for (const Clause& c : s.clauses)
        if (c.type == ClauseType::hosting && c.in_force(m)) sell(c.lab, c.venue, c.scope);
    return result;
}

template <class Entity>
void check_sold(Reading& reading, const std::string& set, const std::vector<Entity>& entities,
                const std::vector<bool>& sold) {
    const Scenario& s = reading.scenario;
    const std::string month = (s.simulation.start - 1).str();
    double sum = 0;
    std::string list;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        const std::string path = fmt::format("{}.{}.target_share", set, entities[i].id);
        sum += entities[i].target_share;
        if (entities[i].target_share > 0)
            list += fmt::format("{}{} {}", list.empty() ? "" : ", ", entities[i].id, entities[i].target_share);
        if (entities[i].target_share > 0 && !sold[i])
            reading.diagnostics.error(
                place_of(s, path),
                fmt::format(
                    "'target_share' of {0} is {1} but {0} has nothing on sale in {2}, the month before the start",
                    entities[i].id, entities[i].target_share, month));
        if (entities[i].target_share <= 0 && sold[i])
            reading.diagnostics.error(
                place_of(s, path),
                fmt::format("'target_share' of {} must be above 0: it is on sale in {}, the month before the start",
                            entities[i].id, month),
                fmt::format("see: nephoscope explain {}", path));
    }
    if (std::fabs(sum - 1) > 1e-9)
        reading.diagnostics.error(place_of(s, fmt::format("{}.{}.target_share", set, entities[0].id)),
                                  fmt::format("target shares of {}s sum to {:.10g} but must sum to 1", set, sum), list);
}

}  // namespace

void check_targets(Reading& reading) {
    const Scenario& s = reading.scenario;
    const bool judged = !s.start.given && reading.failed.count("lab.*.target_share") == 0 &&
                        reading.failed.count("venue.*.target_share") == 0 && reading.failed.count("venue.*.kind") == 0;
    const bool clauses_ok = std::all_of(reading.clause_ok.begin(), reading.clause_ok.end(), [](bool ok) { return ok; });
    const bool venues_ok = std::none_of(s.venues.begin(), s.venues.end(), [](const Venue& venue) {
        return venue.kind == VenueKind::direct && venue.lab < 0;
    });
    if (!judged || !clauses_ok || !venues_ok || s.labs.empty() || s.venues.empty() || s.workloads.empty()) return;
    const OnSale sold = on_sale_before(s);
    check_sold(reading, "lab", s.labs, sold.lab);
    check_sold(reading, "venue", s.venues, sold.venue);
}

}  // namespace nephoscope::reading
