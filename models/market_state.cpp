#include <algorithm>

#include "models/customers/rows.h"
#include "models/market.h"

/// The state of a market between two months, as bytes and back (sim/core/state.h).
namespace nephoscope {

template <class Self, class Visit>
void Market::for_each_field(Self& self, Visit& visit) {
    visit("quality", self.quality_);
    visit("prices", self.prices_);
    visit("capacity", self.capacity_);
    visit("commitments", self.commitments_);
    visit("funding", self.funding_);
    visit("reliability", self.reliability_);
    visit("offers", self.offers_);
    visit("lagged", self.lagged_);
    visit("totals", self.totals_);
    visit("ledger", self.ledger_);
    visit.by_key("share_paid", self.share_paid_);
    visit("months", self.months_);
    visit("hasher", self.hasher_);
}

std::vector<std::string> Market::clause_ids() const {
    std::vector<std::string> ids;
    for (const Clause& clause : scenario_.clauses) ids.push_back(clause.id);
    return ids;
}

bool Market::begun(const std::string& clause) const {
    return std::any_of(scenario_.clauses.begin(), scenario_.clauses.end(),
                       [&](const Clause& its) { return its.id == clause && agreements_.begun(its, month()); });
}

void Market::save(StateWriter& writer) const {
    writer("clauses", clause_ids());
    for_each_field(*this, writer);
    if (customers_.ranks->size() == 1)
        writer("customers", customers_);
    else
        writer("customers", whole_population(customers_));
}

void Market::open(StateReader& reader, Month month) {
    t_ = scenario_.month_number(month);
    for (Month m = scenario_.simulation.start; m <= month; ++m) agreements_.fire_triggers(m, draws_);
    std::vector<std::string> stored;
    reader("clauses", stored);
    std::vector<int> source;
    for (const Clause& clause : scenario_.clauses) {
        const auto found = std::find(stored.begin(), stored.end(), clause.id);
        const bool taken = found != stored.end() && agreements_.begun(clause, month);
        source.push_back(taken ? static_cast<int>(found - stored.begin()) : -1);
    }
    reader.set_keys(stored.size(), source);
    for_each_field(*this, reader);
    open_customers(reader);
    require_sound();
    commitments_.follow(agreements_);
    clearing_.drawn.assign(scenario_.clauses.size(), 0);  // what the recorder reads of clauses that act later
    mark_past_terms();
}

void Market::open_customers(StateReader& reader) {
    const Ranks& ranks = *customers_.ranks;
    Customers whole;
    reader("customers", whole);
    whole.profile.assign(whole.size(), 0);
    nephoscope::require_sound(whole, scenario_);
    const auto agents = static_cast<std::size_t>(scenario_.simulation.agents);
    if (whole.size() < agents) throw StateError("customers: fewer than the scenario's agents");
    customers_ = ranks.size() == 1 ? std::move(whole) : part_of(whole, agents, ranks);
    customers_.ranks = &ranks;
}

/// Whether the terms of a pair expire by the horizon is a question to clauses that may act later only, so the months
/// that are over are asked it again.
void Market::mark_past_terms() {
    Agreements then(scenario_);
    for (std::size_t t = 0; t < months_.size(); ++t) {
        then.fire_triggers(scenario_.simulation.start + static_cast<int>(t), draws_);
        months_[t].mark_expiring(then);
    }
}

/// What was empty before, and so took any size.
void Market::require_sound() const {
    const std::size_t labs = scenario_.labs.size(), venues = scenario_.venues.size();
    if (months_.size() != static_cast<std::size_t>(t_) + 1) throw StateError("months: not one per month");
    for (const MonthAccounts& month : months_)
        if (month.labs.size() != labs || month.clouds.size() != venues || month.owed.size() != labs * venues ||
            month.renewal.size() != labs * venues)
            throw StateError("months: of another number of labs or venues");
}

}  // namespace nephoscope
