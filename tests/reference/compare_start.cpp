#include "tests/reference/side_by_side.h"

/// The month before the start.
namespace nephoscope::reference {

bool same_attention(const Workload& a, const Workload& b) { return a.active == b.active && a.epoch == b.epoch; }
bool same_choice(const Workload& a, const Workload& b) {
    return a.lab == b.lab && a.venue == b.venue && a.months_in_place == b.months_in_place;
}

std::string text(const Workload& w) {
    return fmt::format("{}@{} epoch {} months {} active {}", w.lab, w.venue, w.epoch, w.months_in_place, w.active);
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
    const std::vector<Agent> engine = agents_of(start_.customers, scenario_, draws_, -1);
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
