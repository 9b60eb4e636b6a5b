#include <algorithm>

#include "tests/reference/firms.h"

/// MODEL 6.5: lab hosting and rationing by class.
namespace nephoscope::reference {

namespace {

double sum(const Row& row) {
    double total = 0;
    for (const double x : row) total += x;
    return total;
}

/// What labs ask for: dollars' worth of each commitment, and the rest, by cloud.
struct Asked {
    Row commitment;          ///< [clauses] MW-months
    Table committed, other;  ///< [labs][venues]
};

Asked ask(const ToClear& in) {
    const Scenario& s = in.scenario;
    Asked asked{Row(s.clauses.size(), 0), Table(s.labs.size(), Row(s.venues.size(), 0)), {}};
    asked.other = asked.committed;
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        const double need = in.need[l].total();
        double due = 0;
        for (std::size_t c = 0; c < s.clauses.size(); ++c)
            if (s.clauses[c].lab == static_cast<int>(l)) due += in.required[c] / in.wholesale;
        const double part = due > need ? need / due : 1;
        for (std::size_t c = 0; c < s.clauses.size(); ++c) {
            if (s.clauses[c].lab != static_cast<int>(l) || in.required[c] == 0) continue;
            asked.commitment[c] = part * in.required[c] / in.wholesale;
            asked.committed[l][static_cast<std::size_t>(s.clauses[c].venue)] += asked.commitment[c];
        }
        const double weights = sum(s.labs[l].host_weight);
        for (std::size_t v = 0; v < s.venues.size() && weights > 0; ++v)
            asked.other[l][v] = std::max(0.0, need - due) * s.labs[l].host_weight[v] / weights;
    }
    return asked;
}

void ration(const ToClear& in, const Asked& asked, std::size_t v, Cleared& out) {
    Row& demand = out.demand[v];
    demand[kReserve] = in.scenario.venues[v].reserve_share * in.capacity[v];
    if (in.planted == Planted::clear_ignores_reserve) demand[kReserve] = 0;
    for (std::size_t l = 0; l < asked.committed.size(); ++l) {
        demand[kCommitted] += asked.committed[l][v];
        demand[kInference] += in.inference[l][v];
        demand[kOther] += asked.other[l][v];
    }
    std::vector<std::size_t> turns{kReserve, kCommitted, kInference, kOther};
    if (in.planted == Planted::clear_serves_inference_last) std::swap(turns[2], turns[3]);
    double before = 0;
    for (const std::size_t j : turns) {
        double fill = 1;
        if (demand[j] > 0 && in.scenario.capacity.limited)
            fill = std::clamp((in.capacity[v] - before) / demand[j], 0.0, 1.0);
        if (fill < 1e-12) fill = 0;  // what rounding leaves of a cloud that is full
        out.fill[v][j] = fill;
        out.served[v][j] = fill * demand[j];
        before += out.served[v][j];
    }
}

}  // namespace

Cleared clear(const ToClear& in) {
    const Scenario& s = in.scenario;
    const std::size_t labs = s.labs.size(), venues = s.venues.size();
    const Asked asked = ask(in);
    Cleared out;
    out.demand = out.served = Table(venues, Row(kClasses, 0));
    out.fill = Table(venues, Row(kClasses, 1));
    out.hosted = Table(labs, Row(venues, 0));
    out.offer_fill = Table(labs, Row(venues, 1));
    out.lab_fill.assign(labs, 1);
    out.drawn.assign(s.clauses.size(), 0);
    for (std::size_t v = 0; v < venues; ++v)
        if (s.venues[v].kind == VenueKind::cloud) ration(in, asked, v, out);
    for (std::size_t c = 0; c < s.clauses.size(); ++c)
        if (s.clauses[c].type == ClauseType::compute_commit)
            out.drawn[c] =
                in.wholesale * asked.commitment[c] * out.fill[static_cast<std::size_t>(s.clauses[c].venue)][kCommitted];
    for (std::size_t l = 0; l < labs; ++l) {
        double wanted = 0;
        for (std::size_t v = 0; v < venues; ++v) {
            out.hosted[l][v] =
                asked.committed[l][v] * out.fill[v][kCommitted] + asked.other[l][v] * out.fill[v][kOther];
            wanted += asked.committed[l][v] + asked.other[l][v];
        }
        if (wanted > 0) out.lab_fill[l] = sum(out.hosted[l]) / wanted;
        for (std::size_t v = 0; v < venues; ++v) {
            if (s.venues[v].kind == VenueKind::cloud) out.offer_fill[l][v] = out.fill[v][kInference];
            if (s.venues[v].kind == VenueKind::direct && s.venues[v].lab == static_cast<int>(l))
                out.offer_fill[l][v] = out.lab_fill[l];
        }
    }
    return out;
}

}  // namespace nephoscope::reference
