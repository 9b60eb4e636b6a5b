#include "tests/reference/side_by_side.h"

/// Passes A and B, customer by customer and in sum.
namespace nephoscope::reference {

namespace {

double usd(const std::vector<Money>& column) {
    double sum = 0;
    for (const Money money : column) sum += to_usd(money);
    return sum;
}

}  // namespace

void SideBySide::choose(const World& world, const std::vector<Agent>& before) {
    choices_.clear();
    agents_.clear();
    for (Agent agent : before) {
        const bool grows = t_ > 0 || planted_ == Planted::base_grows_before_the_start;
        if (grows && t_ > agent.entry) grow_base(world, agent);
        choices_.push_back(reference::choose(world, agent));
        agents_.push_back(choices_.back().agent);
        seen_.newcomers += choices_.back().entered ? 1 : 0;
        seen_.renewals += choices_.back().renewed ? 1 : 0;
        seen_.migrations += choices_.back().migrated ? 1 : 0;
        seen_.moving_months += agents_.back().migration_left > 0 && !choices_.back().migrated ? 1 : 0;
    }
    const std::vector<Agent> engine = agents_of(market_.customers(), scenario_, draws_, t_);
    compare_choices(choices_, engine);
    compare_costs(choices_);
}

void SideBySide::compare_choices(const std::vector<Choice>& choices, const std::vector<Agent>& engine) {
    std::int64_t evaluations = 0, renewals = 0;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        evaluations += choices[i].evaluated ? 1 : 0;
        renewals += choices[i].renewed ? 1 : 0;
        for (std::size_t k = 0; k < engine[i].workloads.size(); ++k) {
            const Workload &its = engine[i].workloads[k], &twin = agents_[i].workloads[k];
            differences_.expect(
                "attention", same_attention(its, twin),
                at(fmt::format("customer {} workload {}: engine {} twin {}", engine[i].id, k, text(its), text(twin))));
        }
    }
    const MonthTotals& totals = market_.totals();
    differences_.close("attention", static_cast<double>(totals.evaluations), static_cast<double>(evaluations), 0,
                       at("evaluations"));
    differences_.close("attention", static_cast<double>(totals.renewals), static_cast<double>(renewals), 0,
                       at("renewals"));
    compare_bases(engine);
    for (std::size_t i = 0; i < choices.size(); ++i)
        for (std::size_t k = 0; k < engine[i].workloads.size(); ++k) {
            const Workload &its = engine[i].workloads[k], &twin = agents_[i].workloads[k];
            differences_.expect(
                "choice", same_choice(its, twin),
                at(fmt::format("customer {} workload {}: engine {} twin {}", engine[i].id, k, text(its), text(twin))));
        }
}

void SideBySide::compare_bases(const std::vector<Agent>& engine) {
    for (std::size_t i = 0; i < engine.size(); ++i) {
        const Agent &its = engine[i], &twin = agents_[i];
        if (t_ < its.entry) continue;
        const std::string name = at(fmt::format("customer {}", its.id));
        differences_.expect("base cloud", its.home == twin.home && its.growth_cloud == twin.growth_cloud,
                            fmt::format("{}: engine home {} growth {}, twin home {} growth {}", name, its.home,
                                        its.growth_cloud, twin.home, twin.growth_cloud));
        differences_.expect("base cloud", its.migration_left == twin.migration_left,
                            name + " months of migration left");
        differences_.close("base cloud", its.migration_amount, twin.migration_amount, 1e-6, name + " migration");
        differences_.close("base cloud", its.base_spend, twin.base_spend, 0, name + " base spend");
        for (std::size_t c = 0; c < twin.base_share.size(); ++c)
            differences_.close("base cloud", its.base_share[c], twin.base_share[c], 1e-12, name + " base share");
    }
}

void SideBySide::compare_costs(const std::vector<Choice>& choices) {
    double venue_cost = 0, onboarding = 0, switching = 0, migration = 0;
    double switches = 0, migrations = 0, births = 0;
    std::vector<double> new_logos(scenario_.venues.size(), 0), moves = new_logos;
    for (const Choice& choice : choices) {
        const Agent& agent = choice.agent;
        venue_cost += agent.organisations * choice.venue_cost;
        onboarding += agent.organisations * choice.onboarding_cost;
        switching += agent.organisations * choice.switching_cost;
        migration += agent.organisations * choice.migration_cost;
        switches += choice.switches;
        migrations += choice.migrated ? 1 : 0;
        births += choice.entered ? 1 : 0;
        if (choice.entered) new_logos[static_cast<std::size_t>(agent.home)] += agent.organisations;
        if (choice.migrated) moves[static_cast<std::size_t>(agent.home)] += agent.organisations;
    }
    const MonthTotals& totals = market_.totals();
    const double tick = money_tick();
    differences_.close("choice", usd(totals.venue_cost), venue_cost, tick, at("venue cost"));
    differences_.close("choice", usd(totals.onboarding_cost), onboarding, tick, at("onboarding cost"));
    differences_.close("choice", usd(totals.switching_cost), switching, tick, at("switching cost"));
    differences_.close("choice", static_cast<double>(totals.switches), switches, 0, at("switches"));
    differences_.close("base cloud", usd(totals.migration_cost), migration, tick, at("migration cost"));
    differences_.close("base cloud", static_cast<double>(totals.migrations), migrations, 0, at("migrations"));
    differences_.close("base cloud", static_cast<double>(totals.births), births, 0, at("births"));
    for (std::size_t v = 0; v < moves.size(); ++v) {
        double logos = 0, switched = 0;
        for (std::size_t tercile = 0; tercile < 3; ++tercile) {
            logos += organisations(totals.new_logos[v * 3 + tercile]);
            switched += organisations(totals.primary_switches[v * 3 + tercile]);
        }
        differences_.close("base cloud", logos, new_logos[v], 1e-9, at("new logos at " + scenario_.venues[v].id));
        differences_.close("base cloud", switched, moves[v], 1e-9, at("moves to " + scenario_.venues[v].id));
    }
}

void SideBySide::serve_customers(const World& world, const std::vector<Agent>& before) {
    const std::size_t labs = scenario_.labs.size(), venues = scenario_.venues.size();
    last_.sales.assign(labs, std::vector<Sales>(venues));
    last_.contestable = last_.desired = surplus_ = unmet_ = 0;
    egress_to_.assign(venues, 0);
    base_paid_.assign(venues, 0);
    counts_.clear();
    for (std::size_t i = 0; i < agents_.size(); ++i) {
        Agent& agent = agents_[i];
        double desired = 0, served = 0;
        const std::vector<Purchase> purchases = serve(world, agent, cleared_.offer_fill);
        count(scenario_, t_, before[i], agent, choices_[i].left, purchases, counts_, planted_);
        if (t_ < agent.entry) continue;
        const Choice& choice = choices_[i];
        counts_[fmt::format("cost of decile {}", agent.decile)] +=
            agent.organisations *
            (choice.venue_cost + choice.onboarding_cost + choice.switching_cost + choice.migration_cost);
        counts_[fmt::format("new base {}", agent.growth_cloud)] +=
            agent.organisations * agent.base_spend * scenario_.base_cloud.growth;
        for (std::size_t k = 0; k < purchases.size(); ++k)
            counts_["projects"] += agent.workloads[k].epoch - before[i].workloads[k].epoch;
        for (std::size_t k = 0; k < purchases.size(); ++k) {
            const Purchase& p = purchases[k];
            if (p.lab < 0) continue;
            Sales& cell = last_.sales[static_cast<std::size_t>(p.lab)][static_cast<std::size_t>(p.venue)];
            cell.paid += agent.organisations * p.paid;
            cell.egress += agent.organisations * p.egress;
            cell.list_value += agent.organisations * p.list_value;
            cell.compute += agent.organisations * p.compute;
            surplus_ += agent.organisations * p.surplus;
            unmet_ += agent.organisations * p.unmet;
            for (std::size_t c = 0; c < venues; ++c) egress_to_[c] += agent.organisations * p.egress_to[c];
            const auto remembered = static_cast<double>(static_cast<float>(p.outlay));  // what it was short of
            desired += remembered;
            served += remembered * p.fill;
            last_.desired += agent.organisations * p.outlay;
            if (choices_[i].decided[k]) last_.contestable += agent.organisations * p.outlay;
        }
        agent.fill = desired > 0 ? served / desired : 1;
        seen_.short_customers += agent.fill < 0.999 ? 1 : 0;
        for (std::size_t c = 0; c < venues; ++c)
            base_paid_[c] += agent.organisations * agent.base_spend * agent.base_share[c];
    }
    const std::vector<Agent> engine = agents_of(market_.customers(), scenario_, draws_, t_);
    compare_service(engine);
    compare_base_paid();
}

void SideBySide::compare_service(const std::vector<Agent>& engine) {
    const double tick = money_tick();
    const MonthTotals& totals = market_.totals();
    const auto segments = static_cast<std::size_t>(totals.segments);
    for (std::size_t l = 0; l < last_.sales.size(); ++l)
        for (std::size_t v = 0; v < last_.sales[l].size(); ++v) {
            const std::size_t o = l * last_.sales[l].size() + v;
            double paid = 0, egress = 0;
            for (std::size_t s = 0; s < segments; ++s) {
                paid += to_usd(totals.seller_paid[o * segments + s]);
                egress += to_usd(totals.egress_paid[o * segments + s]);
            }
            const Sales& cell = last_.sales[l][v];
            const std::string name = at(fmt::format("{} at {}", scenario_.labs[l].id, scenario_.venues[v].id));
            differences_.close("service", paid, cell.paid, tick, name + " paid");
            differences_.close("service", egress, cell.egress, tick, name + " egress");
            differences_.close("service", to_usd(totals.list_value[o]), cell.list_value, tick, name + " list value");
            differences_.close("service", static_cast<double>(totals.compute[o]) / kComputePerMwMonth, cell.compute,
                               1e-9 * static_cast<double>(agents_.size()) * 10, name + " compute");
        }
    for (std::size_t v = 0; v < egress_to_.size(); ++v)
        differences_.close("service", to_usd(totals.egress_received[v]), egress_to_[v], tick,
                           at("egress to " + scenario_.venues[v].id));
    differences_.close("service", usd(totals.surplus), surplus_, tick, at("surplus"));
    differences_.close("service", usd(totals.unmet_surplus), unmet_, tick, at("unmet surplus"), 1e-7);
    differences_.close("service", to_usd(totals.desired), last_.desired, tick, at("desired outlay"));
    differences_.close("service", to_usd(totals.contestable), last_.contestable, tick, at("contestable outlay"));
    for (std::size_t i = 0; i < engine.size(); ++i)
        differences_.close("service", engine[i].fill, agents_[i].fill, 1e-8,
                           at(fmt::format("fill of customer {}", engine[i].id)));
}

/// Base spend of the month, and what customers will know of each other.
void SideBySide::compare_base_paid() {
    const MonthTotals& totals = market_.totals();
    for (std::size_t c = 0; c < base_paid_.size(); ++c)
        differences_.close("base cloud", to_usd(totals.base_paid[c]), base_paid_[c], money_tick(),
                           at("base spend at " + scenario_.venues[c].id));
    statistics_ = statistics_of(scenario_, agents_, t_);
    compare_statistics(market_.lagged(), "counts");
}

}  // namespace nephoscope::reference
