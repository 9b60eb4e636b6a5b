#include "tests/reference/side_by_side.h"

/// Customers by what they use, flows between offers, deciles.
namespace nephoscope::reference {

namespace {

/// Adds a flat column of the engine under the names that the twin uses; `columns` is the length of a row.
template <class ToReal>
void add(Counts& counts, const char* name, const std::vector<std::int64_t>& flat, std::size_t columns, ToReal real) {
    for (std::size_t i = 0; i < flat.size(); ++i)
        counts[fmt::format("{} {} {}", name, i / columns, i % columns)] += real(flat[i]);
}

template <class ToReal>
void add(Counts& counts, const char* name, const std::vector<std::int64_t>& flat, ToReal real) {
    for (std::size_t i = 0; i < flat.size(); ++i) counts[fmt::format("{} {}", name, i)] += real(flat[i]);
}

/// [a×b×c] under "name a b c".
template <class ToReal>
void add(Counts& counts, const char* name, const std::vector<std::int64_t>& flat, std::size_t middle, std::size_t last,
         ToReal real) {
    for (std::size_t i = 0; i < flat.size(); ++i)
        counts[fmt::format("{} {} {} {}", name, i / last / middle, i / last % middle, i % last)] += real(flat[i]);
}

Counts engine_counts(const MonthTotals& t) {
    Counts counts;
    const auto segments = static_cast<std::size_t>(t.segments), regions = static_cast<std::size_t>(t.regions);
    const auto venues = static_cast<std::size_t>(t.venues), workloads = static_cast<std::size_t>(t.workloads);
    const auto labs = static_cast<std::size_t>(t.labs);
    add(counts, "users", t.users, venues, segments, organisations);
    add(counts, "workload paid", t.workload_paid, venues, workloads, to_usd);
    add(counts, "lab users", t.lab_users, segments, organisations);
    add(counts, "venue users", t.venue_users, segments, organisations);
    add(counts, "active", t.active, segments, organisations);
    add(counts, "payers", t.payers_region, regions, organisations);
    add(counts, "venue flow", t.venue_flow, venues + 2, organisations);
    add(counts, "lab flow", t.lab_flow, labs + 2, organisations);
    add(counts, "venue spend", t.venue_spend_flow, venues + 2, to_usd);
    add(counts, "lab spend", t.lab_spend_flow, labs + 2, to_usd);
    add(counts, "born", t.born, organisations);
    add(counts, "born in region", t.born_region, organisations);
    add(counts, "served", t.served, organisations);
    add(counts, "single binding", t.single_binding, organisations);
    add(counts, "surplus of decile", t.surplus_decile, to_usd);
    for (std::size_t i = 0; i < t.by_venue_count.size(); ++i) {
        const std::string at = fmt::format("{} {}", i / segments + 1, i % segments);
        counts["venues " + at] += organisations(t.by_venue_count[i]);
        counts["labs " + at] += organisations(t.by_lab_count[i]);
    }
    add(counts, "cost of decile", t.cost_decile, to_usd);
    add(counts, "new base", t.base_moved, to_usd);
    counts["projects"] = static_cast<double>(t.projects);
    counts["budget in use"] = to_usd(t.budget_in_use);
    return counts;
}

}  // namespace

void SideBySide::compare_counts() {
    Counts engine = engine_counts(market_.totals());
    for (const auto& [name, value] : counts_) engine[name] += 0;
    for (const auto& [name, value] : engine) differences_.close("counts", value, counts_[name], money_tick(), at(name));
}

}  // namespace nephoscope::reference
