#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/reference/reference.h"

/// The plain twin's capacity, clearing, money and funding: MODEL 6.4, 6.5, 6.7 and 8.
namespace nephoscope::reference {

/// AI capacity of one cloud.
struct Build {
    double installed = 0;
    std::map<int, double> arriving;  ///< month number → MW
    Row desired;                     ///< by month: demand of classes 2–4
    double queued() const;
};

/// One commitment; all in USD.
struct Commitment {
    double total = 0, drawn = 0, remaining = 0;
    Month written_end;  ///< its schedule goes to here, whatever a trigger does
};

/// A lab's own compute.
struct Need {
    double direct = 0, consumer = 0, training = 0;
    double total() const { return direct + consumer + training; }
};

inline constexpr std::size_t kReserve = 0, kCommitted = 1, kInference = 2, kOther = 3, kClasses = 4;

struct Cleared {
    Table demand, served, fill;  ///< [venues][classes]
    Table hosted;                ///< [labs][venues] own compute served
    Row lab_fill;                ///< [labs]
    Table offer_fill;            ///< [labs][venues]
    Row drawn;                   ///< [clauses] USD
};

/// One lab's money.
struct Purse {
    double cash = 0, budget = 0, shares = 1;
    Row held;  ///< [venues]
    Row outflow, dilution;
    double pre_money = 0, raised = 0;
    int rounds = 0, distress = 0;
    bool insolvent = false;
};

/// What settlement leaves of a lab's month.
struct LabAccount {
    double base = 0, net_revenue = 0, gross_profit = 0;
};

/// "royalty cloud:azure lab:openai" → USD
using Flows = std::map<std::string, double>;

// capacity.cpp
Build first_build(const Scenario& scenario, std::size_t venue);
void arrive(Build& build, const Scenario& scenario, std::size_t venue, int t, Planted planted);
void order(Build& build, const Scenario& scenario, std::size_t venue, int t, const Cleared& cleared, Planted planted);

// commitments.cpp
Commitment before_the_start(const Scenario& scenario, const Clause& clause);
double required_draw(const Clause& clause, const Commitment& commitment, Month month, Planted planted);
double true_up(const Clause& clause, const Commitment& commitment, Month month, Planted planted);

// clearing.cpp
struct ToClear {
    const Scenario& scenario;
    Row capacity;            ///< [venues]
    Table inference;         ///< [labs][venues] desired
    std::vector<Need> need;  ///< [labs]
    Row required;            ///< [clauses] USD
    double wholesale = 0;
    Planted planted = Planted::none;
};
Cleared clear(const ToClear& in);

// settle.cpp
struct ToSettle {
    const Scenario& scenario;
    const std::vector<Clause>& clauses;
    const Prices& prices;
    const SalesTable& sales;
    const Cleared& cleared;
    const std::vector<Need>& need;
    Row egress_to, base_paid, installed;  ///< [venues]
    Row true_up;                          ///< [clauses]
    double moving_costs = 0;
    int t = 0;
    Planted planted = Planted::none;
    Month month() const { return scenario.simulation.start + t; }
};
/// `share_paid` [clauses] grows by what is paid.
Flows settle(const ToSettle& in, Row& share_paid, std::vector<LabAccount>& accounts);
/// [labs][venues] marginal revenue-share rates.
Table share_rates(const Scenario& scenario, const std::vector<Clause>& clauses, Month month, const Row& share_paid);

// funding.cpp
Purse first_purse(const Scenario& scenario, std::size_t lab);
/// Closes month t; adds equity purchases to `flows`.
void fund(Purse& purse, const Scenario& scenario, std::size_t lab, int t, const LabAccount& account, Flows& flows,
          Planted planted);

}  // namespace nephoscope::reference
