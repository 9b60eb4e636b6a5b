#include "tests/reference/side_by_side.h"

/// The engine's customers in the twin's words, and the month before the start.
namespace nephoscope::reference {

namespace {

Row row_of(const std::vector<double>& column, std::size_t i, std::size_t n) {
    return {column.begin() + static_cast<std::ptrdiff_t>(i * n),
            column.begin() + static_cast<std::ptrdiff_t>((i + 1) * n)};
}

}  // namespace

bool same_attention(const Workload& a, const Workload& b) { return a.active == b.active && a.epoch == b.epoch; }
bool same_choice(const Workload& a, const Workload& b) {
    return a.lab == b.lab && a.venue == b.venue && a.months_in_place == b.months_in_place;
}

std::string text(const Workload& w) {
    return fmt::format("{}@{} epoch {} months {} active {}", w.lab, w.venue, w.epoch, w.months_in_place, w.active);
}

std::vector<Agent> agents_of(const Customers& c, const Scenario& s, int t) {
    std::vector<Agent> agents;
    for (std::size_t i = 0; i < c.size(); ++i) {
        Agent a;
        a.id = c.id[i];
        a.organisations = organisations(c.weight[i]);
        a.budget = c.budget[i];
        a.segment = c.segment[i];
        a.region = c.region[i];
        a.regulated = c.regulated[i] != 0;
        a.term = c.term[i];
        a.phase = c.phase[i];
        a.entry = c.entry[i];
        a.decile = c.decile[i];
        a.home = c.contract_cloud[i];
        a.growth_cloud = c.growth_cloud[i];
        a.base_spend = c.base_spend[i];
        a.migration_from = c.migration_from[i];
        a.migration_left = c.migration_left[i];
        a.migration_amount = c.migration_amount[i];
        a.fill = c.fill[i];
        a.workload_share = row_of(c.workload_share, i, s.workloads.size());
        a.lab_taste = row_of(c.lab_taste, i, s.labs.size());
        a.venue_taste = row_of(c.venue_taste, i, s.venues.size());
        a.base_share = row_of(c.base_share, i, s.venues.size());
        for (int k = 0; k < c.workloads; ++k) {
            const std::size_t slot = c.slot(i, k);
            Workload w;
            w.active = c.active[slot] != 0;
            w.lab = c.lab[slot] == kNone ? -1 : c.lab[slot];
            w.venue = c.venue[slot] == kNone ? -1 : c.venue[slot];
            w.epoch = c.epoch[slot];
            w.months_in_place = c.months_in_place(i, k, t);
            a.workloads.push_back(w);
        }
        agents.push_back(std::move(a));
    }
    return agents;
}

void SideBySide::compare_statistics(const LaggedStatistics& engine, const char* phase) {
    for (const auto& [twin, flat] : {std::pair{&statistics_.lab_in_use, &engine.lab_in_use},
                                     std::pair{&statistics_.active_share, &engine.active_share}}) {
        const Table its = table(*flat, twin->size());
        for (std::size_t r = 0; r < its.size(); ++r)
            for (std::size_t s = 0; s < its[r].size(); ++s)
                differences_.close(phase, its[r][s], (*twin)[r][s], 1e-12, at("statistics of the month"));
    }
}

/// The twin burns in by itself; afterwards both must have come to the same month −1.
void SideBySide::compare_start() {
    const Calm calm = before_events(scenario_, draws_, labs_);
    offers_ = calm.offers;
    prices_ = calm.prices;
    t_ = -1;
    compare_offers(start_.offers, calm.offers, "burn-in");
    const std::vector<Agent> engine = agents_of(start_.customers, scenario_, -1);
    agents_ = engine;
    burn_in(scenario_, values_, draws_, calm, agents_, statistics_, planted_);
    compare_statistics(start_.lagged, "burn-in");
    for (std::size_t i = 0; i < engine.size(); ++i) {
        for (std::size_t k = 0; k < engine[i].workloads.size(); ++k) {
            const Workload &its = engine[i].workloads[k], &twin = agents_[i].workloads[k];
            differences_.expect(
                "burn-in", same_attention(its, twin) && same_choice(its, twin),
                fmt::format("customer {} workload {}: engine {} twin {}", engine[i].id, k, text(its), text(twin)));
        }
        if (engine[i].entry < 0)
            differences_.expect("burn-in", engine[i].growth_cloud == first_growth_cloud(scenario_, draws_, engine[i]),
                                fmt::format("first growth cloud of customer {}", engine[i].id));
    }
}

}  // namespace nephoscope::reference
