#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

/// Designs of experiments on the unit cube. A design remembers its kind and seed, so that results say how to have it
/// again; the same arguments give the same points on every machine.
namespace nephoscope::theory {

enum class DesignKind { grid, latin_hypercube, sobol, halton, saltelli, morris };

/// Points at which to evaluate a model.
struct Design {
    DesignKind kind = DesignKind::grid;
    std::uint64_t seed = 0;  ///< of the random part; without effect where the design has none
    Eigen::MatrixXd points;  ///< in [0, 1], shape [points, inputs]
};

/// Where a point stands within its cell of a Latin hypercube.
enum class CellPosition { random, centre };

/// Whether low-discrepancy points are moved by a random digital shift, which makes their averages unbiased and gives
/// independent replications for error estimates.
enum class Randomisation { none, digital_shift };

/// Every combination of `levels[i]` ≥ 1 equidistant values per input, ends included (the centre for one level); the
/// last input varies fastest. Throws ArgumentError for no input, a level below 1, or more than 10⁸ points.
Design grid_design(const std::vector<int>& levels);

/// `points` ≥ 1 points whose every coordinate falls once into each of `points` equal cells.
/// Source: McKay, Beckman & Conover 1979, Technometrics 21.
Design latin_hypercube(int points, int inputs, std::uint64_t seed, CellPosition position = CellPosition::random);

/// Points `first` … `first + points − 1` of the Sobol' sequence, the origin being point 0. Direction numbers of
/// Joe & Kuo 2008 (new-joe-kuo-6) up to 3667 inputs; powers of two are best for `points`.
Design sobol_points(int points, int inputs, Randomisation randomisation = Randomisation::none, std::uint64_t seed = 0,
                    std::uint64_t first = 0);

/// Points `first` … `first + points − 1` of the Halton sequence in the `bases` ≥ 2 (one per input, pairwise coprime to
/// be of use), unscrambled; point 0 is the origin, so sequences usually start at 1. Source: Halton 1960.
Design halton_points(const std::vector<int>& bases, int points, std::uint64_t first = 1);

/// Points for variance-based sensitivity: matrices A and B, A with column i taken from B for each input i, and, when
/// asked for, B with column i taken from A. Rows stand in this order: A, B, AB₁ … AB_k, (BA₁ … BA_k), `base_points`
/// rows each. A and B are the halves of a Sobol' sequence in 2k dimensions. Source: Saltelli et al. 2010, CPC 181.
struct SaltelliDesign {
    Design design;  ///< shape [base_points·(inputs + 2) or base_points·(2·inputs + 2), inputs]
    int base_points = 0;
    int inputs = 0;
    bool with_ba = false;
};

SaltelliDesign saltelli_design(int base_points, int inputs, bool with_ba = false,
                               Randomisation randomisation = Randomisation::digital_shift, std::uint64_t seed = 0);

/// The design of given A and B, both [base_points, inputs]. Throws ArgumentError when they are empty or differ in
/// shape.
SaltelliDesign saltelli_design_of(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b, bool with_ba = false);

/// Step of Morris trajectories on `levels` levels, p/(2(p − 1)), in unit-cube scale.
double morris_step(int levels);

/// `trajectories` random walks of inputs + 1 points each; every step changes one input by ±p/(2(p − 1)), every input
/// once, in random order, on the grid {0, 1/(p − 1), …, 1} of an even number p of `levels`. Rows [trajectory·(inputs +
/// 1) + step]. Throws ArgumentError for odd `levels`, whose step would leave the grid. Source: Morris 1991,
/// Technometrics 33.
Design morris_trajectories(int trajectories, int inputs, int levels, std::uint64_t seed);

/// Points scaled from the unit cube to [lower, upper] per input. Throws ArgumentError unless the bounds have one finite
/// element per input and lower ≤ upper.
Eigen::MatrixXd scale_to_bounds(const Eigen::MatrixXd& unit_points, const Eigen::VectorXd& lower,
                                const Eigen::VectorXd& upper);

}  // namespace nephoscope::theory
