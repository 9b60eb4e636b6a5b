#include "models/customers/chooser.h"

#include <algorithm>

/// Decisions of the portfolio problem: first by the sieve, exactly where that is not sure.
namespace nephoscope {

/// F and F_on per month of adding each venue, in whole registers: those in use last month are there already.
void Chooser::find_costs(const Stirred& customer, double* costs) const {
    const std::uint8_t segment = customers_.segment[customer.customer],
                       cloud = customers_.contract_cloud[customer.customer];
    const std::uint64_t there = context_.first ? ~std::uint64_t{0} : venues_of(customer.before);
    const double *old = costs_.of(segment, cloud).data(),
                 *with_onboarding = costs_with_onboarding_.of(segment, cloud).data();
    const double* cost_of[2] = {with_onboarding, old};  // who is there cannot be foreseen: no branch
    for (std::size_t v = 0; v < terms_.stride(); ++v) costs[v] = cost_of[there >> v & 1U][v];
}

Chooser::Look::Look(const Chooser& chooser, std::size_t customers)
    : of(std::min(customers, kMostTogether)),
      siftings(of.size()),
      own(of.size() * static_cast<std::size_t>(chooser.customers_.workloads) * chooser.own_.room()) {}

void Chooser::ask(Stirred& customer, Look& look) const {
    if (kernels_.sift == nullptr || customer.agenda.deciding == 0) return;
    const std::size_t n = look.count++;
    Look::One& its = look.of[n];
    its.customer = &customer;
    its.questions.count = 0;
    SiftProblem& problem = look.siftings[n].problem;
    problem.in_use = ask(customer, its.questions);
    own_.find_for_sieve(customer.customer, its.questions,
                        look.own.data() + n * static_cast<std::size_t>(customers_.workloads) * own_.room());
    problem.venues = customers_.venues;
    problem.slots = scenario_.portfolio.max_venues - __builtin_popcountll(problem.in_use);
    find_costs(customer, its.cost.data());
    problem.cost = its.cost.data();
    problem.lab_months = scenario_.portfolio.lab_switching_months / scenario_.portfolio.planning_horizon;
    problem.venue_months = scenario_.portfolio.venue_switching_months / scenario_.portfolio.planning_horizon;
    look.siftings[n].questions = &its.questions;
}

void Chooser::sift(Look& look) const {
    if (look.count == 0) return;
    kernels_.sift(desire_view_.terms, look.siftings.data(), look.count);
    for (std::size_t n = 0; n < look.count; ++n) {
        const Sifting& its = look.siftings[n];
        if (!its.sure) continue;
        Stirred& customer = *look.of[n].customer;
        customer.choice.known = true;
        customer.choice.weighed = its.out.weighed;
        for (std::size_t m = 0; m < static_cast<std::size_t>(its.questions->count); ++m)
            note(*its.questions, m, its.out.lab[m], its.out.venue[m], customer);
    }
    look.count = 0;
}

/// The same exactly.
void Chooser::weigh(Stirred& customer) const {
    Asked asked;
    PortfolioProblem problem;
    problem.forced = ask(customer, asked.questions);
    own_.find_exactly(customer.customer, asked.questions, asked.own.data());
    Questions& q = asked.questions;
    for (std::size_t n = 0; n < static_cast<std::size_t>(q.count); ++n) {
        if (q.lab[n] < 0) continue;
        const double per_month =
            customer.outlay[static_cast<std::size_t>(q.workload[n])] / scenario_.portfolio.planning_horizon;
        q.to_lab[n] = per_month * scenario_.portfolio.lab_switching_months;
        q.to_venue[n] = per_month * scenario_.portfolio.venue_switching_months;
    }
    find_costs(customer, problem.cost.data());
    answer(asked, problem);
    const Portfolio portfolio = solve(problem);
    customer.choice.known = true;
    customer.choice.weighed = portfolio.enumerated;
    for (std::size_t n = 0; n < static_cast<std::size_t>(q.count); ++n) {
        const int v = portfolio.venue[n];
        note(q, n, v < 0 ? 0 : asked.lab[n][static_cast<std::size_t>(v)], v, customer);
    }
}

/// Question n goes to `lab` at `venue` (−1 legacy).
void Chooser::note(const Questions& questions, std::size_t n, int lab, int venue, Stirred& customer) const {
    const auto k = static_cast<std::size_t>(questions.workload[n]);
    const bool stays_out = venue < 0;
    Choice& choice = customer.choice;
    choice.lab[k] = stays_out ? kNone : static_cast<std::uint8_t>(lab);
    choice.venue[k] = stays_out ? kNone : static_cast<std::uint8_t>(venue);
    choice.own_is_exact = questions.own_off == 0;
    choice.own[k] =
        stays_out ? 0.0F
                  : questions.own[n][static_cast<std::size_t>(lab) * terms_.stride() + static_cast<std::size_t>(venue)];
    const bool other_lab = choice.lab[k] != customer.before.lab[k],
               other_venue = choice.venue[k] != customer.before.venue[k];
    choice.moves = choice.moves | other_lab | other_venue;
}

void Chooser::decide(Stirred& customer, MonthTotals* totals, OwnRows::Pending& pending) {
    if (!customer.choice.known) weigh(customer);
    take(customer, pending);
    if (totals == nullptr) return;
    ++totals->decisions;
    totals->portfolio_solves += customer.choice.weighed ? 1 : 0;
    if (customer.choice.moves && !context_.first) post_costs(customer, *totals);
}

/// Puts the workloads on what was chosen. A project that stays where it is keeps its own attraction, which has to be
/// that of the project's epoch: whoever began a project has decided since, or does now.
void Chooser::take(const Stirred& customer, OwnRows::Pending& pending) {
    const auto& [i, agenda, before, choice, outlay] = customer;
    const std::size_t slot = customers_.slot(i, 0);
    std::uint8_t *lab = customers_.lab.data() + slot, *venue = customers_.venue.data() + slot;
    float* own = customers_.own.data() + slot;
    for (std::uint32_t left = agenda.deciding; left != 0; left &= left - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctz(left));
        lab[k] = choice.lab[k];
        venue[k] = choice.venue[k];
        const bool another =
            lab[k] != before.lab[k] || venue[k] != before.venue[k] || (agenda.new_project >> k & 1U) != 0;
        if (choice.own_is_exact || lab[k] == kNone)
            own[k] = choice.own[k];
        else if (another)
            own_.await(i, static_cast<int>(k), lab[k], venue[k], pending);
    }
}

}  // namespace nephoscope
