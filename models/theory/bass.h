#pragma once

#include <Eigen/Core>
#include <vector>

/// Diffusion of an innovation (Bass 1969), in three forms that differ and one for a finite number of agents.
///
/// 1. continuous time, closed form: bass_adoption, bass_rate, bass_peak;
/// 2. the explicit recursion F ← F + (p + qF)(1 − F): bass_recursion;
/// 3. periods within which agents adopt independently at the hazard of the period's start,
///    F ← F + (1 − e^−(p + qF))(1 − F): bass_hazard_recursion.
/// The simulator activates workloads by the second form per month (docs/model.md#attention).
namespace nephoscope::theory {

struct BassModel {
    double innovation = 0.0;  ///< p > 0 [1/period], adoption without influence of others
    double imitation = 0.0;   ///< q ≥ 0 [1/period], influence of the adopted fraction
};

/// The fraction that has adopted by `time` ≥ 0 [periods], (1 − e^−(p+q)t) / (1 + (q/p) e^−(p+q)t).
/// Throws ArgumentError outside these ranges. Source: Bass 1969, Management Science 15(5), eq. 9.
double bass_adoption(const BassModel& model, double time);

/// The rate of adoption dF/dt at `time` [1/period]. Source: Bass 1969, eq. 10.
double bass_rate(const BassModel& model, double time);

/// When adoption is fastest.
struct BassPeak {
    double time = 0.0;      ///< ln(q/p)/(p + q) [periods]; 0 when q ≤ p, as the rate then falls from the start
    double rate = 0.0;      ///< (p + q)²/(4q) [1/period]; p when q ≤ p
    double adoption = 0.0;  ///< 1/2 − p/(2q); 0 when q ≤ p
};

BassPeak bass_peak(const BassModel& model);

/// The adopted fraction after `periods` ≥ 0 steps of the explicit recursion from 0.
/// Throws ArgumentError when p + q > 1, since p + qF is then no probability.
double bass_recursion(const BassModel& model, int periods);

/// The adopted fraction after `periods` ≥ 0 steps of the recursion with a constant hazard within each period, from 0.
double bass_hazard_recursion(const BassModel& model, int periods);

/// Mean and standard deviation of the adopted fraction.
struct AdoptionMoments {
    double mean = 0.0;
    double standard_deviation = 0.0;
};

/// The law of the number of adopters among `agents` ≥ 1 after `periods` ≥ 0 synchronous periods, each agent adopting
/// with probability p + q·(adopters/agents); shape [agents + 1]. Exact: a Markov chain with binomial steps. Its mean
/// differs from the explicit recursion by O(1/agents). Costs agents² per period. Throws ArgumentError when p + q > 1.
/// Source: Fibich & Gibori 2010, Operations Research.
Eigen::VectorXd bass_agents_law(const BassModel& model, int agents, int periods);

/// The moments of the adopted fraction under a law of the number of adopters, shape [agents + 1].
AdoptionMoments adoption_moments(const Eigen::VectorXd& law);

}  // namespace nephoscope::theory
