#pragma once

#include <vector>

/// Equilibria of binary logit choice with a network effect.
namespace nephoscope::theory {

/// One self-consistent expectation.
struct NetworkEquilibrium {
    double mean_choice = 0.0;  ///< m in [−1, 1], +1 = all choose alternative 1
    double share = 0.0;        ///< share of alternative 1, (1 + m)/2
    bool stable = false;       ///< best-response dynamics return to it: J(1 − m²) < 1
};

/// All fixed points of m = tanh(h + J·m), ascending: one, or up to three when `network_effect` J > 1. `advantage` h and
/// J in log points, u₁ − u₂ = 2h + 2J(2·share − 1). Roots lie between the turning points ±√(1 − 1/J) of tanh(h + J·m) −
/// m, so none is missed; where two roots merge (a fold) they are reported once. Throws ArgumentError for non-finite
/// arguments. Source: Brock & Durlauf 2001, REStud 68(2), eq. 15; Anderson, de Palma & Thisse 1992.
std::vector<NetworkEquilibrium> network_equilibria(double advantage, double network_effect);

}  // namespace nephoscope::theory
