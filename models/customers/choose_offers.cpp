#include <optional>

#include "models/customers/accumulate.h"
#include "models/customers/base_cloud.h"
#include "models/customers/chooser.h"
#include "models/customers/moves.h"
#include "models/customers/pass_a.h"
#include "models/customers/surplus.h"
#include "models/customers/turnover.h"

namespace nephoscope {

namespace {

/// One month of pass A, for any customer (docs/model.md#pass-a).
class PassA {
public:
    PassA(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache,
          bool records)
        : customers_(customers),
          context_(context),
          terms_(terms),
          records_(records),
          attention_(customers, context),
          chooser_(customers, context, terms, cache),
          base_(customers, context, chooser_) {}

    void choose(std::size_t i, MonthTotals& totals) {
        const Before before(customers_, context_, i);
        if (customers_.born(i, context_.t)) {
            const bool enters = context_.t == customers_.entry[i] && !context_.burn_in;
            if (enters) base_.enter(i, totals);
            totals.births += enters ? 1 : 0;
            const Agenda agenda = attention_.agenda(i, totals);
            begin(i, agenda, totals);
            if (agenda.renewal && !context_.burn_in) base_.renew(i, agenda.active, totals);
            if (agenda.deciding != 0) chooser_.decide(i, agenda, before, totals);
            settle_in(i, before, totals);
            if (records_) desire(customers_, context_, terms_, i, totals);
        }
        if (records_) record_flows(customers_, context_, i, before, totals);
    }

private:
    /// New projects and activations take effect.
    void begin(std::size_t i, const Agenda& agenda, MonthTotals& totals) {
        for (int k = 0; k < customers_.workloads; ++k) {
            const std::size_t slot = customers_.slot(i, k);
            customers_.epoch[slot] =
                static_cast<std::uint16_t>(customers_.epoch[slot] + (agenda.new_project >> k & 1U));
            customers_.active[slot] = static_cast<std::uint8_t>(agenda.active >> k & 1U);
            customers_.decided[slot] = static_cast<std::uint8_t>(agenda.deciding >> k & 1U);
            totals.projects += agenda.new_project >> k & 1U;
        }
    }

    void settle_in(std::size_t i, const Before& before, MonthTotals& totals) {
        for (int k = 0; k < customers_.workloads; ++k) {
            const std::size_t slot = customers_.slot(i, k);
            const auto ku = static_cast<std::size_t>(k);
            if (customers_.active[slot] == 0) continue;
            const bool stays = (before.active >> k & 1U) != 0 && customers_.lab[slot] == before.lab[ku] &&
                               customers_.venue[slot] == before.venue[ku];
            customers_.months_in_place[slot] =
                static_cast<std::uint16_t>(stays ? customers_.months_in_place[slot] + 1 : 0);
            totals.switches += !stays && before.lab[ku] != kNone && customers_.lab[slot] != kNone ? 1 : 0;
        }
    }

    Customers& customers_;
    const DecisionContext& context_;
    const MonthTerms& terms_;
    bool records_;
    Attention attention_;
    Chooser chooser_;
    BaseCloud base_;
};

}  // namespace

/// Compute is rounded down per workload, so that what is served of it in whole units never exceeds what was allotted.
void desire(Customers& customers, const DecisionContext& context, const MonthTerms& terms, std::size_t i,
            MonthTotals& totals) {
    const double excess = context.scenario.choice.demand_elasticity - 1;
    const double weight = organisations(customers.weight[i]);
    for (int k = 0; k < customers.workloads; ++k) {
        const std::size_t slot = customers.slot(i, k);
        customers.gain[slot] = 0;
        if (customers.active[slot] == 0 || customers.lab[slot] == kNone) continue;
        const int lab = customers.lab[slot], venue = customers.venue[slot];
        const OfferTerms its = terms.at(customers, i, k, terms.position(lab, venue));
        const double attraction = attraction_of(customers, context.scenario, i, slot, its.attraction);
        const double budget = customers.budget[i] * customers.workload_share[slot];
        customers.gain[slot] = gain_of(attraction, excess);
        const double units =
            weight * (outlay_of(budget * context.now.budget_growth, customers.gain[slot], excess) / its.cash_price);
        add_exact(totals.demand[static_cast<std::size_t>(context.now.offer(lab, venue))],
                  to_whole(units * context.now.compute_per_unit[static_cast<std::size_t>(lab)] * kComputePerMwMonth));
        add_exact(totals.budget_in_use, to_money(weight * budget));
    }
}

void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, bool records, int threads, MonthTotals& totals) {
    if (cache == nullptr) customers.shock_memory.prepare(terms.offers(), customers.epoch.size());
    PassA pass(customers, context, terms, cache, records);
    accumulate_totals(customers, threads, totals, [&](std::size_t first, std::size_t last, MonthTotals& part) {
        for (std::size_t i = first; i < last; ++i) pass.choose(i, part);
    });
}

void choose_offers(Customers& customers, const DecisionContext& context, int threads, MonthTotals& totals) {
    std::optional<MonthTerms> terms;
    if (context.burn_in)
        terms.emplace(context.scenario, context.now, customers.profiles);
    else
        terms.emplace(context.scenario, context.now);
    terms->set_values(context.start, context.lagged);
    choose_offers(customers, context, *terms, nullptr, true, threads, totals);
}

}  // namespace nephoscope
