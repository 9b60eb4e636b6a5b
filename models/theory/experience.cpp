#include "models/theory/experience.h"

#include <cmath>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void require_positive(const char* argument, double value) {
    require(value > 0 && std::isfinite(value), argument, value, "finite and above 0");
}

}  // namespace

double learning_exponent(double progress_ratio) {
    require_positive("progress_ratio", progress_ratio);
    return -math::log(progress_ratio) / math::log(2.0);
}

double experience_curve_cost(double reference_cost, double reference_output, double output, double progress_ratio) {
    require(reference_cost >= 0 && std::isfinite(reference_cost), "reference_cost", reference_cost,
            "finite and at least 0");
    require_positive("reference_output", reference_output);
    require_positive("output", output);
    const double doublings_exponent = learning_exponent(progress_ratio);
    return reference_cost * math::exp(-doublings_exponent * math::log(output / reference_output));
}

}  // namespace nephoscope::theory
