#include "models/customers/anderson.h"

#include <Eigen/Dense>

namespace nephoscope {

Eigen::VectorXd Anderson::next(const Eigen::VectorXd& x, const Eigen::VectorXd& residual) {
    x_.push_back(x);
    residual_.push_back(residual);
    if (x_.size() > depth_ + 1) {
        x_.pop_front();
        residual_.pop_front();
    }
    const auto columns = static_cast<Eigen::Index>(x_.size()) - 1;
    Eigen::VectorXd result = x + residual;
    if (columns == 0) return result;
    Eigen::MatrixXd dr(x.size(), columns), dx(x.size(), columns);
    for (Eigen::Index j = 0; j < columns; ++j) {
        const auto u = static_cast<std::size_t>(j);
        dr.col(j) = residual_[u + 1] - residual_[u];
        dx.col(j) = x_[u + 1] - x_[u];
    }
    Eigen::MatrixXd system(x.size() + columns, columns);
    system << dr, ridge_ * Eigen::MatrixXd::Identity(columns, columns);
    Eigen::VectorXd right(x.size() + columns);
    right << residual, Eigen::VectorXd::Zero(columns);
    result -= (dx + dr) * system.householderQr().solve(right);
    return result;
}

void Anderson::forget() {
    x_.clear();
    residual_.clear();
}

}  // namespace nephoscope
