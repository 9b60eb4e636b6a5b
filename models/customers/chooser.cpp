#include "models/customers/chooser.h"

#include <limits>

#include "models/customers/surplus.h"

namespace nephoscope {

DesireView desire_view(const Customers& customers, const DecisionContext& context, const MonthTerms& terms) {
    DesireView view;
    view.terms = terms.view();
    view.weight = customers.weight.data();
    view.budget = customers.budget.data();
    view.workload_share = customers.workload_share.data();
    view.base_share = customers.base_share.data();
    view.own = customers.own.data();
    view.segment = customers.segment.data();
    view.contract_cloud = customers.contract_cloud.data();
    view.regulated = customers.regulated.data();
    view.region = customers.region.data();
    view.decile = customers.decile.data();
    view.active = customers.active.data();
    view.lab = customers.lab.data();
    view.venue = customers.venue.data();
    view.growth = context.now.budget_growth;
    view.excess = context.scenario.choice.demand_elasticity - 1;
    view.clouds = static_cast<int>(terms.clouds().size());
    view.cloud = terms.clouds().data();
    return view;
}

Chooser::Chooser(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache)
    : customers_(customers),
      context_(context),
      scenario_(context.scenario),
      terms_(terms),
      cache_(cache),
      kernels_(kernels()),
      shocks_(context.scenario, context.draws),
      costs_(context.scenario, context.now),
      desire_view_(desire_view(customers, context, terms)),
      excess_(context.scenario.choice.demand_elasticity - 1) {
    if (cache == nullptr) customers.shock_memory.prepare(customers.epoch.size(), shocks_.row());
}

const float* Chooser::own(std::size_t i, int k, float* buffer) const {
    const std::size_t slot = customers_.slot(i, k);
    const int epoch = customers_.epoch[slot];
    if (cache_ != nullptr) return cache_->of(i, k, epoch);
    const double *labs = customers_.lab_tastes(i), *venues = customers_.venue_tastes(i);
    const float* known = customers_.shock_memory.of(shocks_, slot, customers_.id[i], k, epoch, labs, venues);
    if (known != nullptr) return known;
    shocks_.own(customers_.id[i], k, epoch, labs, venues, buffer);
    return buffer;
}

void Chooser::prefetch(std::size_t i, std::uint32_t workloads) const {
    for (std::uint32_t left = workloads; left != 0; left &= left - 1) {
        const int k = __builtin_ctz(left);
        const std::size_t slot = customers_.slot(i, k);
        if (cache_ != nullptr)
            cache_->prefetch(i, k, customers_.epoch[slot]);
        else
            customers_.shock_memory.prefetch(slot);
    }
}

namespace {

/// Workloads that are up for decision and on an offer.
std::uint32_t leaving(const Chooser::Stirred& customer) {
    std::uint32_t on_offer = 0;
    for (std::size_t k = 0; k < kMaxWorkloads; ++k)
        if ((customer.before.active >> k & 1U) != 0 && customer.before.lab[k] != kNone) on_offer |= 1U << k;
    return on_offer & customer.agenda.deciding;
}

}  // namespace

/// Of an offer that has become illegal, at last month's terms [USD/month].
double Chooser::outlay_before(std::size_t slot, std::size_t i, int k) const {
    const OfferTerms terms =
        offer_terms(scenario_, context_.start, context_.lagged, context_.before, contract_of(customers_, i),
                    customers_.base_shares(i), k, customers_.lab[slot], customers_.venue[slot]);
    const double budget = customers_.budget[i] * customers_.workload_share[slot] * context_.before.budget_growth;
    return outlay_and_surplus(budget, attraction_of(customers_, slot, terms.attraction), excess_).outlay;
}

void Chooser::find_outlays(std::span<Stirred> customers) const {
    std::array<std::size_t, kMostTogether> asked{};
    std::array<Desires, kMostTogether> desired;
    std::size_t count = 0;
    for (const Stirred& one : customers)
        if ((leaving(one) & ~one.agenda.forced_out) != 0) asked[count++] = one.customer;
    kernels_.desires(desire_view_, asked.data(), count, desired.data());
    count = 0;
    for (Stirred& one : customers) {
        const std::uint32_t on_offer = leaving(one), legal = on_offer & ~one.agenda.forced_out;
        const Desires* its = legal != 0 ? &desired[count++] : nullptr;
        for (int k = 0; k < customers_.workloads; ++k) {
            const auto ku = static_cast<std::size_t>(k);
            one.outlay[ku] = (on_offer >> k & 1U) == 0 ? 0.0
                             : (legal >> k & 1U) != 0
                                 ? its->outlay[k]
                                 : outlay_before(customers_.slot(one.customer, k), one.customer, k);
        }
    }
}

void Chooser::begin(const Contract& contract, const double* base_share, Asked& asked) const {
    asked.questions.contract = terms_.rows_of(contract);
    asked.questions.base_share = base_share;
    asked.questions.floor = scenario_.choice.legacy ? 0 : -std::numeric_limits<double>::infinity();
    asked.questions.excess = excess_;
}

/// One more question: which offer for workload k of customer i, if it is on none?
void Chooser::add(std::size_t i, int k, const double* terms, Asked& asked) const {
    Questions& questions = asked.questions;
    const auto n = static_cast<std::size_t>(questions.count++);
    questions.workload[n] = k;
    questions.terms[n] = terms;
    questions.own[n] = own(i, k, asked.own[n].data());
    questions.budget[n] = budget(i, k);
    questions.lab[n] = questions.venue[n] = -1;
}

void Chooser::answer(Asked& asked, PortfolioProblem& problem) const {
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    problem.workloads = asked.questions.count;
    kernels_.best_offers(desire_view_.terms, asked.questions, kVenueLanes, problem.value[0].data(),
                         asked.lab[0].data());
}

/// F and F_on per month of adding each venue: those in use last month are there already.
void Chooser::set_costs(std::size_t i, std::uint64_t in_use, PortfolioProblem& problem) const {
    const auto& costs = costs_.of(customers_.segment[i], customers_.contract_cloud[i]);
    const double onboarding = scenario_.portfolio.onboarding_months / scenario_.portfolio.planning_horizon;
    for (int v = 0; v < customers_.venues; ++v) {
        const bool is_new = !context_.first && (in_use >> v & 1U) == 0;
        problem.cost[static_cast<std::size_t>(v)] =
            costs[static_cast<std::size_t>(v)] * (1 + (is_new ? onboarding : 0.0));
    }
}

void Chooser::decide(const Stirred& customer, MonthTotals* totals) {
    const auto& [i, agenda, before, outlay] = customer;
    PortfolioProblem problem;
    Asked asked;
    std::uint64_t in_use = 0;  // last month
    begin(contract_of(customers_, i), customers_.base_shares(i), asked);
    for (int k = 0; k < customers_.workloads; ++k) {
        const auto ku = static_cast<std::size_t>(k);
        const bool has_offer = before.lab[ku] != kNone;
        if (has_offer) in_use |= std::uint64_t{1} << before.venue[ku];
        if ((agenda.deciding >> k & 1U) == 0) {
            if (has_offer) problem.forced |= std::uint64_t{1} << before.venue[ku];
            continue;
        }
        const int n = asked.questions.count;
        add(i, k, terms_.shared(customers_, i, k), asked);
        const bool waived = ((agenda.new_project | agenda.forced_out) >> k & 1U) != 0 || context_.first || !has_offer;
        if (waived) continue;
        const double per_month = outlay[ku] / scenario_.portfolio.planning_horizon;
        asked.questions.lab[n] = before.lab[ku];
        asked.questions.venue[n] = before.venue[ku];
        asked.questions.to_lab[n] = per_month * scenario_.portfolio.lab_switching_months;
        asked.questions.to_venue[n] = per_month * scenario_.portfolio.venue_switching_months;
    }
    set_costs(i, in_use, problem);
    answer(asked, problem);
    const Portfolio portfolio = solve(problem);
    const bool moves = take(i, before, asked, portfolio);
    if (totals == nullptr) return;
    ++totals->decisions;
    totals->portfolio_solves += portfolio.enumerated ? 1 : 0;
    if (moves && !context_.first) post_costs(i, agenda, in_use, outlay, before, *totals);
}

/// Puts the workloads on what the portfolio says; whether any is elsewhere than before.
bool Chooser::take(std::size_t i, const Holding& before, const Asked& asked, const Portfolio& portfolio) {
    bool moves = false;
    for (std::size_t n = 0; n < static_cast<std::size_t>(asked.questions.count); ++n) {
        const int k = asked.questions.workload[n];
        const std::size_t slot = customers_.slot(i, k), ku = static_cast<std::size_t>(k);
        const int v = portfolio.venue[n];
        const auto vu = static_cast<std::size_t>(v);
        const std::uint8_t lab = v < 0 ? kNone : asked.lab[n][vu], venue = v < 0 ? kNone : static_cast<std::uint8_t>(v);
        moves = moves || lab != before.lab[ku] || venue != before.venue[ku];
        customers_.lab[slot] = lab;
        customers_.venue[slot] = venue;
        customers_.own[slot] = v < 0 ? 0.0F : asked.questions.own[n][std::size_t{lab} * terms_.stride() + vu];
    }
    return moves;
}

double Chooser::portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract,
                                const double* base_share, PortfolioProblem& problem) {
    if (workloads == 0) return 0;
    Asked asked;
    begin(contract, base_share, asked);
    for (int k = 0; k < customers_.workloads; ++k)
        if ((workloads >> k & 1U) != 0) add(i, k, nullptr, asked);
    problem.cost = costs_.of(contract.segment, contract.cloud);
    answer(asked, problem);
    return solve(problem).value;
}

}  // namespace nephoscope
