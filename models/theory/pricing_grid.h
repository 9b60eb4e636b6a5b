#pragma once

#include <Eigen/Core>
#include <utility>
#include <vector>

#include "models/theory/pricing_demand.h"

/// Prices restricted to a grid, and all stationary prices of one seller.
namespace nephoscope::theory {

/// A symmetric two-player game in prices of a grid of m points.
struct GridGame {
    std::vector<int> best_response;  ///< own index that answers each rival's index (lowest among ties), shape [m]
    std::vector<std::pair<int, int>> pure_nash;  ///< index pairs at which neither gains, in lexicographic order
};

/// The game in which the row player earns `profit`, shape [own index, rival's index], and the other player the
/// transpose. Raises ArgumentError naming `profit` unless it is square, finite and not empty.
GridGame grid_game(const Eigen::MatrixXd& profit);

/// A price at which one seller's first-order condition holds.
struct StationaryPrice {
    double price = 0.0;
    double profit = 0.0;
};

/// All prices at which a single product's first-order condition holds, ascending; where buyers differ there may be
/// several, and only the one of highest profit is right.
///
/// The scan covers every price where the condition could hold, from cost to where the markup exceeds s/|∂s/∂p|'s bound,
/// in steps of a fiftieth of the finest price step, so two roots closer than that may be missed. Raises ArgumentError
/// naming `demand` unless it has one product and an outside good, or `cost`. Source: Morrow & Skerlos 2011, section 2.
std::vector<StationaryPrice> stationary_prices(const ChoiceDemand& demand, double cost);

}  // namespace nephoscope::theory
