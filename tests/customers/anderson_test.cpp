#include "models/customers/anderson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nephoscope {
namespace {

/// Residual of a linear map with fixed point (1, 2, 3).
Eigen::Vector3d residual(const Eigen::VectorXd& x) {
    const double a = x[0] - 1, b = x[1] - 2, c = x[2] - 3;
    return {-.5 * a + .2 * b, -.1 * a - .05 * b, -.3 * c + .1 * a};
}

double distance(const Eigen::VectorXd& x) { return std::fabs(x[0] - 1) + std::fabs(x[1] - 2) + std::fabs(x[2] - 3); }

TEST(Anderson, SolvesALinearMapInAsManyStepsAsItHasUnknowns) {
    Anderson accelerated(5, 1e-9);
    Eigen::VectorXd x = Eigen::VectorXd::Zero(3), plain = x;
    for (int step = 0; step < 5; ++step) {
        x = accelerated.next(x, residual(x));
        plain += residual(plain);
    }
    EXPECT_LT(distance(x), 1e-6);
    EXPECT_GT(distance(plain), .5);
}

TEST(Anderson, TakesAPlainStepAfterForgetting) {
    Anderson accelerated(3, 1e-9);
    Eigen::VectorXd x = Eigen::VectorXd::Zero(3);
    for (int step = 0; step < 3; ++step) x = accelerated.next(x, residual(x));
    accelerated.forget();
    const Eigen::Vector3d ones(1, 1, 1), r(.1, .2, -.3);
    EXPECT_EQ(accelerated.next(ones, r), ones + r);
}

}  // namespace
}  // namespace nephoscope
