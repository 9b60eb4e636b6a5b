#include "models/customers/chooser.h"

#include <algorithm>
#include <limits>

#include "models/customers/surplus.h"

namespace nephoscope {

namespace {

/// The most attractive offer seen at each venue.
struct Candidates {
    std::array<double, kMaxVenues> attraction;
    std::array<std::uint16_t, kMaxVenues> position;
    double floor = 0;

    void clear(std::size_t venues, bool legacy) {
        floor = legacy ? 0 : -std::numeric_limits<double>::infinity();
        std::fill_n(attraction.begin(), venues, floor);
    }
    void offer(std::size_t venue, double its_attraction, std::size_t its_position) {
        if (!(its_attraction > attraction[venue])) return;
        attraction[venue] = its_attraction;
        position[venue] = static_cast<std::uint16_t>(its_position);
    }
    bool found(std::size_t venue) const { return attraction[venue] > floor; }
};

}  // namespace

Before::Before(const Customers& customers, const DecisionContext& context, std::size_t i) {
    const double excess = context.scenario.choice.demand_elasticity - 1;
    for (int k = 0; k < customers.workloads; ++k) {
        const std::size_t slot = customers.slot(i, k);
        const auto ku = static_cast<std::size_t>(k);
        active |= (customers.active[slot] != 0 ? 1U : 0U) << k;
        lab[ku] = customers.lab[slot];
        venue[ku] = customers.venue[slot];
        const double budget = customers.budget[i] * customers.workload_share[slot] * context.before.budget_growth;
        if (lab[ku] != kNone) spend[ku] = outlay_of(budget, customers.gain[slot], excess);
    }
}

Chooser::Chooser(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache)
    : customers_(customers),
      context_(context),
      scenario_(context.scenario),
      terms_(terms),
      cache_(cache),
      shocks_(context.scenario, context.draws),
      costs_(context.scenario, context.now),
      excess_(context.scenario.choice.demand_elasticity - 1) {}

const double* Chooser::shocks(std::size_t i, int k, double* buffer) const {
    const std::size_t slot = customers_.slot(i, k);
    const int epoch = customers_.epoch[slot];
    if (cache_ != nullptr) return cache_->of(i, k, epoch);
    const double* known = customers_.shock_memory.of(shocks_, slot, customers_.id[i], k, epoch);
    if (known != nullptr) return known;
    shocks_.fill(customers_.id[i], k, epoch, terms_.offers(), buffer);
    return buffer;
}

/// Y of the current offer at this month's terms; at last month's when it has become illegal.
double Chooser::current_outlay(std::size_t i, int k, bool illegal) const {
    const std::size_t slot = customers_.slot(i, k);
    const int lab = customers_.lab[slot], venue = customers_.venue[slot];
    const OfferTable& table = illegal ? context_.before : context_.now;
    const double* base = customers_.base_share.data() + i * static_cast<std::size_t>(customers_.venues);
    const OfferTerms terms = illegal ? offer_terms(scenario_, context_.start, context_.lagged, table,
                                                   contract_of(customers_, i), base, k, lab, venue)
                                     : terms_.at(customers_, i, k, terms_.position(lab, venue));
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * table.budget_growth;
    return outlay_and_surplus(budget, attraction_of(customers_, scenario_, i, slot, terms.attraction), excess_).outlay;
}

/// best[v] = max over labs of CS − SC/H, and the position of the offer that reaches it (ties: lowest lab). CS rises
/// with attraction and at one venue all labs but the current one cost the same to move to, so two surpluses per venue
/// are enough; an offer no better than legacy is left out where legacy is allowed.
void Chooser::best_offers(std::size_t i, int k, double outlay, const double* known, const double* shocks, Values& value,
                          Positions& position) const {
    const std::size_t slot = customers_.slot(i, k);
    const auto venues = static_cast<std::size_t>(customers_.venues);
    const std::vector<LegalOffer>& offers = terms_.offers();
    const int current_lab = customers_.lab[slot];
    Candidates stay, move;  // with the current lab, with another
    stay.clear(venues, scenario_.choice.legacy);
    move.clear(venues, scenario_.choice.legacy);
    const double* lab_taste = customers_.lab_taste.data() + i * scenario_.labs.size();
    const double* venue_taste = customers_.venue_taste.data() + i * venues;
    const double per_precision = 1 / scenario_.choice.taste_precision;
    for (std::size_t o = 0; o < offers.size(); ++o) {
        const LegalOffer& offer = offers[o];
        if ((offer.workloads >> k & 1U) == 0) continue;
        const double attraction =
            known[o] + lab_taste[offer.lab] + venue_taste[offer.venue] + shocks[o] * per_precision;
        (offer.lab == current_lab ? stay : move).offer(static_cast<std::size_t>(offer.venue), attraction, o);
    }
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * context_.now.budget_growth;
    const double per_month = outlay / scenario_.portfolio.planning_horizon;
    for (std::size_t v = 0; v < venues; ++v) {
        value[v] = kNoOffer;
        const double to_venue =
            v != customers_.venue[slot] ? per_month * scenario_.portfolio.venue_switching_months : 0.0;
        const double to_lab = to_venue + per_month * scenario_.portfolio.lab_switching_months;
        if (move.found(v)) {
            value[v] = surplus_of(budget, move.attraction[v], excess_) - to_lab;
            position[v] = move.position[v];
        }
        if (!stay.found(v)) continue;
        const double kept = surplus_of(budget, stay.attraction[v], excess_) - to_venue;
        if (kept > value[v] || (kept == value[v] && stay.position[v] < position[v])) {
            value[v] = kept;
            position[v] = stay.position[v];
        }
    }
}

void Chooser::decide(std::size_t i, const Agenda& agenda, const Before& before, MonthTotals& totals) {
    const std::size_t first_slot = customers_.slot(i, 0);
    std::uint64_t in_use = 0;  // last month

    PortfolioProblem problem;
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    std::array<Positions, kMaxWorkloads> position;
    std::array<std::array<double, kMostOffers>, kMaxWorkloads> buffer;
    std::array<double, kMostOffers> known_buffer;
    std::array<const double*, kMaxWorkloads> shock{};
    std::array<double, kMaxWorkloads> outlay{};
    std::array<int, kMaxWorkloads> workload{};
    for (int k = 0; k < customers_.workloads; ++k) {
        const auto ku = static_cast<std::size_t>(k);
        const bool has_offer = before.lab[ku] != kNone;
        if (has_offer) in_use |= std::uint64_t{1} << before.venue[ku];
        if ((agenda.deciding >> k & 1U) == 0) {
            if (has_offer) problem.forced |= std::uint64_t{1} << before.venue[ku];
            continue;
        }
        const bool illegal = (agenda.forced_out >> k & 1U) != 0;
        const bool waived = (agenda.new_project >> k & 1U) != 0 || context_.first || !has_offer;
        if (!waived) outlay[ku] = current_outlay(i, k, illegal);
        const auto d = static_cast<std::size_t>(problem.workloads++);
        workload[d] = k;
        shock[d] = shocks(i, k, buffer[d].data());
        const double* known = terms_.known(customers_, i, k, known_buffer.data());
        best_offers(i, k, illegal ? 0.0 : outlay[ku], known, shock[d], problem.value[d], position[d]);
    }
    const auto& costs = costs_.of(customers_.segment[i], customers_.contract_cloud[i]);
    for (int v = 0; v < customers_.venues; ++v) {
        const bool is_new = !context_.first && (in_use >> v & 1U) == 0;
        const double onboarding =
            is_new ? scenario_.portfolio.onboarding_months / scenario_.portfolio.planning_horizon : 0.0;
        problem.cost[static_cast<std::size_t>(v)] = costs[static_cast<std::size_t>(v)] * (1 + onboarding);
    }
    const Portfolio portfolio = solve(problem);
    for (std::size_t d = 0; d < static_cast<std::size_t>(problem.workloads); ++d) {
        const std::size_t slot = first_slot + static_cast<std::size_t>(workload[d]);
        const int v = portfolio.venue[d];
        const std::size_t o = v < 0 ? 0 : position[d][static_cast<std::size_t>(v)];
        customers_.lab[slot] = v < 0 ? kNone : static_cast<std::uint8_t>(terms_.offers()[o].lab);
        customers_.venue[slot] = v < 0 ? kNone : static_cast<std::uint8_t>(v);
        customers_.shock[slot] = v < 0 ? 0.0 : shock[d][o];
    }
    ++totals.decisions;
    totals.portfolio_solves += portfolio.enumerated ? 1 : 0;
    if (!context_.first) post_costs(i, agenda, in_use, outlay, before, totals);
}

double Chooser::portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract,
                                const double* base_share) {
    PortfolioProblem problem;
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    problem.cost = costs_.of(contract.segment, contract.cloud);
    std::array<double, kMostOffers> shock_buffer, known_buffer;
    Positions position;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads >> k & 1U) == 0) continue;
        const double* known = terms_.known_at(contract, base_share, k, known_buffer.data());
        const double* shock = shocks(i, k, shock_buffer.data());
        best_offers(i, k, 0, known, shock, problem.value[static_cast<std::size_t>(problem.workloads++)], position);
    }
    return problem.workloads == 0 ? 0.0 : solve(problem).value;
}

}  // namespace nephoscope
