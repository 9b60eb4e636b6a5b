#pragma once

#include <Eigen/Core>
#include <deque>

namespace nephoscope {

/// Anderson acceleration of a fixed-point iteration x ← x + r(x) (Walker & Ni 2011, SIAM J. Numer. Anal. 49): the next
/// x extrapolates from the last `depth` residuals r by least squares. Residuals of a simulation are steps: `ridge`, in
/// the unit of x, keeps differences that are mere steps from being extrapolated. Deterministic.
class Anderson {
public:
    Anderson(std::size_t depth, double ridge) : depth_(depth), ridge_(ridge) {}

    /// The next x from x and its residual. The first step, and the first after forget(), is the plain one.
    Eigen::VectorXd next(const Eigen::VectorXd& x, const Eigen::VectorXd& residual);

    void forget();

private:
    std::size_t depth_;
    double ridge_;
    std::deque<Eigen::VectorXd> x_, residual_;  ///< the last points, oldest first
};

}  // namespace nephoscope
