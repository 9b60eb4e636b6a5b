#pragma once

/// The steady-state benchmark beside the simulated trade-off ("vertical arithmetic", docs/model.md#trade-off, MODEL
/// 9.3): what opening the lab's hosting does to the incumbent cloud, from a few observable numbers of a month.
namespace nephoscope {

/// One month. Money in USD; margins, rates and shares are fractions of list sales.
struct OpeningMonth {
    double incumbent_sales = 0;  ///< S_A^E: lab's sales at the incumbent's venue, exclusive
    double opened_sales = 0;     ///< X: lab's sales at newly opened venues, open
    double from_incumbent = 0;   ///< D_A: part of X that left the incumbent's venue
    double from_direct = 0;      ///< D_D: part of X that left the lab's own channel
    double of_incumbent = 0;  ///< D_O^A: part of X that left other labs at the incumbent; the rest of X is of no effect
    double royalty_exclusive = 0;  ///< r
    double royalty_open = 0;       ///< r'
    double compute_cost = 0;       ///< c_A: compute cost share of the lab's sales at the incumbent
    double other_margin = 0;       ///< m': incumbent's margin on other labs' sales
    double net_take = 0;           ///< n_R: lab's net take at rival venues
    double hosted_share = 0;       ///< h: share of the lab's direct inference hosted at the incumbent
    double direct_compute = 0;     ///< b_D: compute bill share of direct sales
    double compute_markup = 0;     ///< m_w
    double operating_share = 0;    ///< operating cost share of direct sales
    double share_rate = 0;         ///< ρ at the margin: 0 once the cap binds or the share has ended
};

/// Change per month, open − exclusive [USD].
struct OpeningChange {
    double venue = 0;  ///< (m^O − m^E)·S − m^O·D_A·X − m'·D_O^A·X, m^E = 1 − r − c_A, m^O = 1 − r' − c_A
    double compute = 0;  ///< −h·b_D·μ_w·D_D·X, μ_w = m_w/(1 + m_w)
    double base = 0;     ///< of the lab: n_R·X − D_D·X − r·S + r'·(S − D_A·X)
    double share = 0;    ///< ρ·Δbase
    double cash = 0;  ///< of the lab: Δbase − Δshare, plus compute and operating cost that lost direct sales save
    double incumbent() const { return venue + compute + share; }
};
OpeningChange opening_change(const OpeningMonth& month);

/// ς* = −flows/(horizon factor·[12·multiple·Δbase_T + Δcash_T]): the stake at which the incumbent is indifferent.
/// `flows` is PV of Δvenue + Δbase margin + Δcompute + Δshare [USD], `base` Δbase per month at the horizon [USD/month],
/// `cash` the lab's extra cash by then [USD]. NaN when equity does not change.
double break_even_stake(double flows, double horizon_factor, double multiple, double base, double cash);

}  // namespace nephoscope
