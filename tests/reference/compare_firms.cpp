#include "tests/reference/side_by_side.h"

/// Offers, prices, clearing, money, labs and capacity.
namespace nephoscope::reference {

/// Every customer's workload is rounded to a tick, several times.
double SideBySide::money_tick() const { return 1e-4 * static_cast<double>(agents_.size()) * 10; }

void SideBySide::compare_prices() {
    const OfferTable& engine = market_.offers();
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l) {
        const std::string name = at(scenario_.labs[l].id);
        differences_.close("costs", engine.compute_per_unit[l], prices_.compute_per_unit[l], 0, name + " compute");
        differences_.close("prices", engine.list_price[l], prices_.list[l], 0, name + " list price", 1e-8);
    }
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v) {
        const std::string name = at(scenario_.venues[v].id);
        differences_.close("prices", engine.platform_fee[v], prices_.fee[v], 1e-8, name + " platform fee");
        differences_.close("capacity", engine.reliability[v], prices_.reliability[v], 1e-8, name + " reliability");
        for (std::size_t r = 0; r < scenario_.regions.size(); ++r)
            differences_.close("costs", engine.egress(static_cast<int>(v), static_cast<int>(r)), prices_.egress[v][r],
                               0, name + " egress fee");
    }
    differences_.close("costs", engine.wholesale_price, prices_.wholesale, 0, at("wholesale price"));
    differences_.close("costs", engine.unit_cost, prices_.unit_cost, 0, at("unit cost"));
    differences_.close("costs", engine.budget_growth, prices_.budget_growth, 0, at("budget growth"));
    differences_.close("costs", engine.cost_index, prices_.cost_index, 0, at("cost index"));
    differences_.close("costs", engine.gravity_scale, prices_.gravity_scale, 0, at("scale of gravity"));
    differences_.close("costs", engine.wedge_scale, prices_.wedge_scale, 0, at("scale of the wedge"));
    differences_.close("costs", engine.self_cost_scale, prices_.self_cost_scale, 0, at("scale of self-hosting costs"));
}

void SideBySide::compare_offers(const OfferTable& engine, const Offers& offers, const char* phase) {
    const char* agreements = t_ < 0 ? phase : "agreements";
    for (std::size_t l = 0; l < offers.size(); ++l)
        for (std::size_t v = 0; v < offers[l].size(); ++v) {
            const Offer& offer = offers[l][v];
            const auto o = static_cast<std::size_t>(engine.offer(offer.lab, offer.venue));
            const std::string name = at(fmt::format("{} at {}", scenario_.labs[l].id, scenario_.venues[v].id));
            bool any = false;
            for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
                const bool legal = engine.is_legal(offer.lab, offer.venue, static_cast<int>(k));
                differences_.expect(agreements, legal == offer.legal[k], name + " legality");
                any = any || legal;
            }
            if (!any) continue;
            differences_.close(phase, engine.quality[o], offer.quality, 1e-8, name + " quality");
            differences_.close(phase, engine.known_quality[o], offer.known_quality, 1e-8, name + " known quality");
            differences_.close(phase, engine.seller_price[o], offer.price, 0, name + " price", 1e-8);
            differences_.expect(agreements, (engine.counts_to_commit[o] != 0) == offer.counts_to_commit,
                                name + " commitment");
        }
}

void SideBySide::compare_clearing() {
    const Clearing& engine = market_.clearing();
    const double tick = 1e-9 * static_cast<double>(agents_.size()) * 10;
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v) {
        if (scenario_.venues[v].kind != VenueKind::cloud) continue;
        const std::string name = at(scenario_.venues[v].id);
        differences_.close("capacity", market_.capacity().installed(static_cast<int>(v)), builds_[v].installed, 1e-6,
                           name + " installed");
        for (std::size_t j = 0; j < kClasses; ++j) {
            const std::size_t i = engine.at(static_cast<int>(v), static_cast<ComputeClass>(j));
            const std::string cell = fmt::format("{} class {}", name, j + 1);
            differences_.close("clearing", static_cast<double>(engine.demand[i]) / kComputePerMwMonth,
                               cleared_.demand[v][j], tick, cell + " demand", 1e-8);
            differences_.close("clearing", static_cast<double>(engine.served[i]) / kComputePerMwMonth,
                               cleared_.served[v][j], tick, cell + " served", 1e-8);
            if (engine.demand[i] > 1000)  // fills of a few units of rounding say nothing
                differences_.close("clearing", engine.fill[i], cleared_.fill[v][j], 1e-7, cell + " fill");
        }
        seen_.short_committed += cleared_.fill[v][kCommitted] < 1 ? 1 : 0;
        seen_.short_inference += cleared_.fill[v][kInference] < 1 ? 1 : 0;
        seen_.short_other += cleared_.fill[v][kOther] < 1 ? 1 : 0;
    }
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l) {
        differences_.close("clearing", engine.lab_fill[l], cleared_.lab_fill[l], 1e-8,
                           at("fill of " + scenario_.labs[l].id));
        seen_.short_direct += cleared_.lab_fill[l] < 1 ? 1 : 0;
    }
    for (std::size_t c = 0; c < scenario_.clauses.size(); ++c) {
        if (scenario_.clauses[c].type != ClauseType::compute_commit) continue;
        const std::string name = at(scenario_.clauses[c].id);
        differences_.close("clearing", to_usd(engine.drawn[c]), cleared_.drawn[c], 1, name + " drawn");
        differences_.close("clearing", to_usd(market_.commitments().remaining(c)), commitments_[c].remaining, 100,
                           name + " remaining");
    }
}

void SideBySide::compare_flows() {
    const auto& names = market_.ledger_accounts().names();
    const double tick = 1e-4 * static_cast<double>(agents_.size()) * 100;
    double all_engine = 0, all_twin = 0;
    for (int p = 0; p < kPostings; ++p) {
        const auto posting = static_cast<Posting>(p);
        if (posting == Posting::equity_purchase) continue;  // funding's
        for (std::size_t from = 0; from < names.size(); ++from)
            for (std::size_t to = 0; to < names.size(); ++to) {
                const std::string name = std::string(posting_name(posting)) + " " + names[from] + " " + names[to];
                const double engine =
                    to_usd(market_.ledger().flow(posting, static_cast<int>(from), static_cast<int>(to)));
                const auto twin = flows_.find(name);
                differences_.close("settlement", engine, twin == flows_.end() ? 0 : twin->second, tick, at(name));
                all_engine += engine;
            }
    }
    for (const auto& [name, usd] : flows_) all_twin += usd;
    differences_.close("settlement", all_engine, all_twin, tick * 20, at("sum of all flows"));
}

void SideBySide::compare_labs() {
    const MonthAccounts& month = market_.accounts();
    const auto& names = market_.ledger_accounts().names();
    for (std::size_t l = 0; l < purses_.size(); ++l) {
        const std::string name = at(scenario_.labs[l].id);
        const LabFinances& engine = market_.funding().finances(static_cast<int>(l));
        const Purse& purse = purses_[l];
        if (!scenario_.labs[l].open_weights)
            differences_.close("training", market_.quality().latent(static_cast<int>(l)), labs_.latent[l], 1e-8,
                               name + " latent quality");
        differences_.close("settlement", to_usd(month.labs[l].base), accounts_[l].base, 1, name + " Base");
        differences_.close("settlement", to_usd(month.labs[l].net_revenue), accounts_[l].net_revenue, 1,
                           name + " net revenue");
        differences_.close("settlement", to_usd(month.labs[l].gross_profit), accounts_[l].gross_profit, 10,
                           name + " gross profit");
        differences_.close("funding", engine.training_budget, purse.budget, 10, name + " training budget", 1e-8);
        if (!scenario_.labs[l].has_cash) continue;
        differences_.close("funding", engine.cash, purse.cash, 100, name + " cash", 1e-8);
        differences_.close("funding", engine.raised, purse.raised, 100, name + " raised", 1e-8);
        differences_.close("funding", engine.pre_money, purse.pre_money, 100, name + " pre-money", 1e-8);
        differences_.close("funding", engine.dilution, purse.dilution.back(), 1e-8, name + " dilution");
        differences_.close("funding", engine.rounds, purse.rounds, 0, name + " rounds");
        differences_.close("funding", engine.distress_months, purse.distress, 0, name + " months of distress");
        differences_.expect("funding", engine.insolvent == purse.insolvent, name + " insolvency");
        for (std::size_t v = 0; v < purse.held.size(); ++v) {
            differences_.close("funding", market_.funding().stake(static_cast<int>(v), static_cast<int>(l)),
                               purse.held[v] / purse.shares, 1e-9, name + " stake of " + scenario_.venues[v].id);
            if (scenario_.venues[v].kind != VenueKind::cloud) continue;
            const int cloud = market_.ledger_accounts().cloud(static_cast<int>(v));
            const int lab = market_.ledger_accounts().lab(static_cast<int>(l));
            const std::string flow = "equity_purchase " + names[static_cast<std::size_t>(cloud)] + " " +
                                     names[static_cast<std::size_t>(lab)];
            const auto twin = flows_.find(flow);
            differences_.close("funding", to_usd(market_.ledger().flow(Posting::equity_purchase, cloud, lab)),
                               twin == flows_.end() ? 0 : twin->second, 100, at(flow), 1e-8);
            seen_.cloud_purchases += twin == flows_.end() ? 0 : 1;
        }
        seen_.insolvencies += purse.insolvent ? 1 : 0;
        seen_.cut_budgets += !purse.insolvent && purse.budget < scenario_.labs[l].training_plan ? 1 : 0;
    }
    seen_.rounds = seen_.distress = 0;
    for (const Purse& purse : purses_) {
        seen_.rounds += purse.rounds;
        seen_.distress += purse.distress;
    }
}

void SideBySide::compare_capacity() {
    for (std::size_t v = 0; v < builds_.size(); ++v) {
        const std::string name = at(scenario_.venues[v].id);
        differences_.close("capacity", market_.capacity().queued(static_cast<int>(v)), builds_[v].queued(), 1e-6,
                           name + " queue", 1e-8);
        differences_.close("capacity", market_.reliability()[v], reliability_[v], 1e-8, name + " reliability");
    }
}

}  // namespace nephoscope::reference
