#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/exact.h"
#include "sim/core/random.h"
#include "tests/reference/planted.h"

/// The plain twin: each phase of the month as simple loops, written from the model document for reading, not for speed.
/// Of our code it uses sim/core and the Scenario type only. One file per phase; `Planted` names the error that each can
/// be given, to see the comparison fail. Money is in USD, compute in MW-months, both as real numbers.
namespace nephoscope::reference {

using Row = std::vector<double>;
using Table = std::vector<Row>;  ///< [labs][venues] unless said otherwise

/// One offer of a month.
struct Offer {
    int lab = 0, venue = 0;
    std::vector<bool> legal;  ///< [workloads]
    int lag = 0;
    double quality = 0, known_quality = 0;
    double price = 0;  ///< before discount
    bool counts_to_commit = false;
};

/// [lab][venue]
using Offers = std::vector<std::vector<Offer>>;

/// What holds for everybody in a month.
struct Prices {
    Row list;              ///< [labs]
    Row fee;               ///< [venues]
    Row compute_per_unit;  ///< [labs]
    Row reliability;       ///< [venues]
    Table egress;          ///< [venues][regions]
    double wholesale = 0, unit_cost = 0;
    double budget_growth = 1, cost_index = 1;
    double gravity_scale = 1, wedge_scale = 1, self_cost_scale = 1;
};

struct Version {
    int month = 0;
    double quality = 0;
};
struct Labs {
    Row latent;
    std::vector<std::vector<Version>> versions;
    std::vector<int> followed;  ///< month whose frontier open weights published last
};

/// A workload's current position: legacy when lab < 0.
struct Workload {
    bool active = false;
    int lab = -1, venue = -1;
    int epoch = 0;
    int months_in_place = 0;
};

/// One customer, all it is and knows.
struct Agent {
    std::uint64_t id = 0;
    double organisations = 0;
    double budget = 0;
    int segment = 0, region = 0;
    bool regulated = false;
    int term = 12, phase = 0, entry = -32768;
    Row workload_share;
    Row lab_taste, venue_taste;
    Row base_share;         ///< [venues] g
    double base_spend = 0;  ///< B
    int home = 0;           ///< contract cloud h
    int growth_cloud = 0;   ///< n
    int migration_from = 0, migration_left = 0;
    double migration_amount = 0;
    double fill = 1;  ///< of last month
    int decile = 0;   ///< of budgets
    std::vector<Workload> workloads;
};

struct StartingValues {
    Row lab_fit, venue_appeal;
    Row base_per_budget;  ///< [venues] b_h
};

/// Everything that a customer reads in a month.
struct World {
    const Scenario& scenario;
    const StartingValues& start;
    const Draws& draws;
    const Offers& now;
    const Offers& before;
    const Prices& prices;
    const Prices& prices_before;
    Table lab_in_use;    ///< [labs][segments]
    Table active_share;  ///< [workloads][segments]
    int t = 0;
    Planted planted = Planted::none;
    bool burn_in = false;  ///< no activations, base clouds stand still
    bool first = false;    ///< first month of burn-in: everybody decides and pays nothing for moving
};

/// What one customer did in pass A.
struct Choice {
    Agent agent;                                                     ///< afterwards
    double venue_cost = 0, onboarding_cost = 0, switching_cost = 0;  ///< USD per organisation
    double migration_cost = 0;
    Row left;  ///< [workloads] desired outlay of the offer that it left for legacy
    int switches = 0;
    bool entered = false, evaluated = false, renewed = false, migrated = false;
    std::vector<bool> decided;  ///< [workloads]
};

/// What one customer wanted and bought in pass B, USD per organisation, by workload.
struct Purchase {
    int lab = -1, venue = -1;
    double outlay = 0, fill = 1;  ///< desired outlay, served share
    double wanted = 0;            ///< desired compute
    double paid = 0, egress = 0, list_value = 0, compute = 0, surplus = 0, unmet = 0;
    Row egress_to;  ///< [venues]
};

/// Sums over customers for one lab at one venue.
struct Sales {
    double paid = 0, egress = 0, list_value = 0, compute = 0;
};
using SalesTable = std::vector<std::vector<Sales>>;  ///< [labs][venues]

/// What price setters know of the month before.
struct LastMonth {
    SalesTable sales;
    double contestable = 0, desired = 0;
    Row fee;           ///< [venues]
    Row gross_margin;  ///< [labs] GP / NetRev
};

/// What customers know of each other.
struct Statistics {
    Table lab_in_use;    ///< [labs][segments]
    Table active_share;  ///< [workloads][segments]
};

/// Numbers of organisations, USD, … by name, as "users LAB VENUE SEGMENT".
using Counts = std::map<std::string, double>;

/// Offers and prices of the months before the start.
struct Calm {
    Offers offers;
    Prices prices;
};

// agreements.cpp
/// The clauses with the months that triggers gave them; one that waits for its trigger is never in force.
std::vector<Clause> clauses_at(const Scenario& scenario, const Draws& draws, Month month, Planted planted);
std::vector<std::vector<std::vector<bool>>> legal_offers(const Scenario& scenario, const std::vector<Clause>& clauses,
                                                         Month month, Planted planted);
std::vector<std::vector<int>> lags(const Scenario& scenario, const std::vector<Clause>& clauses, Month month);
const Clause* resale_terms(const std::vector<Clause>& clauses, int lab, int venue, Month month);

// events.cpp
double factor(const Scenario& scenario, EventType type, Month month, int lab, int venue, int region);
const Event* latest(const Scenario& scenario, EventType type, Month month, int lab, int venue);

// quality.cpp
Labs before_the_start(const Scenario& scenario);
void release(Labs& labs, const Scenario& scenario, const Draws& draws, int t, Planted planted);
/// `effort` [labs]: training budget times its fill.
void train(Labs& labs, const Scenario& scenario, const Draws& draws, int t, const Row& effort, Planted planted);
double gain_per_month(const Labs& labs, const Scenario& scenario, int lab, int t);

// costs.cpp
/// Exogenous paths, fees of data and scales of dated events; list prices and fees are left to their setters.
Prices costs_of(const Scenario& scenario, int t, Planted planted);
double consumer_revenue(const Scenario& scenario, std::size_t lab, int t);

// list_prices.cpp and platform_fees.cpp
struct PriceSetting {
    const Scenario& scenario;
    const std::vector<Clause>& clauses;
    const LastMonth& last;
    const Prices& costs;      ///< of the month whose prices are set
    const Table& share_rate;  ///< [labs][venues] revenue share due to the cloud at the margin
    const Table& stake;       ///< [labs][venues]
    int t = 0;
    Planted planted = Planted::none;
    Month month() const { return scenario.simulation.start + t; }
};
/// Θ of last month's contestable share.
double reach(const PriceSetting& in);
double all_spend(const LastMonth& last);
double next_list_price(const PriceSetting& in, std::size_t lab, double price);
double next_fee(const PriceSetting& in, std::size_t cloud, double fee, const Row& list);

// offers.cpp
Offers make_offers(const Scenario& scenario, const std::vector<Clause>& clauses, const Labs& labs, const Prices& prices,
                   Month month, int t, Planted planted);

// choice.cpp
/// σ_L ζ_iℓ and σ_V ζ_iv.
void draw_tastes(const Scenario& scenario, const Draws& draws, Agent& agent);
double log_price(const World& world, const Agent& agent, int k, const Offer& offer, double quality,
                 const Prices& prices, int epoch);
double outlay(const World& world, const Agent& agent, int k, double log_quality_adjusted_price, double growth);
double surplus(const World& world, const Agent& agent, int k, double log_quality_adjusted_price, double growth);
/// Fee of cloud c per unit bought at `venue` for workload k.
double egress_fee(const World& world, const Agent& agent, int k, int venue, std::size_t c, const Prices& prices);

// attention.cpp
struct Situation {
    std::vector<bool> up;      ///< [workloads] up for decision
    std::vector<bool> waived;  ///< [workloads] no switching cost in the choice
    std::vector<bool> forced;  ///< [workloads] the current offer is no longer legal
    std::vector<Workload> state;
    bool full = false, renewal = false;
};
Situation look_around(const World& world, const Agent& agent);

// base_cloud.cpp
void enter(const World& world, Agent& agent);
void renew(const World& world, Agent& agent, Choice& choice);
void grow_base(const World& world, Agent& agent);
int first_growth_cloud(const Scenario& scenario, const Draws& draws, const Agent& agent);

// portfolio.cpp
Choice choose(const World& world, const Agent& agent);
/// V: value of the best portfolio of the active workloads, nothing in use before and no venue new.
double portfolio_value(const World& world, const Agent& agent, const std::vector<bool>& active);

// burn_in.cpp
Calm before_events(const Scenario& scenario, const Draws& draws, const Labs& labs);
/// `agents` are left at the end of month −1.
void burn_in(const Scenario& scenario, const StartingValues& start, const Draws& draws, const Calm& calm,
             std::vector<Agent>& agents, Statistics& statistics, Planted planted);

// counts.cpp
Statistics statistics_of(const Scenario& scenario, const std::vector<Agent>& agents, int t);
/// One customer's month: `left` [workloads] is what would have been spent on offers that were left for legacy.
void count(const Scenario& scenario, int t, const Agent& before, const Agent& after, const Row& left,
           const std::vector<Purchase>& bought, Counts& counts, Planted planted);

// serve.cpp: `offer_fill` [labs][venues]
std::vector<Purchase> serve(const World& world, const Agent& agent, const Table& offer_fill);

}  // namespace nephoscope::reference
