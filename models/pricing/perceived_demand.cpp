#include "models/pricing/perceived_demand.h"

#include "sim/core/math.h"

namespace nephoscope {

double reach_of(double contestable, double horizon) { return 1 - math::pow(1 - contestable, horizon); }

double lab_elasticity(const PerceivedDemand& demand, double lab_share) {
    return offer_elasticity(demand, 1, lab_share);  // all its venues: nothing is left within the nest
}

double offer_elasticity(const PerceivedDemand& demand, double within, double venue_share) {
    const double eta = demand.demand_elasticity;
    const double substitution = (1 - within) / demand.nest_dissimilarity + within - venue_share;
    const double answering = 1 + demand.taste_precision * substitution + (eta - 1) * venue_share;
    return (1 - demand.reach) * eta + demand.reach * answering;
}

double retained_units(const PerceivedDemand& demand, double within, double venue_share) {
    if (within <= 0) return 0;
    const double toward_lab = demand.taste_precision * ((1 / demand.nest_dissimilarity - 1) * within + venue_share);
    const double gain = toward_lab - (demand.demand_elasticity - 1) * venue_share;
    return demand.reach * (1 - within) / within * gain / offer_elasticity(demand, within, venue_share);
}

}  // namespace nephoscope
