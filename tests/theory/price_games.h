#pragma once

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

#include "models/theory/pricing.h"

/// Random price-setting games for property tests.
namespace nephoscope::theory {

/// A demand and contracts over it.
struct PriceGame {
    ChoiceDemand demand;
    Contracts contracts;
    std::vector<int> firm;
    Eigen::VectorXd cost;
};

/// Draws games from one seed. `std::mt19937` alone, no library distribution, so that all platforms draw the same.
class PriceGames {
public:
    explicit PriceGames(unsigned seed) : generator_(seed) {}

    double uniform(double low, double high) {
        return low + (high - low) * (static_cast<double>(generator_()) / 4294967296.0);
    }
    int integer(int below) { return static_cast<int>(generator_() % static_cast<unsigned>(below)); }

    Eigen::VectorXd vector(int size, double low, double high) {
        Eigen::VectorXd values(size);
        for (double& value : values) value = uniform(low, high);
        return values;
    }

    /// Nested logit with two nests of λ in [0.1, 1].
    ChoiceDemand nested(int products) {
        NestLevel level;
        level.dissimilarity = vector(2, 0.1, 1.0);
        for (int j = 0; j < products; ++j) level.nest.push_back(integer(2));
        return ChoiceDemand({{1.0, vector(products, -1.0, 4.0), uniform(0.5, 3.0), level}}, 0.0);
    }

    /// Two segments, one of them nested, whose price coefficients differ by at most `spread`.
    ChoiceDemand segments(int products, double spread) {
        const double alpha = uniform(0.5, 2.0);
        const double weight = uniform(0.2, 0.8);
        NestLevel level;
        level.dissimilarity = vector(2, 0.2, 1.0);
        for (int j = 0; j < products; ++j) level.nest.push_back(j % 2);
        return ChoiceDemand({{weight, vector(products, -1.0, 4.0), alpha, {}},
                             {1.0 - weight, vector(products, -1.0, 4.0), alpha * spread, level}},
                            0.0);
    }

    /// Firms that hold interests in each other and pay each other revenue shares.
    PriceGame game(const ChoiceDemand& demand) {
        const int n = demand.products();
        PriceGame result{demand, {}, {}, vector(n, 0.1, 1.5)};
        for (int j = 0; j < n; ++j) result.firm.push_back(j % 2);
        Eigen::MatrixXd interest = Eigen::MatrixXd::Identity(2, 2);
        interest(0, 1) = uniform(0.0, 0.4);
        result.contracts = ownership_with_interests(result.firm, result.cost, interest);
        const double shared = uniform(0.0, 0.3);
        for (int j = 0; j < n; j += 2) {
            result.contracts.revenue(0, j) -= shared;
            result.contracts.revenue(1, j) += shared;
        }
        return result;
    }

private:
    std::mt19937 generator_;
};

}  // namespace nephoscope::theory
