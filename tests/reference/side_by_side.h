#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "models/market.h"
#include "tests/reference/firms.h"
#include "tests/reference/from_engine.h"

namespace nephoscope::reference {

/// Collects the first few differences and the phase of the first.
class Differences {
public:
    void expect(const char* phase, bool same, const std::string& what);
    /// |a − b| ≤ absolute + relative·max(|a|, |b|)
    void close(const char* phase, double engine, double twin, double absolute, const std::string& what,
               double relative = 1e-9);
    bool any() const { return !messages_.empty(); }
    const std::string& phase() const { return phase_; }
    std::string str() const { return fmt::format("{}", fmt::join(messages_, "\n")); }

private:
    std::string phase_;
    std::vector<std::string> messages_;
};

/// What happened in the months compared: a comparison says nothing of a branch that no one took.
struct Seen {
    int newcomers = 0, renewals = 0, migrations = 0, moving_months = 0, short_customers = 0;
    int short_inference = 0, short_other = 0, short_committed = 0, short_direct = 0;  ///< clouds or labs × months
    int orders = 0, arrivals = 0, cut_draws = 0, true_ups = 0, exhausted_caps = 0;
    int list_prices_moved = 0, fees_moved = 0;
    int rounds = 0, distress = 0, cloud_purchases = 0, cut_budgets = 0, insolvencies = 0;
};

/// Runs engine and twin side by side: before each month the twin is given the engine's customers, then both advance and
/// what each phase wrote is compared. Labs, clouds, contracts and money the twin carries on itself.
class SideBySide {
public:
    SideBySide(const Scenario& scenario, Planted planted);

    /// Stops after the first month with a difference.
    const Differences& run(int months);
    const Seen& seen() const { return seen_; }

private:
    void month(int t);
    // side_by_side.cpp
    void set_prices(const std::vector<Clause>& clauses);
    void clear_market(const World& world, const std::vector<Clause>& clauses);
    void serve_customers(const World& world, const std::vector<Agent>& before);
    void settle(const std::vector<Clause>& clauses);
    void close_month();
    // compare_start.cpp
    void compare_start();
    void compare_statistics(const LaggedStatistics& engine, const char* phase);
    // compare_customers.cpp
    void choose(const World& world, const std::vector<Agent>& before);
    void compare_choices(const std::vector<Choice>& choices, const std::vector<Agent>& engine);
    void compare_costs(const std::vector<Choice>& choices);
    void compare_service(const std::vector<Agent>& engine);
    void compare_bases(const std::vector<Agent>& engine);
    void compare_base_paid();
    // compare_counts.cpp
    void compare_counts();
    // compare_firms.cpp
    void compare_offers(const OfferTable& engine, const Offers& offers, const char* phase);
    void compare_prices();
    void compare_clearing();
    void compare_flows();
    void compare_labs();
    void compare_capacity();

    std::string at(const std::string& what) const { return fmt::format("month {} {}", t_, what); }
    double money_tick() const;

    const Scenario scenario_;
    const Planted planted_;
    const Draws draws_;
    const StartState start_;
    Market market_;
    int t_ = 0;

    // The twin's own state.
    Labs labs_;
    StartingValues values_;
    Row ruled_list_, ruled_fee_, reliability_, share_paid_;
    std::vector<Build> builds_;
    std::vector<Commitment> commitments_;
    std::vector<Purse> purses_;
    LastMonth last_;
    Offers offers_;
    Prices prices_, prices_before_;
    Statistics statistics_;

    // What the phases of the month hand on.
    std::vector<Agent> agents_;
    std::vector<Choice> choices_;
    std::vector<Need> need_;
    Cleared cleared_;
    Row egress_to_, base_paid_, true_up_;
    double surplus_ = 0, unmet_ = 0;
    Flows flows_;
    Counts counts_;
    std::vector<LabAccount> accounts_;

    Differences differences_;
    Seen seen_;
};

bool same_attention(const Workload& a, const Workload& b);
bool same_choice(const Workload& a, const Workload& b);
std::string text(const Workload& workload);

}  // namespace nephoscope::reference
