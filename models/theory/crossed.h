#pragma once

#include <Eigen/Core>

namespace nephoscope::theory {

/// Mean of x_r·y_s over all pairs of different replications r ≠ s, row by row; shapes [rows, replications]. The product
/// of the values themselves for one replication.
inline Eigen::ArrayXd crossed_product(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y) {
    if (x.cols() == 1) return x.col(0).array() * y.col(0).array();
    const double pairs = static_cast<double>(x.cols()) * static_cast<double>(x.cols() - 1);
    const Eigen::ArrayXd same = (x.array() * y.array()).rowwise().sum();
    return (x.array().rowwise().sum() * y.array().rowwise().sum() - same) / pairs;
}

}  // namespace nephoscope::theory
