#pragma once

#include <deque>
#include <vector>

namespace nephoscope {

/// Anderson acceleration of a fixed-point iteration x ← x + r(x) (Walker & Ni 2011, SIAM J. Numer. Anal. 49): the next
/// x extrapolates from the last `depth` residuals r by least squares. Residuals of a simulation are steps: `ridge`, in
/// the unit of x, keeps differences that are mere steps from being extrapolated. Deterministic.
class Anderson {
public:
    Anderson(std::size_t depth, double ridge) : depth_(depth), ridge_(ridge) {}

    /// The next x from x and its residual. The first step, and the first after forget(), is the plain one.
    std::vector<double> next(const std::vector<double>& x, const std::vector<double>& residual);

    /// Drops the history, for when the map itself has changed.
    void forget();

private:
    std::size_t depth_;
    double ridge_;
    std::deque<std::vector<double>> x_, residual_;
};

}  // namespace nephoscope
