#include <numeric>

#include "models/metrics/variables.h"
#include "tests/market/parameter_lines.h"

namespace nephoscope::test {

namespace {

double usd(const std::vector<Money>& column) { return to_usd(std::accumulate(column.begin(), column.end(), Money{0})); }

double total(const std::vector<std::int64_t>& column) {
    return static_cast<double>(std::accumulate(column.begin(), column.end(), std::int64_t{0}));
}

void add_customers(Results& r, const MonthTotals& totals) {
    r["surplus"] += usd(totals.surplus);
    r["egress"] += usd(totals.egress_paid);
    r["venue cost"] += usd(totals.venue_cost);
    r["switching cost"] += usd(totals.switching_cost);
    r["migration cost"] += usd(totals.migration_cost);
    r["served"] += total(totals.served);
    r["born"] += total(totals.born);
    r["active"] += total(totals.active);
    r["smallest segment"] += static_cast<double>(totals.born[0]);
    r["two venues"] += total(totals.by_venue_count) -
                       total({totals.by_venue_count.begin(), totals.by_venue_count.begin() + totals.segments});
    r["evaluations"] += static_cast<double>(totals.evaluations);
    r["switches"] += static_cast<double>(totals.switches);
    r["projects"] += static_cast<double>(totals.projects);
    r["renewals"] += static_cast<double>(totals.renewals);
    r["migrations"] += static_cast<double>(totals.migrations);
    r["births"] += static_cast<double>(totals.births);
}

void add_venues(Results& r, const Market& market, const Spend& spend) {
    const Scenario& s = market.scenario();
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        const std::string& id = s.venues[v].id;
        const CloudMonth& month = market.accounts().clouds[v];
        r["spend at " + id] += spend.by_venue[v];
        r["fee " + id] = market.prices().platform_fee[v];
        if (s.venues[v].kind != VenueKind::cloud) continue;
        const int cloud = static_cast<int>(v);
        r["capacity " + id] += market.capacity().installed(cloud);
        r["queue " + id] = market.capacity().queued(cloud);
        r["fill " + id] += market.clearing().fill[market.clearing().at(cloud, ComputeClass::inference)];
        r["fill of labs " + id] += market.clearing().fill[market.clearing().at(cloud, ComputeClass::other)];
        r["base " + id] += to_usd(month.base_revenue);
        r["new base " + id] += to_usd(market.totals().base_moved[v]);
        r["compute revenue " + id] += to_usd(month.compute_revenue);
        r["capacity cost " + id] += to_usd(month.capacity_cost);
        r["used " + id] += static_cast<double>(month.used);
        r["share to " + id] += to_usd(month.share_received);
        r["paid to labs " + id] += to_usd(month.paid_to_labs);
        r["true-up " + id] += to_usd(month.true_up);
        r["committed " + id] +=
            static_cast<double>(market.clearing().served[market.clearing().at(cloud, ComputeClass::committed)]);
    }
}

void add_labs(Results& r, const Market& market, const Spend& spend) {
    const Scenario& s = market.scenario();
    for (std::size_t l = 0; l < s.labs.size(); ++l) {
        const std::string& id = s.labs[l].id;
        const LabMonth& month = market.accounts().labs[l];
        const LabFinances& finances = market.funding().finances(static_cast<int>(l));
        r["spend on " + id] += spend.by_lab[l];
        r["price " + id] = market.prices().list_price[l];
        r["quality " + id] = market.quality().latent(static_cast<int>(l));
        r["Base " + id] += to_usd(month.base);
        r["compute bill " + id] += to_usd(month.compute_bill);
        r["share of " + id] += to_usd(month.share_paid);
        r["cash " + id] = finances.cash;
        r["raised " + id] += finances.raised;
        r["shares " + id] = finances.shares;
        r["distress " + id] = finances.distress_months;
        r["training " + id] += finances.training_budget;
        for (std::size_t v = 0; v < s.venues.size(); ++v) {
            const int offer = market.offers().offer(static_cast<int>(l), static_cast<int>(v));
            double sales = 0;
            for (std::size_t g = 0; g < s.segments.size(); ++g)
                sales += to_usd(market.totals().seller_paid[static_cast<std::size_t>(offer) * s.segments.size() + g]);
            r[id + " at " + s.venues[v].id] += sales;
        }
    }
}

void add_payoffs(Results& r, const Market& market) {
    const auto add = [&](const std::vector<Payoff>& payoffs, const std::string& kind) {
        for (const Payoff& payoff : payoffs) {
            r[kind + "NPV " + payoff.party] = payoff.npv();
            r[kind + "equity " + payoff.party] = payoff.equity;
            r[kind + "terminal " + payoff.party] = payoff.terminal;
            r[kind + "licence " + payoff.party] = payoff.licence;
        }
    };
    add(market.payoffs(), "");
    market.with_payoff_inputs([&](const PayoffInputs& inputs) {
        add(group_payoffs(inputs), "group ");
        return 0;
    });
}

}  // namespace

Results named_results(const Scenario& scenario) {
    const Draws draws(scenario.simulation.seed, 0);
    const StartState start = prepare_start(scenario, draws, 1);
    Market market(scenario, draws, start, 1);
    Results results;
    for (int t = 0; t < scenario.simulation.months(); ++t) {
        market.advance(scenario.simulation.start + t);
        const Spend spend(market);
        results["outlay"] += spend.total;
        add_customers(results, market.totals());
        add_venues(results, market, spend);
        add_labs(results, market, spend);
    }
    add_payoffs(results, market);
    return results;
}

}  // namespace nephoscope::test
