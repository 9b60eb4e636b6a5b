#include "models/money/ledger.h"

#include <fmt/format.h>

#include "sim/core/error.h"

namespace nephoscope {

const char* posting_name(Posting posting) {
    constexpr const char* names[] = {
        "model_purchase",    "egress",         "royalty",        "gross_profit_split", "agency_sale",
        "agency_commission", "agency_compute", "lab_compute",    "revenue_share",      "true_up",
        "consumer_revenue",  "capacity_cost",  "base_cost",      "base_purchase",      "operating_cost",
        "equity_purchase",   "customer_cost",  "first_party_use"};
    static_assert(sizeof names / sizeof *names == kPostings);
    return names[static_cast<int>(posting)];
}

Accounts::Accounts(const Scenario& scenario)
    : cloud_(scenario.venues.size(), -1), lab_(scenario.labs.size(), -1), names_{"customers", "investors", "world"} {
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        if (scenario.venues[v].kind != VenueKind::cloud) continue;
        cloud_[v] = count();
        names_.push_back("cloud:" + scenario.venues[v].id);
    }
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        lab_[l] = count();
        names_.push_back("lab:" + scenario.labs[l].id);
    }
}

Ledger::Ledger(const Accounts& accounts)
    : accounts_(accounts.count()),
      balance_(static_cast<std::size_t>(accounts_), 0),
      opening_(balance_),
      flow_(static_cast<std::size_t>(kPostings * accounts_ * accounts_), 0) {}

void Ledger::open_month() {
    opening_ = balance_;
    flow_.assign(flow_.size(), 0);
}

std::size_t Ledger::index(Posting posting, int from, int to) const {
    return static_cast<std::size_t>((static_cast<int>(posting) * accounts_ + from) * accounts_ + to);
}

void Ledger::post(Posting posting, int from, int to, Money money) {
    if (money < 0)
        throw ModelError(fmt::format("posting {} from account {} to {} is negative: {} USD", posting_name(posting),
                                     from, to, to_usd(money)));
    balance_[static_cast<std::size_t>(from)] -= money;
    balance_[static_cast<std::size_t>(to)] += money;
    flow_[index(posting, from, to)] += money;
}

Money Ledger::flow(Posting posting, int from, int to) const { return flow_[index(posting, from, to)]; }

Money Ledger::inflow(int account) const {
    Money sum = 0;
    for (int p = 0; p < kPostings; ++p)
        for (int from = 0; from < accounts_; ++from) sum += flow(static_cast<Posting>(p), from, account);
    return sum;
}

Money Ledger::outflow(int account) const {
    Money sum = 0;
    for (int p = 0; p < kPostings; ++p)
        for (int to = 0; to < accounts_; ++to) sum += flow(static_cast<Posting>(p), account, to);
    return sum;
}

}  // namespace nephoscope
