#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/clause.h"
#include "models/scenario/event.h"
#include "sim/core/month.h"
#include "sim/io/document.h"

/// A scenario, parsed, inherited, checked and const during a run. Every set is data: labs, venues, workloads, regions
/// stand in order of draw_slot, segments in order of budget; all indices below are positions in these vectors.
/// Defaults, units, ranges and sources are in models/scenario/parameters.h, the one table that validates, documents
/// and prints them. Symbols: docs/model.md#parameters.
namespace nephoscope {

inline constexpr int kMaxLabs = 16;
inline constexpr int kMaxClouds = 16;
inline constexpr int kMaxVenues = 33;  ///< 16 clouds, 16 direct channels, self-hosting
inline constexpr int kMaxWorkloads = 8;
inline constexpr int kMaxSegments = 8;
inline constexpr int kMaxRegions = 8;

/// How a lab moves its list price (docs/model.md#list-prices).
enum class PriceRule { hold, decline, cost_plus, bertrand, nash };

/// How a cloud moves its platform fee (docs/model.md#platform-fees).
enum class FeeRule { parity, fixed, bertrand, nash };

/// How AI capacity grows: by orders that follow demand, or along an exogenous path.
enum class CapacityRule { orders, path };

/// [lab.ID]
struct Lab {
    std::string id;
    int order = 0;                    ///< display
    int draw_slot = 0;                ///< 0…63
    bool open_weights = false;        ///< kind = "open"
    double list_price = 1;            ///< p_ℓ [USD/unit]
    double compute_bill_share = 0.5;  ///< w·κ/p at the start
    double quality = 0;               ///< z_ℓ0 [ECI points]
    double release_interval = 3.5;    ///< c_ℓ [months]
    double consumer_revenue = 0;      ///< [USD/month] at the start, exogenous path
    double opex_share = 0;            ///< of direct sales and consumer revenue
    double cash = 0;                  ///< cash_0 [USD]
    bool has_cash = false;            ///< the lab keeps accounts of its own (pays for compute, operating cost)
    double target_share = 0;          ///< spend share at the start, s*_ℓ
    PriceRule price_rule = PriceRule::hold;
    double training_plan = 0;  ///< plan_ℓ(0) [USD/month]; unpaid where the lab has no accounts of its own
    std::vector<double>
        host_weight;  ///< [venues] share of its own compute hosted there; all 0 = parent-funded, pays none
};

enum class VenueKind { cloud, direct, self_hosted };

/// [venue.ID]
struct Venue {
    std::string id;
    int order = 0;
    int draw_slot = 0;
    VenueKind kind = VenueKind::cloud;
    int lab = -1;                  ///< the lab whose direct channel it is
    int owner_lab = -1;            ///< cloud: the lab it owns wholly (group view), −1 none
    double closed_lab_appeal = 0;  ///< Δγ added to γ for closed labs [log points]
    double egress_fee = 0.08;      ///< [USD/GB]
    FeeRule fee_rule = FeeRule::fixed;
    double platform_fee = 0;        ///< φ_c on list price at the start; 0 = parity
    double base_revenue = 0;        ///< [USD/month] at the start
    double base_service_index = 0;  ///< μ_c
    double ai_capacity = 0;         ///< K_c [MW] at the start, or in capacity_from
    double reserve_share = 0;       ///< reserve_c, first-party share of K_c
    CapacityRule capacity_rule = CapacityRule::orders;
    double capacity_growth = 0;          ///< path: MW added per month
    std::optional<Month> capacity_from;  ///< path: first month with capacity; absent: from the start
    double given_appeal = 0;  ///< γ_v of a venue without sales before the start (target share 0) [log points]
    double target_share = 0;  ///< s*_v
};

/// [workload.ID]
struct Workload {
    std::string id;
    int order = 0;
    int draw_slot = 0;
    double weight = 0.2;         ///< w_k
    double productivity = 0.05;  ///< β_k [log points per ECI point]
    double gravity = 0.3;        ///< τ_k [log points at full distance]
    double data_gb = 0.3;        ///< G_k [GB/unit]
};

/// [segment.ID]
struct Segment {
    std::string id;
    int order = 0;
    double budget_below = 0;                  ///< upper cut of the scaled budget [USD/month]; +∞ for the last
    double active_at_start = 1;               ///< act_0
    double home_base_share = 1;               ///< g_home
    double commit_wedge = 0;                  ///< b_seg [log points]
    double discount = 0;                      ///< d_seg
    double venue_cost = 0;                    ///< F_seg [USD/month of 2026-05]
    bool contract = true;                     ///< false: T = 12, no discount, no wedge
    std::array<double, 3> term_mix{1, 0, 0};  ///< of 12, 24, 36 months
    std::vector<double> home_share;           ///< [venues] of initial home clouds; 0 for venues that are no cloud
};

/// [region.ID]
struct Region {
    std::string id;
    int order = 0;
    int draw_slot = 0;
    double share = 1;
    std::optional<Month> egress_ban_start;  ///< first month in which egress is free
};

/// [customers]
struct CustomerParameters {
    int organisations = 1'500'000;                ///< n_org
    double size_exponent = 1.06;                  ///< ζ
    double budget_min = 400, budget_max = 1.5e8;  ///< A_min, A_max [USD/month]
    double weight_spread = 0.6;                   ///< σ_w
    double regulated_share = 0.3;
    double birth_rate = 0.02;     ///< n_birth [/year]
    double start_outlay = 6.5e9;  ///< S_0 [USD/month]
};

/// [choice]
struct ChoiceParameters {
    double taste_precision = 3;                       ///< α
    double nest_dissimilarity = 0.25;                 ///< λ_n
    double demand_elasticity = 1.1;                   ///< η
    double lab_taste_sd = 0.3, venue_taste_sd = 0.1;  ///< σ_L, σ_V [log points]
    double frontier_advantage = 0.8;                  ///< Λ_0 [log points]
    double regulated_direct_penalty = -0.2;           ///< γ_reg [log points]
    double peer_effect = 0.05;                        ///< κ_e [log points per share]
    double reliability_weight = 0.5;                  ///< χ_rel
    double direct_gravity_scale = 0.4;                ///< δ_dir
    double self_hosted_base_share = 0.5;              ///< g_self
    double reference_quality = 0;                     ///< q̄_0 [ECI points]
    bool legacy = true;                               ///< false removes the outside option (test switch)
};

/// [portfolio]
struct PortfolioParameters {
    int max_venues = 3;                                           ///< k_max
    double planning_horizon = 18;                                 ///< H [months]
    double lab_switching_months = 3, venue_switching_months = 2;  ///< s_L, s_V [months of spend]
    double onboarding_months = 6;                                 ///< F_on [months of F]
    double self_cost_multiple = 3, self_cost_extra = 15e3;        ///< F_self = multiple·F_seg + extra [USD/month]
    double cost_indexation = 0.5;                                 ///< ι_F
};

/// [attention]
struct AttentionParameters {
    double base = 0.08;                 ///< λ_0 [1/month]
    double new_offer = 0.15;            ///< λ_new
    double new_offer_base_share = 0.3;  ///< least g_ic at which news is noticed
    double turnover = 0.02;             ///< ν [1/month]
    double activation = 0.01;           ///< a [1/month]
    double imitation = 0.03;            ///< b_Bass [1/month]
    double shortage = 0.5;              ///< λ_out
    bool renewal = true;  ///< false: no contract renewals (T = ∞): no evaluation, base cloud frozen but for growth
};

/// [base_cloud]
struct BaseCloudParameters {
    double growth = 0.015;              ///< γ_B [/month]
    double taste_precision = 3;         ///< α_B
    double inertia = 2;                 ///< ψ_B
    double migration_months = 12;       ///< χ_mig [months of base spend]
    double contribution_margin = 0.35;  ///< m_B
    bool ai_pull = true;                ///< false: access to models does not move the base business
    double others = 43e9;  ///< cloud revenue of the market, modelled clouds included, at the start [USD/month]
};

/// [capacity]
struct CapacityParameters {
    bool limited = true;               ///< false: K = ∞, every fill is 1
    int lead = 18;                     ///< [months]
    double target_utilisation = 0.85;  ///< u*
    double build_limit = 200;          ///< cap_c [MW/month]
    double initial_queue = 0.5;        ///< queue_0, share of cap_c that arrives in each of months 0…lead−1
};

/// [pricing]
struct PricingParameters {
    double decline = 0.02;          ///< δ_p [/month]
    double cost_plus_margin = 0.5;  ///< m
    double adjustment = 0.25;       ///< a_p [/month]
    double horizon = 12;            ///< H_p [months]
};

/// [training]
struct TrainingParameters {
    double growth = 0.018;         ///< of plans [/month]
    double profit_feedback = 0.3;  ///< ξ
};

/// [growth]
struct GrowthParameters {
    double initial = 0.064;     ///< g_0 [/month]
    double decay_months = 24;   ///< τ_A
    double long_run = -0.0065;  ///< g_∞ [/month]
};

/// [quality]
struct QualityParameters {
    double drift = 2;                ///< g_z [points/month]
    double spillover = 0.05;         ///< s_z [/month]
    double noise = 0.8;              ///< σ_z [points]
    double effort_elasticity = 0.2;  ///< φ_z
    int open_lag = 4;                ///< lag_open [months]
    int prehistory_interval = 4;     ///< c̄ [months]
};

/// [compute]
struct ComputeParameters {
    double unit_cost = 0.708e6;       ///< ω_0 [USD/MW-month]
    double unit_cost_decline = 0.10;  ///< δ_ω [/year]
    double wholesale_markup = 0.45;   ///< m_w
    double intensity_decline = 0;     ///< δ_κ [/year]
};

/// [consumer_revenue], growth g(t) = initial·e^(−t/decay) + long_run
struct ConsumerRevenueParameters {
    double growth_initial = 0.03, growth_decay_months = 30, growth_long_run = 0.01;
};

/// What a terminal value capitalises (docs/model.md#payoffs).
enum class TerminalValue { base, gross_profit, none };

/// [finance]
struct FinanceParameters {
    double discount_rate = 0.10;                     ///< r [/year]
    double customer_discount_rate = 0.12;            ///< r_c [/year]
    bool funding = true;                             ///< false: no rounds, budgets not cut for want of cash
    double valuation_multiple = 25;                  ///< M_0
    double runway_trigger = 12, runway_target = 24;  ///< R_min, R_tgt [months]
    double dilution_limit = 0.2;                     ///< d_max [/year]
    double licence_value = 0;                        ///< fee_alt
    TerminalValue terminal = TerminalValue::base;
    double terminal_growth = 0.03;  ///< g_T [/year]
    double terminal_multiple = 6;   ///< M_T, value / annual Base
    double renewal_royalty = 0.35;  ///< r_2032
};

/// [start]
struct StartParameters {
    bool given = false;                ///< mode = "given": use the values below, else invert
    std::vector<double> lab_fit;       ///< θ [labs]
    std::vector<double> venue_appeal;  ///< γ [venues]
    double budget_factor = 1;
    double segment_factor = 0;  ///< of the budgets that segments are cut by; 0: budget_factor
};

/// [metrics]
struct MetricsParameters {
    int incumbent = -1;            ///< venue whose trade-off is decomposed; −1 none
    int focal_lab = -1;            ///< lab whose taste splits customers into terciles; −1 none
    int panel = 2000;              ///< customers of the fixed panel on which counterfactual metrics are solved; 0 none
    int traced = 0;                ///< of them, how many are recorded with full state each month
    bool counterfactuals = false;  ///< solve lock-in, captive share, diversion and elasticities
};

/// [simulation]
struct SimulationParameters {
    int agents = 20'000;
    int replications = 16;
    std::uint64_t seed = 20260427;
    Month start{2026, 5}, end{2032, 12};
    int burn_in_months = 36;
    int record_every = 1;
    bool expected = false;  ///< mode = "expected": choice probabilities in place of draws
    int months() const { return end - start + 1; }
};

struct Scenario {
    std::string name;      ///< file stem
    std::string question;  ///< first comment line
    std::vector<Lab> labs;
    std::vector<Venue> venues;
    std::vector<Workload> workloads;
    std::vector<Segment> segments;
    std::vector<Region> regions;
    std::vector<Clause> clauses;  ///< byte order of id
    std::vector<Event> events;    ///< byte order of id
    SimulationParameters simulation;
    CustomerParameters customers;
    ChoiceParameters choice;
    PortfolioParameters portfolio;
    AttentionParameters attention;
    GrowthParameters growth;
    BaseCloudParameters base_cloud;
    CapacityParameters capacity;
    PricingParameters pricing;
    TrainingParameters training;
    MetricsParameters metrics;
    QualityParameters quality;
    ComputeParameters compute;
    ConsumerRevenueParameters consumer_revenue;
    FinanceParameters finance;
    StartParameters start;
    std::vector<std::string>
        inactive;   ///< keys and clauses that are known and checked but have no effect in this version
    Node resolved;  ///< the whole input with defaults filled in, places kept

    int lab_index(const std::string& id) const;  ///< −1 when there is none; likewise below
    int venue_index(const std::string& id) const;
    int workload_index(const std::string& id) const;
    int segment_index(const std::string& id) const;
    int direct_venue_of(int lab) const;                               ///< −1 when the lab has none
    int month_number(Month m) const { return m - simulation.start; }  ///< t
};

/// Positions of the venues that are clouds, in order: they hold bases, and the axis "cloud" of what is recorded stands
/// for them.
std::vector<std::size_t> clouds_of(const Scenario& scenario);

/// Length of a row of base shares: the venues up to the last cloud, since bases stand at clouds alone.
std::size_t base_venues(const Scenario& scenario);

/// Reads and checks the whole document; every mistake goes to `diagnostics`, with its place. The result is only
/// meaningful when no error was added.
Scenario read_scenario(const LoadedDocument& document, const std::string& name, const Sources& sources,
                       Diagnostics& diagnostics);

/// load_document, then read_scenario. `name` is the file's stem.
Scenario load_scenario(const std::string& path, const LoadOptions& options, Sources& sources, Diagnostics& diagnostics);

/// Pairs of a comparison must agree in everything but agreements and parameters that act after the start; adds an error
/// per difference in sets' draw slots, simulation size, seed or months.
void check_comparable(const Scenario& base, const Scenario& alternative, Diagnostics& diagnostics);

}  // namespace nephoscope
