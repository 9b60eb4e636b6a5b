#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "models/theory/choice_nested.h"

/// Demand as the setters of prices see it, in a market of size 1.
namespace nephoscope::theory {

/// Demand and its slope at one price vector.
///
/// The last two members are ratios to the own slope Λ_j: they stay finite where shares underflow, and in a logit
/// without nests they are 1/α and (identity − shares). Source: Morrow & Skerlos 2011, Oper. Res. 59(2), whose Λ this
/// is.
struct DemandPoint {
    Eigen::VectorXd shares;         ///< s_k, shape [products]
    double outside_share = 0.0;     ///< 1 − Σ s_k where there is an outside good, else 0
    Eigen::MatrixXd slope;          ///< ∂s_k/∂p_j [1/price], shape [k, j]
    Eigen::VectorXd scale;          ///< Λ_j < 0 [1/price], shape [products]
    Eigen::VectorXd inverse_slope;  ///< −s_j/Λ_j [price], shape [products]
    Eigen::MatrixXd scaled_slope;   ///< (∂s_k/∂p_j)/Λ_j, shape [k, j]
};

/// A demand system; prices have shape [products] and any sign.
class Demand {
public:
    virtual ~Demand() = default;
    /// Number of products.
    virtual int products() const = 0;
    /// Whether buyers may leave all products; without that, joint control of all prices has no maximum.
    virtual bool has_outside_good() const = 0;
    /// Shares alone, shape [products].
    virtual Eigen::VectorXd shares(const Eigen::VectorXd& prices) const = 0;
    /// Shares and slopes.
    virtual DemandPoint at(const Eigen::VectorXd& prices) const = 0;
    /// ∂²s_k/∂p_j∂p_l for each product j, each of shape [k, l].
    virtual std::vector<Eigen::MatrixXd> curvature(const Eigen::VectorXd& prices) const = 0;
    /// Consumer surplus per buyer [price], up to a constant of integration.
    virtual double consumer_surplus(const Eigen::VectorXd& prices) const = 0;
    /// The smallest and largest price change [price] over which a share moves by a factor of about e; the steps and the
    /// reach of searches over prices are multiples of these.
    virtual double finest_price_step() const = 0;
    virtual double coarsest_price_step() const = 0;
};

/// One class of buyers: a logit, or a two-level nested logit, with utility δ_j − α p_j.
struct BuyerSegment {
    double weight = 1.0;               ///< share of buyers
    Eigen::VectorXd mean_utility;      ///< δ [log points], shape [products]
    double price_coefficient = 1.0;    ///< α > 0 [log points per unit of price]
    std::optional<NestLevel> nesting;  ///< none = plain logit
};

/// A finite mixture of (nested) logits: one segment is the logit or the nested logit, quadrature nodes as segments are
/// the mixed logit. Source: McFadden 1978; Berry, Levinsohn & Pakes 1995.
class ChoiceDemand : public Demand {
public:
    /// `outside_utility` [log points] is the same in every segment; none = one must buy. Raises ArgumentError naming
    /// `weight` (negative or not summing to 1 within 1e-9), `price_coefficient` (not above 0) or `mean_utility`
    /// (lengths, or no products), and whatever logit() and nested_logit() raise.
    ChoiceDemand(std::vector<BuyerSegment> segments, std::optional<double> outside_utility);

    int products() const override;
    bool has_outside_good() const override { return outside_utility_.has_value(); }
    Eigen::VectorXd shares(const Eigen::VectorXd& prices) const override;
    DemandPoint at(const Eigen::VectorXd& prices) const override;
    std::vector<Eigen::MatrixXd> curvature(const Eigen::VectorXd& prices) const override;
    /// Weighted mean over segments of logsum/α, without Euler's constant.
    double consumer_surplus(const Eigen::VectorXd& prices) const override;
    double finest_price_step() const override;
    double coarsest_price_step() const override;

    const std::vector<BuyerSegment>& segments() const { return segments_; }
    const std::optional<double>& outside_utility() const { return outside_utility_; }

private:
    NestedLaw law(const BuyerSegment& segment, const Eigen::VectorXd& prices) const;

    std::vector<BuyerSegment> segments_;
    std::optional<double> outside_utility_;
};

/// The plain logit with utility δ_j − α p_j, arguments as in BuyerSegment and ChoiceDemand.
ChoiceDemand logit_demand(const Eigen::VectorXd& mean_utility, double price_coefficient,
                          std::optional<double> outside_utility);

/// The same demand with only the products `kept` (ascending positions) on offer. Raises ArgumentError naming `kept` for
/// positions out of range or out of order, and when nothing is kept.
ChoiceDemand restrict_products(const ChoiceDemand& demand, const std::vector<int>& kept);

/// Linear demand q = a − B p, for which equilibria are solutions of linear equations. Buyers outside are not modelled;
/// it holds while all quantities are positive. Source: Shubik & Levitan 1980; Vives 1999, ch. 6.
class LinearDemand : public Demand {
public:
    /// `intercept` a, shape [products]; `slope` B, shape [products, products], symmetric with positive diagonal. Raises
    /// ArgumentError naming `intercept` or `slope`.
    LinearDemand(Eigen::VectorXd intercept, Eigen::MatrixXd slope);

    int products() const override { return static_cast<int>(intercept_.size()); }
    bool has_outside_good() const override { return true; }
    Eigen::VectorXd shares(const Eigen::VectorXd& prices) const override { return intercept_ - slope_ * prices; }
    DemandPoint at(const Eigen::VectorXd& prices) const override;
    std::vector<Eigen::MatrixXd> curvature(const Eigen::VectorXd& prices) const override;
    /// ½ qᵀ B⁻¹ q.
    double consumer_surplus(const Eigen::VectorXd& prices) const override;
    double finest_price_step() const override;
    double coarsest_price_step() const override;

private:
    Eigen::VectorXd intercept_;
    Eigen::MatrixXd slope_;
};

}  // namespace nephoscope::theory
