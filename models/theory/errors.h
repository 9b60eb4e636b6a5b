#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "sim/core/error.h"

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

/// Raises ArgumentError for `argument` with its `value` and the `allowed` range unless `holds`.
/// Written as a positive condition, so that NaN fails it.
inline void require(bool holds, const std::string& argument, double value, const std::string& allowed) {
    if (!holds) throw ArgumentError(argument, fmt::format("{:.17g}", value), allowed);
}

/// Raises ArgumentError unless an array has `expected` elements.
inline void require_size(const std::string& argument, long size, long expected) {
    if (size != expected) {
        throw ArgumentError(argument, fmt::format("{} elements long", size), fmt::format("{} elements long", expected));
    }
}

}  // namespace nephoscope::theory
