#pragma once

#include <Eigen/Core>
#include <vector>

/// The repeated pricing game of Calvano, Calzolari, Denicolò & Pastorello 2020, AER 110(10): 3267–3297.
namespace nephoscope::theory {

/// Symmetric firms with one product each and logit demand, s_i = e^{(a − p_i)/μ} / (Σ_j e^{(a − p_j)/μ} + e^{a₀/μ}).
struct SymmetricLogitMarket {
    int firms = 2;
    double quality = 2.0;           ///< a
    double marginal_cost = 1.0;     ///< c
    double outside_quality = 0.0;   ///< a₀
    double differentiation = 0.25;  ///< μ > 0, the scale of the logit shock
};

/// Profit of each firm at `prices`, shape [firms].
Eigen::VectorXd profits(const SymmetricLogitMarket& market, const Eigen::VectorXd& prices);

/// The one-shot benchmarks at continuous prices, per firm.
struct PriceBenchmarks {
    double nash_price = 0.0;
    double nash_profit = 0.0;
    double monopoly_price = 0.0;  ///< maximises joint profit
    double monopoly_profit = 0.0;
    double nash_residual = 0.0;      ///< of p = c + μ/(1 − s), in the unit of prices
    double monopoly_residual = 0.0;  ///< of p = c + μ/(1 − n·s)
};

/// Solves p = c + μ/(1 − s) and p = c + μ/(1 − n·s) at equal prices; each has one root, as its right side falls in p.
/// Throws ArgumentError for fewer than 1 firm, μ ≤ 0 or values that are not finite.
PriceBenchmarks price_benchmarks(const SymmetricLogitMarket& market);

/// Profit gain (π̄ − π_N)/(π_M − π_N) of an average profit per firm: 0 = competition, 1 = joint monopoly.
double profit_gain(const PriceBenchmarks& benchmarks, double mean_profit);

/// `prices` ≥ 2 equidistant prices from p_N − ξ(p_M − p_N) to p_M + ξ(p_M − p_N), ξ = `margin` ≥ 0.
Eigen::VectorXd price_grid(const PriceBenchmarks& benchmarks, int prices, double margin);

/// Profits at all price vectors of a grid. A joint action is the number Σ_i a_i m^{n−1−i} of the firms' price indices
/// a_i.
class ProfitTable {
public:
    /// Throws ArgumentError when the table would have more than 2·10⁷ numbers.
    ProfitTable(const SymmetricLogitMarket& market, const Eigen::VectorXd& grid);

    int firms() const { return firms_; }
    int prices() const { return prices_; }
    int joint_actions() const { return joint_actions_; }
    /// The profits of all firms at a joint action, [firms].
    const double* at(int joint_action) const { return &profits_[static_cast<std::size_t>(joint_action) * firms_size_]; }
    /// The price index of `firm` in a joint action.
    int action_of(int joint_action, int firm) const;
    /// Mean profit of a firm over all actions of its rivals, by its own price index; shape [prices].
    Eigen::VectorXd mean_over_rivals() const;

private:
    int firms_;
    int prices_;
    int joint_actions_;
    std::size_t firms_size_;
    std::vector<double> profits_;  ///< [joint action, firm]
};

}  // namespace nephoscope::theory
