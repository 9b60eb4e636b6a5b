#include "models/market.h"

#include "models/invariants.h"
#include "models/pricing/offer_table.h"

namespace nephoscope {

Market::Market(const Scenario& scenario, const Draws& draws, const StartState& start, int threads)
    : scenario_(scenario),
      draws_(draws),
      threads_(threads),
      start_(start.inversion.values),
      agreements_(scenario),
      quality_(scenario),
      offers_(start.offers),
      customers_(start.customers),
      lagged_(start.lagged),
      totals_(start.totals),
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
    freeze_offers();          // reads all of the above        writes the offer table
    choose_offers();          // reads the offer table         writes customers' offers   (pass A)
    serve_customers();        // reads customers' offers       writes payments, surplus   (pass B)
    settle();                 // reads payments, agreements    writes ledger
    train();                  // reads quality                 writes quality
    check_invariants();       // reads everything              stops the run if money leaks
    hash_month();
}

void Market::apply_agreements(Month month) {
    agreements_.fire_triggers(month, draws_);
    legality_ = agreements_.resolve(month);
}

void Market::release_models() { quality_.release(t_, draws_); }

void Market::freeze_offers() {
    offers_before_ = std::move(offers_);
    offers_ = nephoscope::freeze_offers(scenario_, agreements_, legality_, quality_, t_, &offers_before_);
}

DecisionContext Market::context() const {
    return {scenario_, start_, draws_, offers_, offers_before_, lagged_, t_, false, false};
}

void Market::choose_offers() {
    totals_before_ = std::move(totals_);
    totals_ = MonthTotals(offers_.labs, offers_.venues, offers_.workloads, static_cast<int>(scenario_.segments.size()));
    nephoscope::choose_offers(customers_, context(), threads_, totals_);
}

void Market::serve_customers() {
    nephoscope::serve_customers(customers_, context(), threads_, totals_);
    lagged_ = lag(totals_);
}

void Market::settle() {
    share_paid_before_ = share_paid_;
    months_.push_back(
        nephoscope::settle(ledger_, ledger_accounts_, scenario_, agreements_, offers_, totals_, t_, share_paid_));
}

void Market::train() { quality_.advance(t_, draws_); }

void Market::check_invariants() {
    const InvariantInputs inputs{scenario_, agreements_,      offers_,     totals_,           totals_before_,
                                 ledger_,   ledger_accounts_, share_paid_, share_paid_before_};
    nephoscope::check_invariants(inputs);
}

std::vector<Payoff> Market::payoffs() const {
    std::vector<Money> cash;
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l)
        cash.push_back(ledger_.balance(ledger_accounts_.lab(static_cast<int>(l))));
    return nephoscope::payoffs(scenario_, agreements_, months_, cash);
}

}  // namespace nephoscope
