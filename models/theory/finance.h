#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Present values, internal rates of return, capped revenue shares, waterfalls and stakes. Money in any one unit; rates
/// per year.
namespace nephoscope::theory {

/// When the flow of year t = 1…T arrives.
enum class FlowTiming {
    year_end,   ///< 1/(1 + r)^t
    mid_year,   ///< 1/(1 + r)^(t − ½)
    continuous  ///< e^(−ρt), ρ the continuous rate
};

/// Σ_t flow_t × discount factor, year t = index + 1. `rate` above −1 (any finite one when continuous).
/// Raises ArgumentError naming `flows` or `rate`.
double present_value(const Eigen::VectorXd& flows, double rate, FlowTiming timing = FlowTiming::year_end);

/// All internal rates of return above −1, ascending: roots r of Σ_t flow_t/(1 + r)^t, t = index from 0. A double root
/// counts once. Raises ArgumentError naming `flows` unless finite and not all zero. Source: Lorie & Savage 1955.
std::vector<double> internal_rates_of_return(const Eigen::VectorXd& flows);

/// The internal rate of return where there is exactly one; raises ArgumentError naming `flows` where there is none or
/// several.
double internal_rate_of_return(const Eigen::VectorXd& flows);

/// The rate per period that compounds to `annual` over `periods` periods. Raises ArgumentError naming `annual` (at most
/// −1) or `periods` (below 1).
double periodic_rate(double annual, int periods);

/// Revenue-share payments under a cap on their undiscounted sum.
struct CappedPayments {
    Eigen::VectorXd payment;    ///< min(φ R_t, cap − paid before), shape [years]
    int first_capped_year = 0;  ///< first year that pays less than φ R_t, from 1; 0 = never
};

/// `revenue` per year, 0 or more; `share` φ in [0, 1]; `cap` 0 or more, none = uncapped. Raises ArgumentError naming
/// them.
CappedPayments capped_payments(const Eigen::VectorXd& revenue, double share, std::optional<double> cap);

/// A funding round: everyone else's stake shrinks by `fraction` in `year`.
struct Dilution {
    int year = 1;
    double fraction = 0.0;  ///< in [0, 1)
};

/// The stake left at the end of year `horizon`. Raises ArgumentError naming `stake` or `fraction`.
double diluted_stake(double stake, const std::vector<Dilution>& rounds, int horizon);

/// Equity at exit, max(0, multiple × revenue − net debt); owners are not liable for more.
/// Raises ArgumentError naming `multiple`, `revenue` or `net_debt`.
double equity_value(double multiple, double revenue, double net_debt);

/// A cloud's investment in a lab: capped share of revenue, margin on compute, and a stake sold in the last year.
struct LabInvestment {
    Eigen::VectorXd revenue;        ///< of the lab, shape [years]
    Eigen::VectorXd compute_spend;  ///< of the lab at the cloud, shape [years]
    double revenue_share = 0.0;
    std::optional<double> cap;    ///< on the sum of revenue-share payments
    double compute_margin = 0.0;  ///< the cloud's gross margin on compute
    double stake = 0.0;
    std::vector<Dilution> dilution;
    double exit_multiple = 0.0;  ///< of last year's revenue
    double net_debt = 0.0;
    double discount_rate = 0.0;
    double outlay = 0.0;  ///< at t = 0
    FlowTiming timing = FlowTiming::year_end;
};

struct InvestmentValue {
    CappedPayments revenue_share;
    Eigen::VectorXd compute_margin;  ///< shape [years]
    double final_stake = 0.0;
    double final_equity =
        0.0;  ///< the stake's value in the last year, undiscounted; at its end whatever the timing of flows
    double pv_revenue_share = 0.0;
    double pv_compute_margin = 0.0;
    double pv_equity = 0.0;
    double npv = 0.0;
    double undiscounted_total = 0.0;
};

/// Raises ArgumentError naming the member at fault. Source: Brealey, Myers & Allen.
InvestmentValue value_investment(const LabInvestment& investment);

/// One tier of a distribution.
struct WaterfallTier {
    std::optional<double> size;  ///< most that this tier takes; none = all that is left
    Eigen::VectorXd split;       ///< parts of each party, in [0, 1], summing to 1; shape [parties]
};

struct WaterfallResult {
    Eigen::MatrixXd by_tier;   ///< shape [tiers, parties]
    Eigen::VectorXd by_party;  ///< shape [parties]
    double undistributed = 0.0;
};

/// Fills tiers in order. Raises ArgumentError naming `distributable` (below 0), `tiers`, `size` or `split`.
WaterfallResult waterfall(double distributable, const std::vector<WaterfallTier>& tiers);

/// A lab sold through one cloud that also owns part of it.
struct LabAtCloud {
    double price = 0.0;
    double quantity = 0.0;
    double serving_cost = 0.0;                                 ///< per unit, borne by the cloud
    double compute_purchases = 0.0;                            ///< the lab's training compute, bought from the cloud
    double revenue_share = 0.0;                                ///< part of revenue that goes to the lab, in [0, 1]
    double compute_margin = 0.0;                               ///< the cloud's margin on these purchases, at most 1
    double cloud_stake = 0.0;                                  ///< the cloud's part of the lab
    std::vector<std::pair<std::string, double>> other_stakes;  ///< by owner; all stakes sum to 1
};

struct ProfitSplit {
    double cloud_operating_profit = 0.0;
    double lab_profit = 0.0;
    double cloud_total = 0.0;  ///< operating profit plus its part of the lab's profit, losses too
    std::vector<std::pair<std::string, double>> others;
    double industry_profit = 0.0;  ///< revenue less true resource costs
    double imbalance = 0.0;        ///< sum of all parties less that: 0 up to rounding, transfers and stakes cancel
};

/// Each dollar once: what one party pays another is no profit of the industry. Raises ArgumentError naming the member
/// at fault, `stakes` when they do not sum to 1 within 1e-9.
ProfitSplit split_profit(const LabAtCloud& market);

}  // namespace nephoscope::theory
