#include <cmath>

#include "sim/core/math.h"
#include "tests/reference/reference.h"

/// MODEL 5.1–5.4: quality-adjusted price, outlay, surplus, shocks.
namespace nephoscope::reference {

namespace {

/// ε_ikℓv = λ(ln S + G).
double shock(const World& w, const Agent& agent, int k, const Offer& offer, int epoch) {
    const int lab_slot = w.scenario.labs[static_cast<std::size_t>(offer.lab)].draw_slot;
    const int venue_slot = w.scenario.venues[static_cast<std::size_t>(offer.venue)].draw_slot;
    const int workload_slot = w.scenario.workloads[static_cast<std::size_t>(k)].draw_slot;
    const double lambda = w.scenario.choice.nest_dissimilarity;
    const double scaled_log_s =
        scaled_log_stable(w.draws.block(Stream::nest, agent.id, workload_slot, epoch, lab_slot), lambda);
    const Words words = w.draws.block(Stream::idiosyncratic, agent.id, workload_slot, epoch, lab_slot, venue_slot / 4);
    return scaled_log_s + lambda * gumbel(words[static_cast<std::size_t>(venue_slot % 4)]);
}

/// σζ + ε/α in single precision.
double own_attraction(const World& w, const Agent& agent, int k, const Offer& offer, int epoch) {
    const double taste =
        agent.lab_taste[static_cast<std::size_t>(offer.lab)] + agent.venue_taste[static_cast<std::size_t>(offer.venue)];
    const auto rounded =
        static_cast<float>(taste + shock(w, agent, k, offer, epoch) * (1 / w.scenario.choice.taste_precision));
    return static_cast<double>(rounded);
}

double friction(const World& w, const Agent& agent, int k, const Offer& offer, const Prices& prices) {
    const Venue& venue = w.scenario.venues[static_cast<std::size_t>(offer.venue)];
    const Segment& segment = w.scenario.segments[static_cast<std::size_t>(agent.segment)];
    double base_share = 0, scale = 1;
    switch (venue.kind) {
        case VenueKind::cloud:
            base_share = agent.base_share[static_cast<std::size_t>(offer.venue)];
            break;
        case VenueKind::direct:
            scale = w.scenario.choice.direct_gravity_scale;
            break;
        case VenueKind::self_hosted:
            base_share = w.scenario.choice.self_hosted_base_share;
            break;
    }
    double f =
        w.scenario.workloads[static_cast<std::size_t>(k)].gravity * prices.gravity_scale * (1 - base_share) * scale;
    if (segment.contract && (offer.venue != agent.home || !offer.counts_to_commit))
        f += segment.commit_wedge * prices.wedge_scale;
    return f;
}

}  // namespace

void draw_tastes(const Scenario& scenario, const Draws& draws, Agent& agent) {
    agent.lab_taste.clear(), agent.venue_taste.clear();
    for (const Lab& lab : scenario.labs) {
        const Words words = draws.block(Stream::taste_lab, agent.id, 0, 0, lab.draw_slot);
        agent.lab_taste.push_back(scenario.choice.lab_taste_sd * normal(words[0]));
    }
    for (const Venue& venue : scenario.venues) {
        const Words words = draws.block(Stream::taste_venue, agent.id, 0, 0, 0, venue.draw_slot / 4);
        agent.venue_taste.push_back(scenario.choice.venue_taste_sd *
                                    normal(words[static_cast<std::size_t>(venue.draw_slot % 4)]));
    }
}

double egress_fee(const World& w, const Agent& agent, int k, int venue, std::size_t c, const Prices& prices) {
    if (w.scenario.venues[c].kind != VenueKind::cloud || static_cast<int>(c) == venue) return 0;
    return agent.base_share[c] * prices.egress[c][static_cast<std::size_t>(agent.region)] *
           w.scenario.workloads[static_cast<std::size_t>(k)].data_gb;
}

double log_price(const World& w, const Agent& agent, int k, const Offer& offer, double quality, const Prices& prices,
                 int epoch) {
    const Scenario& s = w.scenario;
    const Venue& venue = s.venues[static_cast<std::size_t>(offer.venue)];
    const Lab& lab = s.labs[static_cast<std::size_t>(offer.lab)];
    const Segment& segment = s.segments[static_cast<std::size_t>(agent.segment)];
    const nephoscope::Workload& workload = s.workloads[static_cast<std::size_t>(k)];

    const bool discount = offer.venue == agent.home && venue.kind == VenueKind::cloud && segment.contract;
    double cash = offer.price * (1 - (discount ? segment.discount : 0));
    for (std::size_t c = 0; c < s.venues.size(); ++c) cash += egress_fee(w, agent, k, offer.venue, c, prices);

    double benefit = workload.productivity * (quality - s.choice.reference_quality);
    benefit += w.start.lab_fit[static_cast<std::size_t>(offer.lab)] +
               w.start.venue_appeal[static_cast<std::size_t>(offer.venue)];
    if (!lab.open_weights) benefit += venue.closed_lab_appeal;
    if (agent.regulated && venue.kind == VenueKind::direct) benefit += s.choice.regulated_direct_penalty;
    benefit += s.choice.peer_effect *
               w.lab_in_use[static_cast<std::size_t>(offer.lab)][static_cast<std::size_t>(agent.segment)];
    if (w.planted != Planted::choose_ignores_reliability)
        benefit += s.choice.reliability_weight * (prices.reliability[static_cast<std::size_t>(offer.venue)] - 1);
    return std::log(cash) + friction(w, agent, k, offer, prices) - benefit - s.choice.frontier_advantage -
           own_attraction(w, agent, k, offer, epoch);
}

double outlay(const World& w, const Agent& agent, int k, double log_pi, double growth) {
    const double budget = agent.budget * agent.workload_share[static_cast<std::size_t>(k)] * growth;
    return budget * std::exp((1 - w.scenario.choice.demand_elasticity) * log_pi);
}

double surplus(const World& w, const Agent& agent, int k, double log_pi, double growth) {
    const double budget = agent.budget * agent.workload_share[static_cast<std::size_t>(k)] * growth;
    const double eta = w.scenario.choice.demand_elasticity;
    if (eta == 1) return -budget * log_pi;
    return budget * std::expm1((1 - eta) * log_pi) / (eta - 1);
}

}  // namespace nephoscope::reference
