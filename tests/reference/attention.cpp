#include <algorithm>

#include "tests/reference/reference.h"

/// MODEL 5.6 and the first half of 5.9: who decides on what.
namespace nephoscope::reference {

namespace {

double u_of(const World& w, Stream stream, const Agent& a, int k) {
    return unit_uniform(
        w.draws.of_workload(stream, a.id, w.scenario.workloads[static_cast<std::size_t>(k)].draw_slot, w.t));
}

bool noticed_news(const World& w, const Agent& a) {
    for (std::size_t v = 0; v < w.scenario.venues.size(); ++v) {
        if (w.scenario.venues[v].kind != VenueKind::cloud ||
            a.base_share[v] < w.scenario.attention.new_offer_base_share)
            continue;
        for (std::size_t l = 0; l < w.scenario.labs.size(); ++l) {
            const auto any = [](const Offer& o) {
                return std::find(o.legal.begin(), o.legal.end(), true) != o.legal.end();
            };
            if (any(w.now[l][v]) && !any(w.before[l][v])) return true;
        }
    }
    return false;
}

bool renews(const World& w, const Agent& a) {
    return w.scenario.attention.renewal && w.t > a.entry && ((w.t - a.phase) % a.term + a.term) % a.term == 0;
}

bool evaluates(const World& w, const Agent& a) {
    const AttentionParameters& attention = w.scenario.attention;
    double inattention = 1 - attention.base;
    if (noticed_news(w, a) && w.planted != Planted::attention_misses_news) inattention *= 1 - attention.new_offer;
    if (w.planted != Planted::attention_misses_shortage) inattention *= 1 - attention.shortage * (1 - a.fill);
    return unit_uniform(w.draws.of_customer(Stream::evaluation, a.id, w.t)) < 1 - inattention;
}

}  // namespace

Situation look_around(const World& w, const Agent& a) {
    const auto n = a.workloads.size();
    Situation s{std::vector<bool>(n), std::vector<bool>(n), std::vector<bool>(n), a.workloads, false, renews(w, a)};
    s.full = w.first || s.renewal || evaluates(w, a);
    for (std::size_t k = 0; k < n; ++k) {
        Workload& now = s.state[k];
        const int workload = static_cast<int>(k);
        if (now.active) {
            const bool replaced = u_of(w, Stream::turnover, a, workload) < w.scenario.attention.turnover;
            if (replaced && !(w.burn_in && w.planted == Planted::burn_in_keeps_projects)) {
                ++now.epoch;
                s.up[k] = s.waived[k] = true;
            }
            if (now.lab >= 0 && !w.now[static_cast<std::size_t>(now.lab)][static_cast<std::size_t>(now.venue)].legal[k])
                s.up[k] = s.waived[k] = s.forced[k] = true;
            if (s.full) s.up[k] = true;
            if (now.lab < 0) s.waived[k] = true;
            continue;
        }
        if (w.burn_in) continue;
        double hazard = w.scenario.attention.activation +
                        w.scenario.attention.imitation * w.active_share[k][static_cast<std::size_t>(a.segment)];
        if (w.planted == Planted::attention_activates_too_often) hazard *= 3;
        if (u_of(w, Stream::activation, a, workload) < hazard) {
            now.active = true;
            s.up[k] = s.waived[k] = true;
        }
    }
    return s;
}

}  // namespace nephoscope::reference
