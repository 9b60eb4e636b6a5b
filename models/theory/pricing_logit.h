#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

/// Closed forms of price setting under the plain logit with utility δ_j − α p_j.
namespace nephoscope::theory {

/// Price, sales and profit of a single-product monopolist, in a market of size 1.
struct Monopoly {
    double price = 0.0;
    double share = 0.0;
    double profit = 0.0;
};

/// W(e^x), the root w > 0 of w + log w = x, for any finite x; never overflows. Relative error about 4 ulp.
/// Raises ArgumentError naming `x`. Source: Corless et al. 1996, Adv. Comput. Math. 5.
double lambert_w_of_exp(double x);

/// p = c + (1 + W)/α with W = W(e^{δ − αc − 1 − u₀}), s = W/(1 + W), u₀ the outside good's utility.
/// Raises ArgumentError naming `price_coefficient`, `mean_utility`, `cost` or `outside_utility`.
/// Source: Li & Huh 2011, MSOM 13(4).
Monopoly logit_monopoly(double mean_utility, double price_coefficient, double cost, double outside_utility);

/// A logit market; vectors have shape [products].
struct LogitMarket {
    Eigen::VectorXd mean_utility;           ///< δ [log points]
    double price_coefficient = 1.0;         ///< α > 0 [log points per unit of price]
    Eigen::VectorXd cost;                   ///< [price]
    std::vector<int> firm;                  ///< owner of each product
    std::optional<double> outside_utility;  ///< none = buyers must buy
};

/// The common markup p − c = (1 + W)/α of firm `firm`'s products that answers the other firms' `prices`,
/// W = W(Σ_own e^{δ − αc − 1} / (e^{u₀} + Σ_rivals e^{δ − αp})).
/// Raises ArgumentError naming `prices`, `firm`, or `outside_utility` where no rival and no outside good bounds the
/// price. Source: Nocke & Schutz 2018, Econometrica 86(2); Hanson & Martin 1996.
double logit_best_markup(const LogitMarket& market, const Eigen::VectorXd& prices, int firm);

/// Who may answer whom within a step.
enum class BestResponseOrder {
    simultaneous,  ///< every firm answers last step's prices
    sequential     ///< firms answer in ascending order, each seeing the answers before it
};

/// Myopic best-response dynamics from `start` for `steps` ≥ 0 steps: prices, shape [steps + 1, products].
/// Raises ArgumentError naming `steps`, and as logit_best_markup() does. Source: Vives 1999 (strategic complements).
Eigen::MatrixXd best_response_path(const LogitMarket& market, const Eigen::VectorXd& start, int steps,
                                   BestResponseOrder order);

}  // namespace nephoscope::theory
