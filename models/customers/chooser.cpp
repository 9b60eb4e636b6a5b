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

bool may_move(const Chooser::Stirred& customer) { return !customer.choice.known || customer.choice.moves; }

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
        if (may_move(one) && (leaving(one) & ~one.agenda.forced_out) != 0) asked[count++] = one.customer;
    kernels_.desires(desire_view_, asked.data(), count, desired.data());
    count = 0;
    for (Stirred& one : customers) {
        if (!may_move(one)) continue;
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
std::array<double, kVenueLanes> Chooser::costs_of(const Stirred& customer) const {
    const std::uint64_t in_use = venues_of(customer.before);
    std::array<double, kVenueLanes> costs =
        costs_.of(customers_.segment[customer.customer], customers_.contract_cloud[customer.customer]);
    const double onboarding = scenario_.portfolio.onboarding_months / scenario_.portfolio.planning_horizon;
    for (std::size_t v = 0; v < static_cast<std::size_t>(customers_.venues); ++v) {
        const bool is_new = !context_.first && (in_use >> v & 1U) == 0;
        costs[v] *= 1 + (is_new ? onboarding : 0.0);
    }
    return costs;
}

/// One question for each workload up for decision; its current offer where leaving costs something. Venues that the
/// others use.
std::uint64_t Chooser::ask(const Stirred& customer, Asked& asked) const {
    const auto& [i, agenda, before, choice, outlay] = customer;
    std::uint64_t forced = 0;
    begin(contract_of(customers_, i), customers_.base_shares(i), asked);
    for (int k = 0; k < customers_.workloads; ++k) {
        const auto ku = static_cast<std::size_t>(k);
        const bool has_offer = before.lab[ku] != kNone;
        if ((agenda.deciding >> k & 1U) == 0) {
            if (has_offer) forced |= std::uint64_t{1} << before.venue[ku];
            continue;
        }
        const int n = asked.questions.count;
        add(i, k, terms_.shared(customers_, i, k), asked);
        asked.questions.terms_single[n] = terms_.shared_single(customers_, i, k);
        const bool waived = ((agenda.new_project | agenda.forced_out) >> k & 1U) != 0 || context_.first || !has_offer;
        if (waived) continue;
        asked.questions.lab[n] = before.lab[ku];
        asked.questions.venue[n] = before.venue[ku];
    }
    return forced;
}

void Chooser::sift(Stirred& customer) const {
    if (kernels_.sift == nullptr || customer.agenda.deciding == 0) return;
    Asked asked;
    SiftProblem problem;
    problem.in_use = ask(customer, asked);
    problem.venues = customers_.venues;
    problem.slots = scenario_.portfolio.max_venues - __builtin_popcountll(problem.in_use);
    const auto costs = costs_of(customer);
    problem.cost = costs.data();
    problem.lab_months = scenario_.portfolio.lab_switching_months / scenario_.portfolio.planning_horizon;
    problem.venue_months = scenario_.portfolio.venue_switching_months / scenario_.portfolio.planning_horizon;
    Sifted sifted;
    if (!kernels_.sift(desire_view_.terms, asked.questions, problem, sifted)) return;
    customer.choice.known = true;
    customer.choice.weighed = sifted.weighed;
    for (std::size_t n = 0; n < static_cast<std::size_t>(asked.questions.count); ++n)
        note(asked, n, sifted.lab[n], sifted.venue[n], customer);
}

/// The same exactly.
void Chooser::weigh(Stirred& customer) const {
    Asked asked;
    PortfolioProblem problem;
    problem.forced = ask(customer, asked);
    Questions& q = asked.questions;
    for (std::size_t n = 0; n < static_cast<std::size_t>(q.count); ++n) {
        if (q.lab[n] < 0) continue;
        const double per_month =
            customer.outlay[static_cast<std::size_t>(q.workload[n])] / scenario_.portfolio.planning_horizon;
        q.to_lab[n] = per_month * scenario_.portfolio.lab_switching_months;
        q.to_venue[n] = per_month * scenario_.portfolio.venue_switching_months;
    }
    problem.cost = costs_of(customer);
    answer(asked, problem);
    const Portfolio portfolio = solve(problem);
    customer.choice.known = true;
    customer.choice.weighed = portfolio.enumerated;
    for (std::size_t n = 0; n < static_cast<std::size_t>(q.count); ++n) {
        const int v = portfolio.venue[n];
        note(asked, n, v < 0 ? 0 : asked.lab[n][static_cast<std::size_t>(v)], v, customer);
    }
}

/// Question n goes to `lab` at `venue` (−1 legacy).
void Chooser::note(const Asked& asked, std::size_t n, int lab, int venue, Stirred& customer) const {
    const auto k = static_cast<std::size_t>(asked.questions.workload[n]);
    const bool stays_out = venue < 0;
    Choice& choice = customer.choice;
    choice.lab[k] = stays_out ? kNone : static_cast<std::uint8_t>(lab);
    choice.venue[k] = stays_out ? kNone : static_cast<std::uint8_t>(venue);
    choice.own[k] =
        stays_out
            ? 0.0F
            : asked.questions.own[n][static_cast<std::size_t>(lab) * terms_.stride() + static_cast<std::size_t>(venue)];
    choice.moves =
        choice.moves || choice.lab[k] != customer.before.lab[k] || choice.venue[k] != customer.before.venue[k];
}

void Chooser::decide(Stirred& customer, MonthTotals* totals) {
    if (!customer.choice.known) weigh(customer);
    take(customer);
    if (totals == nullptr) return;
    ++totals->decisions;
    totals->portfolio_solves += customer.choice.weighed ? 1 : 0;
    if (customer.choice.moves && !context_.first) post_costs(customer, *totals);
}

/// Puts the workloads on what was chosen.
void Chooser::take(const Stirred& customer) {
    for (int k = 0; k < customers_.workloads; ++k) {
        if ((customer.agenda.deciding >> k & 1U) == 0) continue;
        const std::size_t slot = customers_.slot(customer.customer, k), ku = static_cast<std::size_t>(k);
        customers_.lab[slot] = customer.choice.lab[ku];
        customers_.venue[slot] = customer.choice.venue[ku];
        customers_.own[slot] = customer.choice.own[ku];
    }
}

/// As if all `workloads` were on no offer.
void Chooser::ask_anew(std::size_t i, std::uint32_t workloads, const Contract& contract, const double* base_share,
                       Asked& asked) const {
    begin(contract, base_share, asked);
    for (int k = 0; k < customers_.workloads; ++k)
        if ((workloads >> k & 1U) != 0) add(i, k, nullptr, asked);
}

double Chooser::portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract,
                                const double* base_share, PortfolioProblem& problem) {
    if (workloads == 0) return 0;
    Asked asked;
    ask_anew(i, workloads, contract, base_share, asked);
    problem.cost = costs_.of(contract.segment, contract.cloud);
    answer(asked, problem);
    return solve(problem).value;
}

bool Chooser::appraise(std::size_t i, std::uint32_t workloads, const Contract& contract, const double* base_share,
                       Appraisal& out) const {
    if (kernels_.appraise == nullptr) return false;
    Asked asked;
    ask_anew(i, workloads, contract, base_share, asked);
    SiftProblem problem;
    problem.venues = customers_.venues;
    problem.slots = scenario_.portfolio.max_venues;
    problem.cost = costs_.of(contract.segment, contract.cloud).data();
    return kernels_.appraise(desire_view_.terms, asked.questions, problem, out);
}

}  // namespace nephoscope
