#include "models/theory/network_effects.h"

#include <cmath>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

double tanh(double x) {
    const double e = math::expm1(-2 * std::fabs(x));
    const double magnitude = -e / (e + 2);
    return x < 0 ? -magnitude : magnitude;
}

/// The root of a function of one sign change on [low, high], to the last bit: bisection until the ends are neighbours.
template <class Function>
double bisect(Function f, double low, double high) {
    const bool rises = f(low) < 0;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high) return middle;
        const double value = f(middle);
        if (value == 0) return middle;
        (value < 0) == rises ? low = middle : high = middle;
    }
}

NetworkEquilibrium equilibrium_at(double m, double advantage, double network_effect) {
    NetworkEquilibrium e;
    e.mean_choice = m;
    e.share = 1 / (1 + math::exp(-2 * (advantage + network_effect * m)));
    e.stable = network_effect * (1 - m * m) < 1;
    return e;
}

}  // namespace

std::vector<NetworkEquilibrium> network_equilibria(double advantage, double network_effect) {
    require_finite_argument("advantage", advantage);
    require_finite_argument("network_effect", network_effect);
    const auto excess = [&](double m) { return tanh(advantage + network_effect * m) - m; };
    // tanh has slope 1 where J sech²(h + J·m) = 1; between these points the excess is monotone.
    std::vector<double> ends = {-1.0};
    if (network_effect > 1) {
        const double turn = math::log(std::sqrt(network_effect) + std::sqrt(network_effect - 1));  // arcosh √J
        for (const double argument : {-turn, turn}) {
            const double m = (argument - advantage) / network_effect;
            if (m > ends.back() && m < 1) ends.push_back(m);
        }
    }
    ends.push_back(1.0);
    std::vector<NetworkEquilibrium> result;
    for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const double left = excess(ends[i]), right = excess(ends[i + 1]);
        if (left == 0 && i > 0) continue;  // the end point was the root of the piece before
        if (left != 0 && right != 0 && (left < 0) == (right < 0)) continue;
        const double m = left == 0 ? ends[i] : right == 0 ? ends[i + 1] : bisect(excess, ends[i], ends[i + 1]);
        result.push_back(equilibrium_at(m, advantage, network_effect));
    }
    return result;
}

}  // namespace nephoscope::theory
