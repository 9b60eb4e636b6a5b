#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "models/scenario/parameters.h"

namespace nephoscope::test {

/// How many entries a table has in the scenario: 1 for sections.
inline std::size_t count_of(const Scenario& s, const std::string& table) {
    if (table == "lab.*") return s.labs.size();
    if (table == "venue.*") return s.venues.size();
    if (table == "workload.*") return s.workloads.size();
    if (table == "segment.*") return s.segments.size();
    if (table == "region.*") return s.regions.size();
    if (table == "event.*") return s.events.size();
    return 1;
}

inline std::string described(const std::vector<double>& values) {
    std::string text;
    for (const double value : values) text += fmt::format(" {}", value);
    return text + "\n";
}

inline std::string described(const Clause& c) {
    return fmt::format("{} {} {} {} {:x} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}\n",
                       c.id, clause_type_name(c.type), c.lab, c.venue, c.scope, c.start.str(), c.end.str(),
                       c.written_end, c.onboarding_months, c.lag_months, c.window_months, c.allows_direct, c.exclusive,
                       c.take_or_pay, c.counts, c.linear_shape, static_cast<int>(c.mode), c.rate,
                       static_cast<int>(c.base), c.cap ? *c.cap : -1, c.paid_to_date, c.total, c.fraction,
                       c.participation, c.ends_on_trigger, c.date ? c.date->str() : "-", c.hazard,
                       fmt::join(c.ends, "+"), fmt::join(c.starts, "+")) +
           fmt::format(" {}\n", c.draw_slot);
}

/// Everything that a scenario holds but its places, as text.
inline std::string described(const Scenario& s) {
    std::string text;
    for (const Parameter& row : parameters()) {
        if (!row.bind.get) continue;
        for (std::size_t i = 0; i < count_of(s, row.table()); ++i)
            text += fmt::format("{} {} {}\n", row.key, i, value_text(row.bind.get(s, i)));
    }
    for (const Lab& lab : s.labs) text += lab.id + fmt::format(" {}", lab.has_cash) + described(lab.host_weight);
    for (const Venue& v : s.venues) text += fmt::format("{} {} {}\n", v.id, v.lab, v.owner_lab);
    for (const Segment& g : s.segments)
        text += g.id + described(g.home_share) + described(std::vector<double>(g.term_mix.begin(), g.term_mix.end()));
    for (const Clause& clause : s.clauses) text += described(clause);
    for (const Event& e : s.events) text += fmt::format("{} {} {} {}\n", e.id, e.lab, e.venue, e.region);
    text += fmt::format("{} {}\n", s.metrics.incumbent, s.metrics.focal_lab);
    text += described(s.start.lab_fit) + described(s.start.venue_appeal);
    return text + fmt::format("{}\n", fmt::join(s.inactive, "\n"));
}

}  // namespace nephoscope::test
