#include "models/market.h"

#include <optional>
#include <utility>

#include "models/customers/expected_month.h"
#include "models/invariants.h"
#include "models/pricing/offer_table.h"
#include "models/pricing/paths.h"

namespace nephoscope {

Market::Market(const Scenario& scenario, const Draws& draws, const StartState& start, int threads)
    : Market(scenario, draws, StartState(start), threads) {}

Market::Market(const Scenario& scenario, const Draws& draws, StartState&& start, int threads)
    : scenario_(scenario),
      draws_(draws),
      threads_(threads),
      start_(start.inversion.values),
      agreements_(scenario),
      quality_(scenario),
      prices_(opening_prices(scenario)),
      capacity_(scenario),
      commitments_(scenario),
      funding_(scenario),
      reliability_(scenario.venues.size(), 1),
      offers_(std::move(start.offers)),
      customers_(std::move(start.customers)),
      lagged_(std::move(start.lagged)),
      totals_(std::move(start.totals)),
      ledger_accounts_(scenario),
      ledger_(ledger_accounts_) {
    for (const Clause& clause : scenario.clauses) share_paid_.push_back(to_money(clause.paid_to_date));
}

/// One month. A phase reads what the phases above it wrote and writes only what stands beside it, so the customers
/// within a phase may run in any order.
void Market::advance(Month month) {
    t_ = scenario_.month_number(month);
    apply_agreements(month);  // reads clauses, triggers       writes legality, lags
    release_models();         // reads quality                 writes versions
    expand_capacity();        // reads the build queue         writes capacity
    set_prices();             // reads last month's sales      writes list prices, platform fees
    freeze_offers();          // reads all of the above        writes the offer table
    choose_offers();          // reads the offer table         writes bases, offers, demand       (pass A)
    clear_market();           // reads demand, capacity        writes fills, commitment draws
    serve_customers();        // reads demand, fills           writes payments, surplus           (pass B)
    settle();                 // reads payments, agreements    writes ledger
    train_and_fund();         // reads ledger, training        writes quality, cash, stakes, budgets
    plan_capacity();          // reads demand, fills           writes the build queue, reliability
    check_invariants();       // reads everything              stops the run if money leaks
    hash_month();
}

void Market::apply_agreements(Month month) {
    agreements_.fire_triggers(month, draws_);
    legality_ = agreements_.resolve(month);
}

void Market::release_models() { quality_.release(t_, draws_); }

void Market::expand_capacity() { capacity_.arrive(t_); }

void Market::set_prices() {
    std::vector<double> margin(scenario_.labs.size(), 0);
    for (std::size_t l = 0; l < margin.size() && !months_.empty(); ++l) {
        const LabMonth& lab = months_.back().labs[l];
        if (lab.net_revenue > 0)
            margin[l] = static_cast<double>(lab.gross_profit) / static_cast<double>(lab.net_revenue);
    }
    const std::vector<double> stakes = funding_.stakes(), shares = share_rates();
    nephoscope::set_prices(prices_, {scenario_, agreements_, t_, totals_, offers_, unit_cost(scenario_, t_),
                                     wholesale_price(scenario_, t_), stakes, margin, shares});
}

void Market::freeze_offers() {
    offers_before_ = std::move(offers_);
    offers_ = nephoscope::freeze_offers(
        {scenario_, agreements_, legality_, quality_, prices_, reliability_, t_, &offers_before_});
}

DecisionContext Market::context() const {
    // Expected counts stand in for those of the customers as drawn, so that nothing can be carried over from them.
    const MonthTotals* standing = scenario_.simulation.expected ? nullptr : &totals_before_;
    return {scenario_, start_, draws_, offers_, offers_before_, lagged_, t_, false, false, false, standing};
}

void Market::choose_offers() {
    totals_before_ = std::move(totals_);
    totals_ = MonthTotals(scenario_);
    nephoscope::choose_offers(customers_, context(), threads_, totals_);
    if (!scenario_.simulation.expected) return;
    MonthTotals expected = expected_month(customers_, context(), nullptr, threads_);
    take_expected_demand(expected, totals_);
}

void Market::clear_market() {
    commitments_.follow(agreements_);
    const std::vector<Compute> capacity = capacity_.compute();
    const std::vector<LabNeed> needs = lab_needs();
    const std::vector<Money> required = commitments_.required(month());
    clearing_ =
        nephoscope::clear_market({scenario_, capacity, totals_.demand, needs, required, offers_.wholesale_price});
    commitments_.draw(month(), clearing_.drawn);
}

void Market::serve_customers() {
    std::optional<MonthTotals> expected;  // before bases grow
    if (scenario_.simulation.expected)
        expected = expected_month(customers_, context(), &clearing_.offer_fill, threads_);
    nephoscope::serve_customers(customers_, context(), &clearing_.offer_fill, threads_, totals_);
    if (expected) take_expected_sales(*expected, totals_);
    lagged_before_ = std::exchange(lagged_, lag(totals_));
}

void Market::settle() {
    share_paid_before_ = share_paid_;
    std::vector<double> installed;
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
        installed.push_back(capacity_.installed(static_cast<int>(v)));
    const std::vector<Money> true_up = commitments_.true_up(month());
    months_.push_back(nephoscope::settle(ledger_, ledger_accounts_,
                                         {scenario_, agreements_, offers_, totals_, clearing_, installed, true_up, t_},
                                         share_paid_));
}

void Market::train_and_fund() {
    std::vector<double> training;
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l)
        training.push_back(funding_.training_budget(static_cast<int>(l)) * clearing_.lab_fill[l]);
    quality_.advance(t_, draws_, training);
    funding_.close_month(t_, months_.back(), ledger_, ledger_accounts_);
}

/// rel ← 0.8·rel + 0.2·fill (MODEL 6.5): enterprise inference at clouds, the lab's own compute at its direct venue.
void Market::plan_capacity() {
    capacity_.order(t_, clearing_);
    for (std::size_t v = 0; v < reliability_.size(); ++v) {
        const Venue& venue = scenario_.venues[v];
        double fill = 1;
        if (venue.kind == VenueKind::cloud)
            fill = clearing_.fill[clearing_.at(static_cast<int>(v), ComputeClass::inference)];
        if (venue.kind == VenueKind::direct) fill = clearing_.lab_fill[static_cast<std::size_t>(venue.lab)];
        reliability_[v] = 0.8 * reliability_[v] + 0.2 * fill;
    }
}

void Market::check_invariants() {
    const InvariantInputs inputs{scenario_,          agreements_,    offers_,          totals_,
                                 totals_before_,     ledger_,        ledger_accounts_, share_paid_,
                                 share_paid_before_, clearing_,      commitments_,     funding_,
                                 customers_,         months_.back(), threads_};
    nephoscope::check_invariants(inputs);
}

}  // namespace nephoscope
