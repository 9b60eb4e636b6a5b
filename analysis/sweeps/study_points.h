#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "analysis/sweeps/study.h"
#include "models/theory/designs.h"

namespace nephoscope {

/// The names of designs in study files and results: "list", "grid", "latin_hypercube", "sobol_points", "saltelli",
/// "morris".
const char* design_name(DesignKind kind);
std::optional<DesignKind> design_of_name(const std::string& name);
const std::vector<std::string>& design_names();

/// What a design is made from; the same gives the same points.
struct DesignSize {
    DesignKind kind = DesignKind::list;
    std::uint64_t seed = 0;
    int size = 0;    ///< points, base samples or trajectories, by kind
    int levels = 4;  ///< of Morris trajectories
    int inputs = 0;
};

/// Whether the design stands in the unit cube, so that a parameter needs a range (or values to draw from); the others
/// have the parameters' values themselves.
bool fills_ranges(DesignKind kind);

/// Points it will have, told before they are made: also of a list or grid, whose parameters count.
double point_count(const DesignSize& design, const std::vector<StudyParameter>& parameters);

/// The blocks of a Saltelli design, and the points of any design in the unit cube; shape [points, inputs]. Sobol'
/// points and Saltelli blocks are moved by the random shift of the seed. Throws ArgumentError as models/theory does, or
/// when the design does not fill ranges.
theory::SaltelliDesign saltelli_design_of_size(const DesignSize& design);
Eigen::MatrixXd unit_points(const DesignSize& design);

/// The value at `u` in [0, 1]: linear or even in the logarithm. A whole number, month, switch or one of listed values
/// has cells of equal width, so that uniform `u` makes each equally likely; on the grid of Morris trajectories, whose
/// ends are to be the ends of the range, it is the nearest.
double value_at(const StudyParameter& parameter, DesignKind kind, double u);

/// All points of the study's design, [points][parameters]. For a list the i-th values of all parameters, for a grid
/// every combination, the last parameter changing fastest.
std::vector<std::vector<double>> design_points(const Study& study);

}  // namespace nephoscope
