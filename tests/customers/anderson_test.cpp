#include "models/customers/anderson.h"

#include <gtest/gtest.h>

#include <cmath>

namespace nephoscope {
namespace {

/// Residual of a linear map with fixed point (1, 2, 3).
std::vector<double> residual(const std::vector<double>& x) {
    const double a = x[0] - 1, b = x[1] - 2, c = x[2] - 3;
    return {-.5 * a + .2 * b, -.1 * a - .05 * b, -.3 * c + .1 * a};
}

double distance(const std::vector<double>& x) {
    return std::fabs(x[0] - 1) + std::fabs(x[1] - 2) + std::fabs(x[2] - 3);
}

TEST(Anderson, SolvesALinearMapInAsManyStepsAsItHasUnknowns) {
    Anderson accelerated(5, 1e-9);
    std::vector<double> x{0, 0, 0}, plain{0, 0, 0};
    for (int step = 0; step < 5; ++step) {
        x = accelerated.next(x, residual(x));
        const std::vector<double> r = residual(plain);
        for (std::size_t j = 0; j < 3; ++j) plain[j] += r[j];
    }
    EXPECT_LT(distance(x), 1e-6);
    EXPECT_GT(distance(plain), .5);
}

TEST(Anderson, TakesAPlainStepAfterForgetting) {
    Anderson accelerated(3, 1e-9);
    std::vector<double> x{0, 0, 0};
    for (int step = 0; step < 3; ++step) x = accelerated.next(x, residual(x));
    accelerated.forget();
    const std::vector<double> r{.1, .2, -.3};
    EXPECT_EQ(accelerated.next({1, 1, 1}, r), (std::vector<double>{1 + .1, 1 + .2, 1 - .3}));
}

}  // namespace
}  // namespace nephoscope
