#include "models/customers/decide.h"

#include <algorithm>
#include <limits>

#include "models/customers/attention.h"
#include "models/customers/costs.h"
#include "models/customers/pass_a.h"
#include "models/customers/portfolio.h"
#include "models/customers/surplus.h"
#include "models/customers/turnover.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

constexpr std::size_t kBlock = 1024;

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

/// One month of pass A, for any customer: holds what all of them share.
class Chooser {
public:
    Chooser(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache,
            bool flows)
        : customers_(customers),
          context_(context),
          scenario_(context.scenario),
          terms_(terms),
          cache_(cache),
          shocks_(context.scenario, context.draws),
          flows_(flows),
          attention_(customers, context),
          excess_(context.scenario.choice.demand_elasticity - 1) {
        for (const Profile& profile : customers.profiles) {
            costs_.push_back(venue_costs(scenario_, context.now, profile));
        }
    }

    void choose(std::size_t i, MonthTotals& totals);

private:
    void decide(std::size_t i, const Agenda& agenda, MonthTotals& totals);
    const double* shocks(std::size_t i, int k, double* buffer) const;
    double current_outlay(std::size_t i, int k, bool illegal) const;
    void best_offers(std::size_t i, int k, double outlay, const double* shocks, std::array<double, kMaxVenues>& value,
                     std::array<std::uint16_t, kMaxVenues>& position) const;
    void post_costs(std::size_t i, const Agenda& agenda, std::uint64_t before,
                    const std::array<double, kMaxWorkloads>& outlay, const std::uint8_t* old_lab,
                    const std::uint8_t* old_venue, MonthTotals& totals) const;
    void record_flows(std::size_t i, std::uint32_t was_active, const std::uint8_t* old_lab,
                      const std::uint8_t* old_venue, MonthTotals& totals) const;

    Customers& customers_;
    const DecisionContext& context_;
    const Scenario& scenario_;
    const MonthTerms& terms_;
    const ShockCache* cache_;
    Shocks shocks_;
    bool flows_;
    Attention attention_;
    double excess_;                                      ///< η − 1
    std::vector<std::array<double, kMaxVenues>> costs_;  ///< [profiles] F_v
};

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
    const OfferTerms terms = illegal ? offer_terms(scenario_, context_.start, context_.lagged, table,
                                                   customers_.profiles[customers_.profile[i]], k, lab, venue)
                                     : terms_.of(customers_.profile[i], k)[terms_.position(lab, venue)];
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * table.budget_growth;
    return outlay_and_surplus(budget, attraction_of(customers_, scenario_, i, slot, terms.attraction), excess_).outlay;
}

/// best[v] = max over labs of CS − SC/H, and the position of the offer that reaches it (ties: lowest lab). CS rises
/// with attraction and at one venue all labs but the current one cost the same to move to, so two surpluses per venue
/// are enough; an offer no better than legacy is left out where legacy is allowed.
void Chooser::best_offers(std::size_t i, int k, double outlay, const double* shocks,
                          std::array<double, kMaxVenues>& value,
                          std::array<std::uint16_t, kMaxVenues>& position) const {
    const std::size_t slot = customers_.slot(i, k);
    const auto venues = static_cast<std::size_t>(customers_.venues);
    const std::vector<LegalOffer>& offers = terms_.offers();
    const int current_lab = customers_.lab[slot];
    Candidates stay, move;  // with the current lab, with another
    stay.clear(venues, scenario_.choice.legacy);
    move.clear(venues, scenario_.choice.legacy);
    const double* known = terms_.known(customers_.profile[i], k);
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

/// F_on of venues that were not in use, SC of workloads that changed offer. A forced exit pays SC although the choice
/// did not count it: contract-induced switching uses real resources.
void Chooser::post_costs(std::size_t i, const Agenda& agenda, std::uint64_t before,
                         const std::array<double, kMaxWorkloads>& outlay, const std::uint8_t* old_lab,
                         const std::uint8_t* old_venue, MonthTotals& totals) const {
    const double weight = organisations(customers_.weight[i]);
    const std::uint8_t segment = customers_.segment[i];
    std::uint64_t after = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        if (customers_.venue[slot] == kNone) continue;
        after |= std::uint64_t{1} << customers_.venue[slot];
        if (old_lab[k] == kNone || (agenda.new_project >> k & 1U) != 0) continue;
        const double months =
            (customers_.lab[slot] != old_lab[k] ? scenario_.portfolio.lab_switching_months : 0.0) +
            (customers_.venue[slot] != old_venue[k] ? scenario_.portfolio.venue_switching_months : 0.0);
        if (months > 0)
            add_exact(totals.switching_cost[segment], to_money(weight * months * outlay[static_cast<std::size_t>(k)]));
    }
    double onboarding = 0;
    for (int v = 0; v < customers_.venues; ++v)
        if ((after & ~before) >> v & 1U)
            onboarding +=
                scenario_.portfolio.onboarding_months * costs_[customers_.profile[i]][static_cast<std::size_t>(v)];
    if (onboarding > 0) add_exact(totals.onboarding_cost[segment], to_money(weight * onboarding));
}

void Chooser::decide(std::size_t i, const Agenda& agenda, MonthTotals& totals) {
    const std::size_t first_slot = customers_.slot(i, 0);
    std::array<std::uint8_t, kMaxWorkloads> old_lab{}, old_venue{};
    std::copy_n(customers_.lab.begin() + static_cast<std::ptrdiff_t>(first_slot), customers_.workloads,
                old_lab.begin());
    std::copy_n(customers_.venue.begin() + static_cast<std::ptrdiff_t>(first_slot), customers_.workloads,
                old_venue.begin());
    std::uint64_t in_use = 0;  // last month

    PortfolioProblem problem;
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    std::array<std::array<std::uint16_t, kMaxVenues>, kMaxWorkloads> position;
    std::array<std::array<double, static_cast<std::size_t>(kMaxLabs) * kMaxVenues>, kMaxWorkloads> buffer;
    std::array<const double*, kMaxWorkloads> shock{};
    std::array<double, kMaxWorkloads> outlay{};
    std::array<int, kMaxWorkloads> workload{};
    for (int k = 0; k < customers_.workloads; ++k) {
        const auto ku = static_cast<std::size_t>(k);
        const bool has_offer = old_lab[ku] != kNone;
        if (has_offer) in_use |= std::uint64_t{1} << old_venue[ku];
        if ((agenda.deciding >> k & 1U) == 0) {
            if (has_offer) problem.forced |= std::uint64_t{1} << old_venue[ku];
            continue;
        }
        const bool illegal = (agenda.forced_out >> k & 1U) != 0;
        const bool waived = (agenda.new_project >> k & 1U) != 0 || context_.first || !has_offer;
        if (!waived) outlay[ku] = current_outlay(i, k, illegal);
        const auto d = static_cast<std::size_t>(problem.workloads++);
        workload[d] = k;
        shock[d] = shocks(i, k, buffer[d].data());
        best_offers(i, k, illegal ? 0.0 : outlay[ku], shock[d], problem.value[d], position[d]);
    }
    const auto& costs = costs_[customers_.profile[i]];
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
    if (!context_.first) post_costs(i, agenda, in_use, outlay, old_lab.data(), old_venue.data(), totals);
}

void Chooser::record_flows(std::size_t i, std::uint32_t was_active, const std::uint8_t* old_lab,
                           const std::uint8_t* old_venue, MonthTotals& totals) const {
    const auto state = [](bool active, std::uint8_t entity, int entities) {
        if (!active) return MonthTotals::absent_state(entities);
        return entity == kNone ? MonthTotals::legacy_state(entities) : static_cast<int>(entity);
    };
    const auto add = [&](std::vector<Weight>& flow, int entities, int from, int to) {
        flow[static_cast<std::size_t>(from * (entities + 2) + to)] += customers_.weight[i];
    };
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        const bool was = (was_active >> k & 1U) != 0, is = customers_.active[slot] != 0;
        add(totals.venue_flow, totals.venues, state(was, old_venue[k], totals.venues),
            state(is, customers_.venue[slot], totals.venues));
        add(totals.lab_flow, totals.labs, state(was, old_lab[k], totals.labs),
            state(is, customers_.lab[slot], totals.labs));
    }
}

void Chooser::choose(std::size_t i, MonthTotals& totals) {
    const std::uint32_t was_active = active_workloads(customers_, i);
    std::array<std::uint8_t, kMaxWorkloads> old_lab{}, old_venue{};
    Agenda its;
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        old_lab[static_cast<std::size_t>(k)] = customers_.lab[slot];
        old_venue[static_cast<std::size_t>(k)] = customers_.venue[slot];
    }
    if (customers_.born(i, context_.t)) {
        totals.births += context_.t == customers_.entry[i] ? 1 : 0;
        its = attention_.agenda(i, totals);
        for (int k = 0; k < customers_.workloads; ++k) {
            const std::size_t slot = customers_.slot(i, k);
            customers_.epoch[slot] = static_cast<std::uint16_t>(customers_.epoch[slot] + (its.new_project >> k & 1U));
            customers_.active[slot] = static_cast<std::uint8_t>(its.active >> k & 1U);
            customers_.decided[slot] = static_cast<std::uint8_t>(its.deciding >> k & 1U);
            totals.projects += its.new_project >> k & 1U;
        }
        if (its.deciding != 0) decide(i, its, totals);
    }
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        const auto ku = static_cast<std::size_t>(k);
        if ((its.active >> k & 1U) == 0) continue;
        const bool stays = (was_active >> k & 1U) != 0 && customers_.lab[slot] == old_lab[ku] &&
                           customers_.venue[slot] == old_venue[ku];
        customers_.months_in_place[slot] = static_cast<std::uint16_t>(stays ? customers_.months_in_place[slot] + 1 : 0);
        totals.switches += !stays && old_lab[ku] != kNone && customers_.lab[slot] != kNone ? 1 : 0;
    }
    if (flows_) record_flows(i, was_active, old_lab.data(), old_venue.data(), totals);
}

}  // namespace

void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, bool flows, int threads, MonthTotals& totals) {
    if (cache == nullptr) customers.shock_memory.prepare(terms.offers(), customers.epoch.size());
    Chooser chooser(customers, context, terms, cache, flows);
    accumulate_blocks<MonthTotals>(
        customers.size(), kBlock, threads, totals,
        [&] { return MonthTotals(totals.labs, totals.venues, totals.workloads, totals.segments); },
        [&](std::size_t first, std::size_t last, MonthTotals& part) {
            for (std::size_t i = first; i < last; ++i) chooser.choose(i, part);
        });
}

void choose_offers(Customers& customers, const DecisionContext& context, int threads, MonthTotals& totals) {
    MonthTerms terms(context.scenario, context.now, customers.profiles);
    terms.set_values(context.start, context.lagged);
    choose_offers(customers, context, terms, nullptr, true, threads, totals);
}

}  // namespace nephoscope
