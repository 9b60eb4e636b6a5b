#pragma once

#include <fmt/format.h>

#include <Eigen/Core>
#include <cmath>
#include <string>
#include <type_traits>

#include "models/theory/errors.h"

/// Checks of arguments shared by the dynamic and sensitivity parts of models/theory.
namespace nephoscope::theory {

/// The same as require() of errors.h for integers and text.
template <class Value>
requires(!std::is_floating_point_v<Value>) void require(bool holds, const std::string& argument, const Value& value,
                                                        const std::string& allowed) {
    if (!holds) throw ArgumentError(argument, fmt::format("{}", value), allowed);
}

/// Throws ArgumentError unless `value` is a finite number.
inline void require_finite_argument(const std::string& argument, double value) {
    require(std::isfinite(value), argument, value, "finite");
}

/// Throws ArgumentError unless every element is finite and there is at least one; names the element at fault.
inline void require_finite_elements(const std::string& argument, const Eigen::VectorXd& values) {
    require(values.size() > 0, argument, "empty", "a list of at least one number");
    for (Eigen::Index i = 0; i < values.size(); ++i) {
        require(std::isfinite(values(i)), fmt::format("{}[{}]", argument, i), values(i), "finite");
    }
}

/// Throws ArgumentError unless `shares` are in [0, 1] and sum to 1 within 1e-9.
inline void require_distribution(const std::string& argument, const Eigen::VectorXd& shares) {
    require_finite_elements(argument, shares);
    for (Eigen::Index i = 0; i < shares.size(); ++i) {
        require(shares(i) >= 0 && shares(i) <= 1, fmt::format("{}[{}]", argument, i), shares(i), "in [0, 1]");
    }
    require(std::fabs(shares.sum() - 1) <= 1e-9, argument, fmt::format("a list of sum {}", shares.sum()),
            "shares that sum to 1");
}

}  // namespace nephoscope::theory
