#include "models/customers/chooser.h"

#include <algorithm>
#include <limits>

#include "models/customers/surplus.h"
#include "sim/core/contract.h"

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
      kernels_(kernels()),
      own_(customers, context, cache),
      costs_(context.scenario, context.now),
      costs_with_onboarding_(context.scenario, context.now,
                             1 + scenario_.portfolio.onboarding_months / scenario_.portfolio.planning_horizon),
      desire_view_(desire_view(customers, context, terms)),
      excess_(context.scenario.choice.demand_elasticity - 1) {}

namespace {

/// Workloads that are up for decision and on an offer.
std::uint32_t leaving(const Chooser::Stirred& customer) {
    return workloads_on_offer(customer.before) & customer.agenda.deciding;
}

bool may_move(const Chooser::Stirred& customer) { return !customer.choice.known | customer.choice.moves; }

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
    std::array<std::size_t, kMostTogether> asked{}, movers{};
    std::array<Desires, kMostTogether> desired;
    std::size_t count = 0, moving = 0;
    for (std::size_t n = 0; n < customers.size(); ++n) {  // without branches: who moves cannot be foreseen
        const Stirred& one = customers[n];
        const bool may = may_move(one);
        movers[moving] = n;
        moving += may ? 1 : 0;
        asked[count] = one.customer;
        const bool has_outlay = (leaving(one) & ~one.agenda.forced_out) != 0, asks = may & has_outlay;
        count += asks ? 1 : 0;
    }
    kernels_.desires(desire_view_, asked.data(), count, desired.data());
    count = 0;
    for (const std::size_t n : std::span(movers).first(moving)) {
        Stirred& one = customers[n];
        const std::uint32_t on_offer = leaving(one), legal = on_offer & ~one.agenda.forced_out;
        if (legal != 0) std::copy_n(desired[count++].outlay, customers_.workloads, one.outlay.begin());
        for (std::uint32_t left = on_offer & ~legal; left != 0; left &= left - 1) {
            const int k = __builtin_ctz(left);
            one.outlay[static_cast<std::size_t>(k)] = outlay_before(customers_.slot(one.customer, k), one.customer, k);
        }
    }
}

void Chooser::begin(const Contract& contract, const double* base_share, Questions& questions) const {
    questions.contract = terms_.rows_of(contract);
    questions.base_share = base_share;
    questions.floor = scenario_.choice.legacy ? 0 : -std::numeric_limits<double>::infinity();
    questions.excess = excess_;
}

void Chooser::answer(Asked& asked, PortfolioProblem& problem) const {
    problem.venues = customers_.venues;
    problem.max_venues = scenario_.portfolio.max_venues;
    problem.legacy = scenario_.choice.legacy;
    problem.workloads = asked.questions.count;
    kernels_.best_offers(desire_view_.terms, asked.questions, kVenueLanes, problem.value[0].data(),
                         asked.lab[0].data());
}

/// One more question: which offer for workload k of customer i, if it is on none? Its own attractions are found later.
[[gnu::always_inline]] inline void Chooser::add(std::size_t i, int k, const double* terms, Questions& questions) const {
    const auto n = static_cast<std::size_t>(questions.count++);
    questions.workload[n] = k;
    questions.terms[n] = terms;
    questions.budget[n] = budget(i, k);
    questions.lab[n] = questions.venue[n] = -1;
}

/// One question for each workload up for decision; its current offer where leaving costs something. Venues that the
/// others use.
std::uint64_t Chooser::ask(const Stirred& customer, Questions& questions) const {
    const auto& [i, agenda, before, choice, outlay] = customer;
    const std::uint32_t on_offer = workloads_on_offer(before);
    const std::uint32_t pay_for_leaving = context_.first ? 0 : on_offer & ~(agenda.new_project | agenda.forced_out);
    begin(contract_of(customers_, i), customers_.base_shares(i), questions);
    for (std::uint32_t left = agenda.deciding; left != 0; left &= left - 1) {
        const int k = __builtin_ctz(left), n = questions.count;
        const auto ku = static_cast<std::size_t>(k);
        add(i, k, terms_.shared(customers_, i, k), questions);
        questions.terms_single[n] = terms_.shared_single(customers_, i, k);
        const bool pays = (pay_for_leaving >> k & 1U) != 0;
        questions.lab[n] = pays ? before.lab[ku] : -1;
        questions.venue[n] = pays ? before.venue[ku] : -1;
    }
    std::uint64_t forced = 0;
    for (std::uint32_t left = on_offer & ~agenda.deciding; left != 0; left &= left - 1)
        forced |= std::uint64_t{1} << before.venue[static_cast<std::size_t>(__builtin_ctz(left))];
    return forced;
}

/// As if all `workloads` were on no offer.
void Chooser::add_all(std::size_t i, std::uint32_t workloads, Questions& questions) const {
    for (int k = 0; k < customers_.workloads; ++k)
        if ((workloads >> k & 1U) != 0) add(i, k, nullptr, questions);
}

double Chooser::portfolio_value(std::size_t i, std::uint32_t workloads, const Contract& contract,
                                const double* base_share, PortfolioProblem& problem) {
    if (workloads == 0) return 0;
    Asked asked;
    begin(contract, base_share, asked.questions);
    add_all(i, workloads, asked.questions);
    own_.find_exactly(i, asked.questions, asked.own.data());
    problem.cost = costs_.of(contract.segment, contract.cloud);
    answer(asked, problem);
    return solve(problem).value;
}

void Chooser::ask_for_appraisal(std::size_t i, std::uint32_t workloads, Asked& asked) const {
    NEPHOSCOPE_EXPECT(asked.questions.count == 0);
    add_all(i, workloads, asked.questions);
    own_.find_for_sieve(i, asked.questions, asked.own.data());
}

bool Chooser::appraise(Asked& asked, const Contract& contract, const double* base_share, Appraisal& out) const {
    begin(contract, base_share, asked.questions);
    SiftProblem problem;
    problem.venues = customers_.venues;
    problem.slots = scenario_.portfolio.max_venues;
    problem.cost = costs_.of(contract.segment, contract.cloud).data();
    return kernels_.appraise(desire_view_.terms, asked.questions, problem, out);
}

}  // namespace nephoscope
