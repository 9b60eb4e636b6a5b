#include "models/customers/anderson.h"

#include <Eigen/Dense>

namespace nephoscope {

std::vector<double> Anderson::next(const std::vector<double>& x, const std::vector<double>& residual) {
    x_.push_back(x);
    residual_.push_back(residual);
    if (x_.size() > depth_ + 1) {
        x_.pop_front();
        residual_.pop_front();
    }
    const auto n = static_cast<Eigen::Index>(x.size());
    const auto columns = static_cast<Eigen::Index>(x_.size()) - 1;
    const Eigen::VectorXd now = Eigen::Map<const Eigen::VectorXd>(x.data(), n);
    const Eigen::VectorXd r = Eigen::Map<const Eigen::VectorXd>(residual.data(), n);
    Eigen::VectorXd result = now + r;
    if (columns > 0) {
        Eigen::MatrixXd dr(n, columns), dx(n, columns);
        for (Eigen::Index j = 0; j < columns; ++j) {
            const auto u = static_cast<std::size_t>(j);
            dr.col(j) = Eigen::Map<const Eigen::VectorXd>(residual_[u + 1].data(), n) -
                        Eigen::Map<const Eigen::VectorXd>(residual_[u].data(), n);
            dx.col(j) = Eigen::Map<const Eigen::VectorXd>(x_[u + 1].data(), n) -
                        Eigen::Map<const Eigen::VectorXd>(x_[u].data(), n);
        }
        Eigen::MatrixXd system(n + columns, columns);
        system << dr, ridge_ * Eigen::MatrixXd::Identity(columns, columns);
        Eigen::VectorXd right(n + columns);
        right << r, Eigen::VectorXd::Zero(columns);
        result -= (dx + dr) * system.householderQr().solve(right);
    }
    return {result.data(), result.data() + n};
}

void Anderson::forget() {
    x_.clear();
    residual_.clear();
}

}  // namespace nephoscope
