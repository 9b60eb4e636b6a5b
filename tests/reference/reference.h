#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/exact.h"
#include "sim/core/random.h"

/// The plain twin: each phase of the month as simple loops, written from the model document for reading, not for speed.
/// Of our code it uses sim/core and the Scenario type only. One file per phase; `Planted` names the error that each can
/// be given, to see the comparison fail.
namespace nephoscope::reference {

enum class Planted {
    none,
    agreements_forget_onboarding,
    agreements_ignore_exclusivity,
    release_at_twice_the_rate,
    offers_ignore_lag,
    choose_ignores_switching_cost,
    choose_uses_actual_quality,
    choose_charges_home_venue,
    choose_never_notices_news,
    choose_activates_too_often,
    serve_forgets_egress,
    serve_bills_without_discount,
    settle_pays_royalty_on_paid_price,
    settle_ignores_cap,
    train_without_spillover,
};

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

struct Prices {
    std::vector<double> list;              ///< [labs]
    std::vector<double> compute_per_unit;  ///< [labs]
    double wholesale = 0, unit_cost = 0;
    double budget_growth = 1, cost_index = 1;
};

struct Version {
    int month = 0;
    double quality = 0;
};
struct Labs {
    std::vector<double> latent;
    std::vector<std::vector<Version>> versions;
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
    std::vector<double> workload_share, lab_taste, venue_taste, base_share;
    int home = 0;
    std::vector<Workload> workloads;
};

struct StartingValues {
    std::vector<double> lab_fit, venue_appeal;
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
    std::vector<std::vector<double>> lab_in_use;    ///< [labs][segments]
    std::vector<std::vector<double>> active_share;  ///< [workloads][segments]
    int t = 0;
    Planted planted = Planted::none;
};

/// What one customer did in pass A.
struct Choice {
    std::vector<Workload> workloads;                                 ///< the new state
    double venue_cost = 0, onboarding_cost = 0, switching_cost = 0;  ///< USD per organisation
    int switches = 0;
    bool evaluated = false;  ///< made a full evaluation
};

/// What one customer bought in pass B, USD per organisation, by workload.
struct Purchase {
    int lab = -1, venue = -1;
    double paid = 0, egress = 0, list_value = 0, compute = 0, surplus = 0;
    std::vector<double> egress_to;  ///< [venues]
};

// agreements.cpp
std::vector<std::vector<std::vector<bool>>> legal_offers(const Scenario& scenario, Month month, Planted planted);
std::vector<std::vector<int>> lags(const Scenario& scenario, Month month);

// quality.cpp
Labs before_the_start(const Scenario& scenario);
void release(Labs& labs, const Scenario& scenario, const Draws& draws, int t, Planted planted);
void train(Labs& labs, const Scenario& scenario, const Draws& draws, int t, Planted planted);
double gain_per_month(const Labs& labs, const Scenario& scenario, int lab, int t);

// offers.cpp
Prices prices_of(const Scenario& scenario, int t);
Offers make_offers(const Scenario& scenario, const Labs& labs, const Prices& prices, int t, Planted planted);

// choice.cpp
double log_price(const World& world, const Agent& agent, int k, const Offer& offer, double quality,
                 const Prices& prices, int epoch);
double outlay(const World& world, const Agent& agent, int k, double log_quality_adjusted_price, double growth);
double surplus(const World& world, const Agent& agent, int k, double log_quality_adjusted_price, double growth);

// portfolio.cpp
Choice choose(const World& world, const Agent& agent);

// serve.cpp
std::vector<Purchase> serve(const World& world, const Agent& agent);

// settle.cpp: sums by (lab, venue) in, flows by (posting name, from, to) in USD out.
struct Sales {
    double paid = 0, list_value = 0, compute = 0;  ///< USD, USD, MW-month
};
using Flows = std::map<std::string, double>;  ///< "royalty cloud:azure lab:openai" → USD
Flows settle(const Scenario& scenario, const std::vector<std::vector<Sales>>& sales,
             const std::vector<double>& egress_to, double moving_costs, int t, std::vector<double>& share_paid,
             Planted planted);

}  // namespace nephoscope::reference
