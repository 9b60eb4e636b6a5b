#pragma once

namespace nephoscope {

/// Demand as price setters perceive it: the mean-field nested logit of docs/model.md#choice, of which the share `reach`
/// answers within the horizon; the rest buys on and answers by η alone (MODEL 6.1 and 6.2).
struct PerceivedDemand {
    double taste_precision = 3;        ///< α
    double nest_dissimilarity = 0.25;  ///< λ_n
    double demand_elasticity = 1.1;    ///< η
    double reach = 1;                  ///< Θ in [0, 1]
};

/// Θ = 1 − (1 − λ_c)^H: part of spend that is up for decision at least once in `horizon` months, `contestable` λ_c of
/// it in each.
double reach_of(double contestable, double horizon);

/// e_ℓ = (1 − Θ)η + Θ[1 + α(1 − s) + (η − 1)s]: own elasticity of a lab's units in its list price; s its spend share.
double lab_elasticity(const PerceivedDemand& demand, double lab_share);

/// e_ℓc = (1 − Θ)η + Θ[1 + α((1 − s)/λ_n + s − S_c) + (η − 1)S_c]: elasticity of the units of a lab at cloud c in c's
/// common price; `within` s is c's share of the lab's spend, `venue_share` S_c the cloud's of all spend.
double offer_elasticity(const PerceivedDemand& demand, double within, double venue_share);

/// D_stay = Θ·((1 − s)/s)·[α((1/λ_n − 1)s + S_c) − (η − 1)S_c]/e_ℓc: units of the lab gained at its other venues per
/// unit lost at c when c's common price rises; 0 for s = 0.
double retained_units(const PerceivedDemand& demand, double within, double venue_share);

}  // namespace nephoscope
