#include <algorithm>
#include <array>
#include <deque>
#include <span>

#include "models/customers/accumulate.h"
#include "models/customers/base_cloud.h"
#include "models/customers/bases.h"
#include "models/customers/block_fetch.h"
#include "models/customers/chooser.h"
#include "models/customers/desires.h"
#include "models/customers/moves.h"
#include "models/customers/pass_a.h"
#include "models/customers/standing.h"
#include "sim/core/cache_lines.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

/// Customers of a block who would not move if they evaluated everything on the terms on which they did last: they did
/// not then, and nothing of theirs has changed since.
class AtRest {
public:
    explicit AtRest(std::size_t first) : first_(first) {}

    /// After a decision; `comparable`: leaving and venues cost what they cost in the months to come.
    void note(const Chooser::Stirred& one, bool comparable) {
        is_[one.customer - first_] = comparable && only_evaluates(one.agenda) && !one.choice.moves;
    }
    bool leaves_out(const Stirring& one) const { return only_evaluates(one.agenda) && is_[one.customer - first_]; }

private:
    static bool only_evaluates(const Agenda& agenda) {
        return agenda.full && (agenda.new_project | agenda.activated | agenda.forced_out) == 0;
    }
    std::size_t first_;
    std::array<bool, kCustomerBlock> is_{};
};

/// One month of pass A, for any block of customers (docs/model.md#pass-a).
class PassA {
public:
    PassA(Customers& customers, const DecisionContext& context, const MonthTerms& terms, const ShockCache* cache,
          bool records)
        : customers_(customers),
          context_(context),
          cache_(cache),
          records_(records),
          standing_(records && context.standing != nullptr),
          bases_grow_(!context.burn_in && context.t > 0),
          attention_(customers, context),
          chooser_(customers, context, terms, cache),
          base_(customers, context, chooser_),
          bases_(context.scenario) {}

    /// `rest`, unless it is null, goes through consecutive months of burn-in on the same terms.
    void choose(std::size_t first, std::size_t last, MonthTotals& totals, AtRest* rest = nullptr) {
        std::vector<Stirring> stirring;
        Decided decided;
        decided.rest = rest;
        if (records_) clear_decided(first, last);
        if (bases_grow_) bases_.grow(customers_, first, last, context_.t);
        if (cache_ != nullptr && !context_.first)
            repeat(first, last, stirring, totals);
        else
            draw(first, last, stirring, totals);
        if (rest != nullptr) std::erase_if(stirring, [&](const Stirring& one) { return rest->leaves_out(one); });
        BlockFetch next_block = records_ ? BlockFetch(customers_, last) : BlockFetch();  // else this one comes again
        stir_all(stirring, next_block, decided, totals);
        chooser_.own().settle(decided.pending);
        if (!context_.burn_in) bases_.pay(customers_, first, last, context_.t, totals);
        if (records_) record(first, last, stirring, decided.moves, totals);
    }

private:
    /// What decisions of a block leave to do.
    struct Decided {
        std::vector<Move> moves;
        OwnRows::Pending pending;
        AtRest* rest = nullptr;
    };

    void clear_decided(std::size_t first, std::size_t last) {
        std::fill(customers_.decided.data() + first, customers_.decided.data() + last, std::uint8_t{0});
    }

    /// Agendas from this month's words.
    void draw(std::size_t first, std::size_t last, std::vector<Stirring>& stirring, MonthTotals& totals) {
        AttentionDraws draws;
        attention_.draw(first, last, draws);
        if (!context_.burn_in) enter(first, last, totals);
        attention_.find(first, last, draws, stirring, totals);
    }

    void enter(std::size_t first, std::size_t last, MonthTotals& totals) {
        for (std::size_t i = first; i < last; ++i) {
            if (customers_.entry[i] != context_.t) continue;
            base_.enter(i, totals);
            ++totals.births;
        }
    }

    /// Agendas as they were found before, in burn-in.
    void repeat(std::size_t first, std::size_t last, std::vector<Stirring>& stirring, MonthTotals& totals) {
        const ShockCache::MonthOfStirs& month = cache_->month(context_.t);
        if (first == 0) {
            totals.evaluations += month.evaluations;
            totals.renewals += month.renewals;
        }
        auto stir = std::lower_bound(month.stirs.begin(), month.stirs.end(), first,
                                     [](const ShockCache::Stir& a, std::size_t i) { return a.customer < i; });
        for (; stir != month.stirs.end() && stir->customer < last; ++stir) {
            Agenda agenda;
            agenda.active = customers_.active[stir->customer];
            agenda.new_project = stir->new_project;
            agenda.full = stir->full;
            agenda.renewal = stir->renewal;
            agenda.deciding = agenda.full ? agenda.active : agenda.new_project;
            stirring.push_back({stir->customer, agenda});
        }
    }

    static constexpr std::size_t kTogether = Chooser::kMostTogether;

    /// Fetches what decisions read of customer i, ahead of time.
    void fetch(std::size_t i) const {
        const auto workloads = static_cast<std::size_t>(customers_.workloads), slot = i * workloads;
        const auto bases = static_cast<std::size_t>(customers_.base_venues);
        prefetch_values(&customers_.workload_share[slot], workloads), prefetch_values(&customers_.own[slot], workloads);
        prefetch_values(&customers_.base_share[i * bases], bases), prefetch(&customers_.epoch[slot]);
        prefetch(&customers_.lab[slot]), prefetch(&customers_.venue[slot]), prefetch(&customers_.active[i]);
        prefetch(&customers_.budget[i]), prefetch(&customers_.id[i]), prefetch(&customers_.weight[i]);
    }

    void fetch_own(const Stirring& one) const {
        const auto& [i, agenda] = one;
        chooser_.own().prefetch(i, agenda.renewal ? agenda.active : agenda.deciding, agenda.new_project);
    }

    /// All decisions of a block, a few at a time, the next few being fetched meanwhile.
    void stir_all(std::span<const Stirring> stirring, BlockFetch& next_block, Decided& decided, MonthTotals& totals) {
        std::vector<Chooser::Stirred> room(std::min(kTogether, stirring.size()));
        Chooser::Look look(chooser_, stirring.size());
        const auto few_from = [&](std::size_t j) {
            j = std::min(j, stirring.size());
            return stirring.subspan(j, std::min(kTogether, stirring.size() - j));
        };
        for (const Stirring& one : few_from(0)) fetch(one.customer);
        for (const Stirring& one : few_from(0)) fetch_own(one);
        for (std::size_t j = 0; j < stirring.size(); j += kTogether)
            stir(few_from(j), few_from(j + kTogether), std::span(room).first(few_from(j).size()), look, next_block,
                 decided, totals);
    }

    /// Decisions of a few customers, step by step for all: while one waits for memory, the next go on. Those who follow
    /// are fetched one by one meanwhile: asked for all at once, much of it does not come in time.
    void stir(std::span<const Stirring> few, std::span<const Stirring> then, std::span<Chooser::Stirred> stirred,
              Chooser::Look& look, BlockFetch& next_block, Decided& decided, MonthTotals& totals) {
        for (std::size_t n = 0; n < few.size(); ++n) {
            const auto& [i, agenda] = few[n];
            stirred[n].customer = i;
            stirred[n].agenda = agenda;
            find_holding(customers_, i, context_.burn_in || context_.t > customers_.entry[i], stirred[n].before);
            stirred[n].choice.known = stirred[n].choice.moves = false;
            stirred[n].outlay.fill(0);
            begin(i, agenda, totals);
            if (n < then.size()) fetch(then[n].customer);
        }
        for (const auto& [i, agenda] : few)
            if (agenda.renewal && !context_.burn_in) base_.renew(i, agenda.active, totals);
        for (std::size_t n = 0; n < few.size(); ++n) {
            chooser_.ask(stirred[n], look);
        }
        chooser_.sift(look);
        if (!context_.first) chooser_.find_outlays(stirred);
        for (std::size_t n = 0; n < few.size(); ++n) {
            decide(stirred[n], decided, totals);
            if (n < then.size()) fetch_own(then[n]);
            next_block.go_on();
        }
    }

    void decide(Chooser::Stirred& one, Decided& decided, MonthTotals& totals) {
        if (one.agenda.deciding != 0) chooser_.decide(one, records_ ? &totals : nullptr, decided.pending);
        if (decided.rest != nullptr) decided.rest->note(one, !context_.first);
        const bool stays = !one.choice.moves && one.agenda.activated == 0 && one.before.born && !one.agenda.renewal;
        if (stays) return;
        const Holding holds = holding_of(customers_, one.customer, true);
        if (holds == one.before) return;
        settle_in(one.customer, one.before, holds, totals);
        if (records_ && one.agenda.deciding != 0)
            decided.moves.push_back({one.customer, one.before, holds, one.outlay});
    }

    /// What customers desire, and where it moved.
    void record(std::size_t first, std::size_t last, std::span<const Stirring> stirring, const std::vector<Move>& moves,
                MonthTotals& totals) {
        const auto workloads = static_cast<std::size_t>(customers_.workloads);
        std::vector<std::int64_t> outlay((last - first) * workloads);
        add_desires(chooser_.view(), first, last, outlay.data(), customers_.desired.data() + first * workloads, totals);
        std::int64_t contestable = 0;  // add_desires has checked that its sums stay within 64 bits
        for (const auto& [i, agenda] : stirring) {
            const std::int64_t* its = outlay.data() + (i - first) * workloads;
            for (std::size_t k = 0; k < workloads; ++k)  // without branches: what is decided cannot be foreseen
                contestable += its[k] & -static_cast<std::int64_t>(agenda.deciding >> k & 1U);
        }
        add_exact(totals.contestable, contestable);
        for (const Move& move : moves)
            record_moves(customers_, move, outlay.data() + (move.customer - first) * workloads, totals);
    }

    /// New projects and activations take effect.
    void begin(std::size_t i, const Agenda& agenda, MonthTotals& totals) {
        const std::size_t slot = customers_.slot(i, 0);
        std::uint16_t* epoch = customers_.epoch.data() + slot;
        const std::uint32_t anew = agenda.new_project;
        for (int k = 0, workloads = customers_.workloads; k < workloads; ++k)
            epoch[k] = static_cast<std::uint16_t>(epoch[k] + (anew >> k & 1U));
        customers_.active[i] = static_cast<std::uint8_t>(agenda.active);
        customers_.decided[i] = static_cast<std::uint8_t>(agenda.deciding);
        totals.projects += __builtin_popcount(anew);
    }

    void settle_in(std::size_t i, const Holding& before, const Holding& holds, MonthTotals& totals) {
        const std::uint32_t came = workloads_that_differ(before, holds) & holds.active;
        for (std::uint32_t left = came; left != 0; left &= left - 1)
            customers_.since[customers_.slot(i, __builtin_ctz(left))] = static_cast<std::int16_t>(context_.t);
        totals.switches += __builtin_popcount(came & workloads_on_offer(before) & workloads_on_offer(holds));
        if (!standing_) return;
        count_change(customers_, context_.scenario, i, before, holds, totals);
    }

    Customers& customers_;
    const DecisionContext& context_;
    const ShockCache* cache_;
    bool records_, standing_, bases_grow_;
    Attention attention_;
    Chooser chooser_;
    BaseCloud base_;
    Bases bases_;
};

}  // namespace

void choose_offers(Customers& customers, const DecisionContext& context, const MonthTerms& terms,
                   const ShockCache* cache, int threads, MonthTotals& totals) {
    PassA pass(customers, context, terms, cache, true);
    accumulate_totals(customers, threads, totals,
                      [&](std::size_t first, std::size_t last, MonthTotals& part) { pass.choose(first, last, part); });
    if (context.standing == nullptr)
        count_users(customers, context.scenario, context.t, threads, totals);
    else
        totals.stand_on(*context.standing);
    complete_flows(totals);
    demand_of_desires(context, totals);
}

void settle_offers(Customers& customers, std::span<const DecisionContext> months, const MonthTerms& terms,
                   const ShockCache* cache, int threads) {
    if (months.empty()) return;
    std::deque<PassA> passes;  // they stay where they are made
    for (const DecisionContext& month : months) passes.emplace_back(customers, month, terms, cache, false);
    MonthTotals unread(months.front().scenario);
    accumulate_blocks<MonthTotals>(
        customers.size(), kCustomerBlock, threads, unread, [&] { return unread.empty(); },
        [&](std::size_t first, std::size_t last, MonthTotals& part) {
            AtRest rest(first);
            for (PassA& pass : passes) pass.choose(first, last, part, &rest);
        });
}

void choose_offers(Customers& customers, const DecisionContext& context, int threads, MonthTotals& totals) {
    MonthTerms terms(context.scenario, context.now);
    terms.set_values(context.start, context.lagged);
    choose_offers(customers, context, terms, nullptr, threads, totals);
}

}  // namespace nephoscope
