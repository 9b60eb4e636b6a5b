#pragma once

#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/exact.h"

namespace nephoscope {

/// Why money moves (MODEL 8.1; the number is M's, agency's three parts are M5).
enum class Posting {
    model_purchase,  ///< M1  customers → cloud, lab (direct) or world (self-hosting): seller part of served outlay
    egress,          ///< M2  customers → cloud that holds the data
    royalty,         ///< M3  cloud → lab
    gross_profit_split,  ///< M4  cloud → lab
    agency_sale,         ///< M5  customers → lab
    agency_commission,   ///< M5  lab → cloud
    agency_compute,      ///< M5  lab → cloud
    lab_compute,         ///< M6  lab → cloud: inference for direct sales and consumers, training
    revenue_share,       ///< M7  lab → cloud
    true_up,             ///< M8  lab → cloud: take-or-pay
    consumer_revenue,    ///< M9  world → lab
    capacity_cost,       ///< M10 cloud → world: unit cost × installed capacity
    base_cost,           ///< M10 cloud → world: cost of base service
    base_purchase,       ///< M11 customers → cloud
    operating_cost,      ///< M12 lab → world
    equity_purchase,     ///< M13 investors or cloud → lab
    customer_cost,       ///< M14 customers → world: venue, onboarding, switching and migration costs
    first_party_use,     ///< M16 world → cloud: the reserve pays its cost
};
inline constexpr int kPostings = 18;
const char* posting_name(Posting posting);

/// Accounts: customers, investors, world, then a cloud account per cloud venue, then a lab account per lab.
class Accounts {
public:
    explicit Accounts(const Scenario& scenario);
    static constexpr int customers = 0, investors = 1, world = 2;
    int cloud(int venue) const { return cloud_[static_cast<std::size_t>(venue)]; }  ///< −1 for a venue that is no cloud
    int lab(int lab) const { return lab_[static_cast<std::size_t>(lab)]; }
    int count() const { return static_cast<int>(names_.size()); }
    const std::vector<std::string>& names() const { return names_; }

private:
    std::vector<int> cloud_, lab_;
    std::vector<std::string> names_;  ///< "customers", "investors", "world", "cloud:azure", "lab:openai"
};

/// Integer double-entry ledger: a posting takes from one account what it gives to another, so balances always sum to 0.
class Ledger {
public:
    explicit Ledger(const Accounts& accounts);

    void open_month();  ///< opening balances := balances; the month's flows := 0
    /// Moves `money` ≥ 0. Throws ModelError for a negative amount.
    void post(Posting posting, int from, int to, Money money);

    Money balance(int account) const { return balance_[static_cast<std::size_t>(account)]; }
    Money opening(int account) const { return opening_[static_cast<std::size_t>(account)]; }
    Money flow(Posting posting, int from, int to) const;  ///< this month
    Money inflow(int account) const;                      ///< this month, all postings
    Money outflow(int account) const;
    Money net(int account) const { return balance(account) - opening(account); }
    int accounts() const { return accounts_; }
    const std::vector<Money>& flows() const { return flow_; }  ///< [postings×from×to], this month

    /// What a checkpoint keeps (sim/core/state.h): flows and opening balances begin anew each month.
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("balance", self.balance_);
    }

private:
    friend struct LedgerTestAccess;
    std::size_t index(Posting posting, int from, int to) const;
    int accounts_;
    std::vector<Money> balance_, opening_, flow_;
};

}  // namespace nephoscope
