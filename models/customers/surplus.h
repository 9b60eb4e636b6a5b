#pragma once

#include "sim/core/math_inline.h"

/// What one customer's workload spends on an offer and gains from it (docs/model.md#choice, MODEL 5.2): isoelastic
/// demand for effective tasks, so that outlay and surplus have exact closed forms in the quality-adjusted price π.
/// `attraction` is −ln π [log points]: positive where the offer beats the legacy process.
namespace nephoscope {

struct OutlayAndSurplus {
    double outlay = 0;   ///< Y = A π^(1−η) [USD/month], cash
    double surplus = 0;  ///< CS = A (π^(1−η) − 1)/(η − 1) [USD/month], relative to legacy; −A ln π at η = 1
};

/// CS alone. `budget` A [USD/month]; `excess_elasticity` is η − 1 ≥ 0. Through expm1, so that η → 1 is exact to
/// rounding.
inline double surplus_of(double budget, double attraction, double excess_elasticity) {
    if (excess_elasticity == 0) return budget * attraction;
    return budget * (math::expm1_inline(excess_elasticity * attraction) * (1 / excess_elasticity));
}

/// π^(1−η) − 1, or −ln π at η = 1: what outlay and surplus are made of. Excess elasticity is η − 1 ≥ 0.
inline double gain_of(double attraction, double excess_elasticity) {
    return excess_elasticity == 0 ? attraction : math::expm1_inline(excess_elasticity * attraction);
}

/// Y and CS of a budget from its gain.
inline double outlay_of(double budget, double gain, double excess_elasticity) {
    return excess_elasticity == 0 ? budget : budget + budget * gain;
}
inline double surplus_from(double budget, double gain, double excess_elasticity) {
    return excess_elasticity == 0 ? budget * gain : budget * (gain * (1 / excess_elasticity));
}

inline OutlayAndSurplus outlay_and_surplus(double budget, double attraction, double excess_elasticity) {
    if (excess_elasticity == 0) return {budget, budget * attraction};
    const double gain = math::expm1_inline(excess_elasticity * attraction);
    return {budget + budget * gain, budget * (gain * (1 / excess_elasticity))};
}

}  // namespace nephoscope
