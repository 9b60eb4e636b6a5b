#pragma once

#include <limits>
#include <string>

#include "models/scenario/scenario.h"

namespace nephoscope::test {

/// Two closed labs and one with open weights; clouds azure (0) and aws (1), a direct channel of openai (2),
/// self-hosting (3); two workloads; one segment; one region. No clauses.
inline Scenario small_scenario() {
    Scenario s;
    s.name = "small";
    const auto lab = [](const char* id, int slot, bool open) {
        Lab l;
        l.id = id;
        l.draw_slot = slot;
        l.open_weights = open;
        l.host_weight = {0, 0, 0, 0};
        return l;
    };
    s.labs = {lab("openai", 0, false), lab("anthropic", 1, false), lab("open-weights", 2, true)};
    const auto venue = [](const char* id, int slot, VenueKind kind, int of_lab) {
        Venue v;
        v.id = id;
        v.draw_slot = slot;
        v.kind = kind;
        v.lab = of_lab;
        v.base_revenue = kind == VenueKind::cloud ? 1e9 : 0;
        return v;
    };
    s.venues = {venue("azure", 0, VenueKind::cloud, -1), venue("aws", 1, VenueKind::cloud, -1),
                venue("openai-direct", 2, VenueKind::direct, 0), venue("self-hosted", 3, VenueKind::self_hosted, -1)};
    for (const char* id : {"coding", "batch"}) {
        Workload w;
        w.id = id;
        w.draw_slot = static_cast<int>(s.workloads.size());
        w.weight = 0.5;
        s.workloads.push_back(w);
    }
    Segment segment;
    segment.id = "all";
    segment.budget_below = std::numeric_limits<double>::infinity();
    segment.home_share = {0.5, 0.5, 0, 0};
    s.segments = {segment};
    Region region;
    region.id = "world";
    s.regions = {region};
    return s;
}

inline Clause clause(const std::string& id, ClauseType type, int lab, int venue, Month start = Month(2023, 1),
                     Month end = Month(2032, 12), bool written_end = false) {
    Clause c;
    c.id = id;
    c.type = type;
    c.lab = lab;
    c.venue = venue;
    c.start = start;
    c.end = end;
    c.written_end = written_end;
    return c;
}

}  // namespace nephoscope::test
