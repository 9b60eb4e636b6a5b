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

Chooser::Outlays Chooser::current_outlays(std::size_t i, const Agenda& agenda, const Holding& before) const {
    Outlays outlay{};
    std::uint32_t on_offer = 0;
    for (int k = 0; k < customers_.workloads; ++k)
        if (before.lab[static_cast<std::size_t>(k)] != kNone) on_offer |= 1U << k;
    on_offer &= agenda.deciding;
    const std::uint32_t legal = on_offer & ~agenda.forced_out, illegal = on_offer & agenda.forced_out;
    if (legal != 0) {
        Desires desired;
        kernels_.desires(desire_view_, i, desired);
        for (int k = 0; k < customers_.workloads; ++k)
            if ((legal >> k & 1U) != 0) outlay[static_cast<std::size_t>(k)] = desired.outlay[k];
    }
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((illegal >> k & 1U) == 0) continue;
        const std::size_t slot = customers_.slot(i, k);
        const OfferTerms terms =
            offer_terms(scenario_, context_.start, context_.lagged, context_.before, contract_of(customers_, i),
                        customers_.base_shares(i), k, customers_.lab[slot], customers_.venue[slot]);
        const double budget = customers_.budget[i] * customers_.workload_share[slot] * context_.before.budget_growth;
        const double attraction = attraction_of(customers_, slot, terms.attraction);
        outlay[static_cast<std::size_t>(k)] = outlay_and_surplus(budget, attraction, excess_).outlay;
    }
    return outlay;
}

Question Chooser::question(std::size_t i, int k, const double* terms, const float* own) const {
    Question question;
    question.terms = terms;
    question.own = own;
    question.budget = budget(i, k);
    question.floor = scenario_.choice.legacy ? 0 : -std::numeric_limits<double>::infinity();
    question.excess = excess_;
    return question;
}

void Chooser::ask(const Question& question, PortfolioProblem& problem, Labs& lab) const {
    auto& value = problem.value[static_cast<std::size_t>(problem.workloads++)];
    kernels_.best_offers(static_cast<int>(scenario_.labs.size()), static_cast<int>(terms_.stride()), question,
                         value.data(), lab.data());
}

void Chooser::decide(std::size_t i, const Agenda& agenda, const Holding& before, const Outlays& outlay,
                     MonthTotals* totals) {
    PortfolioProblem problem;
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    std::array<Labs, kMaxWorkloads> lab;
    std::array<OwnRow, kMaxWorkloads> buffer;
    std::array<const float*, kMaxWorkloads> its{};
    std::array<int, kMaxWorkloads> workload{};
    Row known;
    std::uint64_t in_use = 0;  // last month
    for (std::size_t k = 0; k < static_cast<std::size_t>(customers_.workloads); ++k)
        if (before.lab[k] != kNone) in_use |= std::uint64_t{1} << before.venue[k];
    const auto& costs = costs_.of(customers_.segment[i], customers_.contract_cloud[i]);
    for (int v = 0; v < customers_.venues; ++v) {
        const bool is_new = !context_.first && (in_use >> v & 1U) == 0;
        const double onboarding =
            is_new ? scenario_.portfolio.onboarding_months / scenario_.portfolio.planning_horizon : 0.0;
        problem.cost[static_cast<std::size_t>(v)] = costs[static_cast<std::size_t>(v)] * (1 + onboarding);
    }
    for (int k = 0; k < customers_.workloads; ++k) {
        const auto ku = static_cast<std::size_t>(k);
        const bool has_offer = before.lab[ku] != kNone;
        if ((agenda.deciding >> k & 1U) == 0) {
            if (has_offer) problem.forced |= std::uint64_t{1} << before.venue[ku];
            continue;
        }
        const auto d = static_cast<std::size_t>(problem.workloads);
        workload[d] = k;
        its[d] = own(i, k, buffer[d].data());
        Question asked = question(i, k, terms_.known(customers_, i, k, known.data()), its[d]);
        const bool waived = ((agenda.new_project | agenda.forced_out) >> k & 1U) != 0 || context_.first || !has_offer;
        if (!waived) {
            const double per_month = outlay[ku] / scenario_.portfolio.planning_horizon;
            asked.lab = before.lab[ku];
            asked.venue = before.venue[ku];
            asked.to_lab = per_month * scenario_.portfolio.lab_switching_months;
            asked.to_venue = per_month * scenario_.portfolio.venue_switching_months;
        }
        ask(asked, problem, lab[d]);
    }
    const Portfolio portfolio = solve(problem);
    bool moves = false;
    for (std::size_t d = 0; d < static_cast<std::size_t>(problem.workloads); ++d) {
        const std::size_t slot = customers_.slot(i, workload[d]);
        const int v = portfolio.venue[d];
        const std::uint8_t l = v < 0 ? kNone : lab[d][static_cast<std::size_t>(v)];
        const auto k = static_cast<std::size_t>(workload[d]);
        moves = moves || l != before.lab[k] || (v >= 0 && v != before.venue[k]);
        customers_.lab[slot] = l;
        customers_.venue[slot] = v < 0 ? kNone : static_cast<std::uint8_t>(v);
        customers_.own[slot] = v < 0 ? 0.0F : its[d][std::size_t{l} * terms_.stride() + static_cast<std::size_t>(v)];
    }
    if (totals == nullptr) return;
    ++totals->decisions;
    totals->portfolio_solves += portfolio.enumerated ? 1 : 0;
    if (moves && !context_.first) post_costs(i, agenda, in_use, outlay, before, *totals);
}

double Chooser::portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract,
                                const double* base_share, PortfolioProblem& problem) {
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    problem.cost = costs_.of(contract.segment, contract.cloud);
    Row known;
    OwnRow buffer;
    Labs lab;
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((workloads >> k & 1U) == 0) continue;
        const double* terms = terms_.known_at(contract, base_share, k, known.data());
        ask(question(i, k, terms, own(i, k, buffer.data())), problem, lab);
    }
    return problem.workloads == 0 ? 0.0 : solve(problem).value;
}

}  // namespace nephoscope
