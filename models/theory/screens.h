#pragma once

#include <Eigen/Core>
#include <vector>

/// Concentration and pricing-pressure screens. Shares are fractions of 1, indices run from 0 to 10 000, margins are
/// Lerner indices (p − c)/p, and D[j, k] is the part of product j's lost unit sales that k captures when p_j rises a
/// little.
namespace nephoscope::theory {

/// 10⁴ Σ s². `shares` of firms, not products, each in [0, 1], their sum at most 1 (less when a part of the market is
/// left out). Raises ArgumentError naming `shares`. Source: Hirschman 1945; Herfindahl 1950.
double hhi(const Eigen::VectorXd& shares);

/// The number of equal firms with the same index, 10⁴/HHI. Raises as hhi(), and when all shares are 0.
double effective_firms(const Eigen::VectorXd& shares);

/// Sum of the `count` largest shares. Raises ArgumentError naming `count` below 1, and as hhi().
double concentration_ratio(const Eigen::VectorXd& shares, int count);

/// Shares of firms from sales (units or revenue) of products, shape [firms]; `firm[k]` owns product k.
/// Raises ArgumentError naming `sales` (negative, or summing to 0) or `firm`.
Eigen::VectorXd firm_shares(const Eigen::VectorXd& sales, const std::vector<int>& firm);

/// A merger's effect on concentration at constant shares, and what guidelines make of it.
struct ConcentrationChange {
    double before = 0.0;
    double delta = 0.0;
    double after = 0.0;
    bool us2023_presumption = false;   ///< after > 1800 and delta > 100, or merged share > 30 % and delta > 100
    bool us2010_presumption = false;   ///< after > 2500 and delta > 200
    bool eu2004_safe_harbour = false;  ///< after < 1000, or up to 2000 and delta < 250, or above 2000 and delta < 150
};

/// Firms `merging` (two or more distinct positions) become one. Thresholds are met only beyond rounding (1e-7).
/// Raises ArgumentError naming `merging`, and as hhi(). Source: US DoJ & FTC 2023, Guideline 1; US DoJ & FTC 2010,
/// section 5.3; EC Horizontal Merger Guidelines 2004/C 31/03, paragraphs 19–20.
ConcentrationChange merger_concentration(const Eigen::VectorXd& shares, const std::vector<int>& merging);

/// The index after entry with share e taken pro rata from the others, (1 − e)² HHI + 10⁴ e².
/// Raises ArgumentError naming `entrant_share` outside [0, 1].
double hhi_after_entry(double hhi_before, double entrant_share);

/// The entrant's share that makes that smallest, HHI/(HHI + 10⁴).
double entrant_share_of_least_hhi(double hhi_before);

/// The modified index, 10⁴ Σ_j Σ_k s_j s_k (Σ_i γ_ij β_ik)/(Σ_i γ_ij β_ij): firm j's managers weigh firm k's profit as
/// their controllers' financial interests have it. `control` γ and `interest` β have shape [owners, firms]; the two
/// differ when a stake is silent or votes exceed it. Raises ArgumentError naming `control`, `interest` (shapes,
/// negative entries, a firm whose controllers have no interest in it) or `shares`. Source: Bresnahan & Salop 1986;
/// O'Brien & Salop 2000, appendix.
double modified_hhi(const Eigen::VectorXd& shares, const Eigen::MatrixXd& control, const Eigen::MatrixXd& interest);

/// Two single-product firms that merge; index 0 and 1. D₀₁ is `diversion[0]`, D₁₀ is `diversion[1]`.
struct MergingPair {
    Eigen::Vector2d price;
    Eigen::Vector2d margin;      ///< in [0, 1)
    Eigen::Vector2d diversion;   ///< to the other, in [0, 1)
    Eigen::Vector2d efficiency;  ///< saving as a fraction of unit cost
};

/// Raises ArgumentError naming `price`, `margin`, `diversion` or `efficiency` out of range; all functions of
/// MergingPair do so.
void check_pair(const MergingPair& pair);

/// Upward pricing pressure D_jk (p_k − c_k) − E_j c_j [price]. Source: Farrell & Shapiro 2010, BEJTE 10(1).
Eigen::Vector2d upward_pricing_pressure(const MergingPair& pair);

/// The same where the other product's saving makes a diverted sale worth more, D_jk (p_k − (1 − E_k) c_k) − E_j c_j.
Eigen::Vector2d upward_pricing_pressure_with_feedback(const MergingPair& pair);

/// D_jk m_k p_k/p_j, the value of diverted sales as a fraction of own price. Source: Salop & Moresi 2009.
Eigen::Vector2d guppi(const MergingPair& pair);

/// Compensating marginal cost reduction, as a fraction of cost: [m_j D_jk D_kj + m_k D_jk p_k/p_j]/[(1 − m_j)(1 − D_jk
/// D_kj)]. Source: Werden 1996, JIE 44, equation 5.
Eigen::Vector2d compensating_cost_reduction(const MergingPair& pair);

/// Pricing pressure on the holder of a silent interest `interest` in [0, 1] in the other firm: that part of its GUPPI.
/// Raises ArgumentError naming `interest`, `diversion` or `price`. Source: O'Brien & Salop 2000.
double partial_interest_guppi(double interest, double diversion, double other_margin, double own_price,
                              double other_price);

/// A merger of multi-product firms, all vectors of shape [products].
struct MultiProductMerger {
    Eigen::VectorXd price;
    Eigen::VectorXd margin;
    Eigen::MatrixXd diversion;  ///< D[j, k]; the diagonal is not read
    std::vector<int> owner_pre;
    std::vector<int> owner_post;
    Eigen::VectorXd efficiency;  ///< saving as a fraction of unit cost
};

/// What the merger does to incentives at today's prices, shape [products] each.
struct PricingPressure {
    Eigen::VectorXd post_margin;         ///< margins at which the merged firms would keep today's prices
    Eigen::VectorXd cost_reduction;      ///< CMCR, (post_margin − m)/(1 − m), fraction of cost
    Eigen::VectorXd cross_guppi;         ///< value of sales diverted to newly joined products, fraction of own price
    Eigen::VectorXd net_price_pressure;  ///< the same with everyone's savings, fraction of own price
};

/// Σ_k D_jk m_k p_k/p_j over the products k that the merger newly joins to j, shape [products]: defined for margins of
/// 1 and above too, as a calibration with negative unit costs implies. Raises as pricing_pressure(), margins only when
/// not finite. Source: Salop & Moresi 2009.
Eigen::VectorXd cross_guppi(const MultiProductMerger& merger);

/// With B_jk = 1{same owner}(1{j=k} − D_jk) p_k/p_j (D_jj = 0), post margins are B_post⁻¹ B_pre m.
/// Raises ArgumentError naming the member out of shape or range. Source: Werden 1996; Jaffe & Weyl 2013.
PricingPressure pricing_pressure(const MultiProductMerger& merger);

/// Break-even quantities for a price rise `ssnip` x > 0 at margin m in (0, 1].
struct CriticalLoss {
    double loss = 0.0;                 ///< x/(x + m), fraction of sales
    double aggregate_diversion = 0.0;  ///< the market is relevant from here on (symmetric firms)
    double elasticity = 0.0;           ///< own elasticity, linear demand, at which the rise breaks even: 1/(x + m)
};

/// Raises ArgumentError naming `margin` or `ssnip`. Source: Harris & Simons 1989; Katz & Shapiro 2003.
CriticalLoss critical_loss(double margin, double ssnip);

/// An integrated supplier withholds its input from a rival.
struct VerticalForeclosure {
    double profit_change = 0.0;       ///< volume [d (μ_up + μ_down) − μ_up]
    double critical_diversion = 0.0;  ///< d at which that is 0
    bool profitable = false;
};

/// `upstream_margin` is lost on every unit of `volume`; the fraction `diversion` returns to the integrated firm, which
/// earns both margins on it. Raises ArgumentError naming `diversion` outside [0, 1], `volume` below 0, a margin below 0
/// or both margins 0. Source: EC Non-Horizontal Guidelines 2008/C 265/07; Baker 2011; Rogerson 2013.
VerticalForeclosure vertical_arithmetic(double upstream_margin, double downstream_margin, double diversion,
                                        double volume);

}  // namespace nephoscope::theory
