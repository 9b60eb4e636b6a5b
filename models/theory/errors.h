#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace nephoscope::theory {

/// An iteration ended without meeting its tolerance. Never turned into a number.
struct NoConvergence : std::runtime_error {
    /// `what_for` names the computation; `residual` is in its own unit, after `iterations` steps.
    NoConvergence(const std::string& what_for, double residual_, int iterations_)
        : std::runtime_error(fmt::format("{} did not converge: residual {:.3g} after {} iterations", what_for,
                                         residual_, iterations_)),
          residual(residual_),
          iterations(iterations_) {}
    double residual;
    int iterations;
};

/// No point that satisfies the equilibrium's conditions was found, or the candidate failed its checks.
struct NoEquilibrium : std::runtime_error {
    /// `reason` says which condition fails; `residual` is the first-order residual of the last candidate.
    NoEquilibrium(const std::string& reason, double residual_, int iterations_)
        : std::runtime_error(
              fmt::format("no equilibrium: {} (residual {:.3g} after {} iterations)", reason, residual_, iterations_)),
          residual(residual_),
          iterations(iterations_) {}
    double residual;
    int iterations;
};

}  // namespace nephoscope::theory
