#include <cmath>
#include <limits>

#include "models/theory/bootstrap.h"
#include "models/theory/crossed.h"
#include "models/theory/dynamics_arguments.h"
#include "models/theory/sensitivity_replicated.h"

namespace nephoscope::theory {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

/// Outputs by block, each [base_points, replications], base points that are not whole left out.
struct Blocks {
    std::vector<MatrixXd> all;  ///< A, B, AB₁ … AB_k
    int left_out = 0;
    const MatrixXd& a() const { return all[0]; }
    const MatrixXd& b() const { return all[1]; }
    const MatrixXd& ab(Index input) const { return all[static_cast<std::size_t>(input) + 2]; }
    Index rows() const { return a().rows(); }
    Index replications() const { return a().cols(); }
    Index inputs() const { return static_cast<Index>(all.size()) - 2; }
};

Blocks blocks_of(const SaltelliDesign& layout, const MatrixXd& outputs) {
    require_size("outputs", outputs.rows(), layout.design.points.rows());
    require(outputs.cols() >= 1, "outputs", "without a column", "one column per replication");
    const Index n = layout.base_points, blocks = layout.inputs + 2;
    std::vector<Index> whole;
    for (Index j = 0; j < n; ++j) {
        bool finite = true;
        for (Index block = 0; block < blocks; ++block) finite = finite && outputs.row(block * n + j).allFinite();
        if (finite) whole.push_back(j);
    }
    Blocks result;
    result.left_out = static_cast<int>(n - static_cast<Index>(whole.size()));
    for (Index block = 0; block < blocks; ++block)
        result.all.emplace_back(outputs.middleRows(block * n, n)(whole, Eigen::all));
    return result;
}

/// Takes from every output the mean of its replication, which common random numbers make all points share.
void centre(Blocks& blocks) {
    RowVectorXd mean = RowVectorXd::Zero(blocks.replications());
    for (const MatrixXd& block : blocks.all) mean += block.colwise().mean();
    mean /= static_cast<double>(blocks.all.size());
    for (MatrixXd& block : blocks.all) block.rowwise() -= mean;
}

/// Variance between replications of one point, two-way: without the point's mean and the replication's mean.
double noise_variance(const Blocks& blocks) {
    const Index replications = blocks.replications();
    if (replications == 1) return std::numeric_limits<double>::quiet_NaN();
    double squares = 0;
    for (const MatrixXd& block : blocks.all) squares += (block.colwise() - block.rowwise().mean()).squaredNorm();
    const Index points = blocks.rows() * static_cast<Index>(blocks.all.size());
    return squares / (static_cast<double>(points - 1) * static_cast<double>(replications - 1));
}

/// What the estimates are functions of, averaged over base points: per input the crossed products of B with the change
/// from A to AB_i, and of that change with itself; the mean crossed square of A and B; then by replication the mean of
/// A and B, of all blocks, and of each change. Shape [base_points, 2·inputs + 1 + (2 + inputs)·replications].
MatrixXd statistics_of(const Blocks& blocks) {
    const Index k = blocks.inputs(), replications = blocks.replications();
    MatrixXd statistics(blocks.rows(), 2 * k + 1 + (2 + k) * replications);
    MatrixXd all = blocks.a() + blocks.b();
    for (Index i = 0; i < k; ++i) {
        const MatrixXd change = blocks.ab(i) - blocks.a();
        statistics.col(i) = crossed_product(blocks.b(), change);
        statistics.col(k + i) = crossed_product(change, change);
        statistics.middleCols(2 * k + 1 + (2 + i) * replications, replications) = change;
        all += blocks.ab(i);
    }
    statistics.col(2 * k) = (crossed_product(blocks.a(), blocks.a()) + crossed_product(blocks.b(), blocks.b())) / 2;
    statistics.middleCols(2 * k + 1, replications) = (blocks.a() + blocks.b()) / 2;
    statistics.middleCols(2 * k + 1 + replications, replications) = all / static_cast<double>(k + 2);
    return statistics;
}

/// Variances that the inputs cause: alone, in all, and together; shapes [inputs], [inputs], 1.
struct Variances {
    VectorXd first, total;
    double whole;
};

Variances variances_of(const RowVectorXd& means, Index k, Index replications) {
    const auto by_replication = [&](Index which) -> MatrixXd {
        return means.segment(2 * k + 1 + which * replications, replications);
    };
    const MatrixXd of_ab = by_replication(0), of_all = by_replication(1);
    Variances variances{VectorXd(k), VectorXd(k), means(2 * k) - crossed_product(of_ab, of_ab)(0)};
    for (Index i = 0; i < k; ++i) {
        variances.first(i) = means(i) - crossed_product(of_all, by_replication(2 + i))(0);
        variances.total(i) = means(k + i) / 2;
    }
    return variances;
}

double variance_of_point_means(const Blocks& blocks) {
    const VectorXd a = blocks.a().rowwise().mean(), b = blocks.b().rowwise().mean();
    const double mean = (a.mean() + b.mean()) / 2;
    return ((a.array() - mean).square().mean() + (b.array() - mean).square().mean()) / 2;
}

}  // namespace

ReplicatedSobol estimate_replicated_sobol(const SaltelliDesign& layout, const MatrixXd& outputs,
                                          const BootstrapOptions& options) {
    Blocks blocks = blocks_of(layout, outputs);
    check_bootstrap(options, blocks.rows());
    centre(blocks);
    const Index n = blocks.rows(), k = blocks.inputs(), replications = blocks.replications();
    const MatrixXd statistics = statistics_of(blocks);
    const Variances found = variances_of(statistics.colwise().mean(), k, replications);
    MatrixXd first(options.resamples, k), total(options.resamples, k), whole(options.resamples, 1);
    for (int resample = 0; resample < options.resamples; ++resample) {
        VectorXd weights = VectorXd::Zero(n);
        for (const Index row : resampled_rows(n, options.seed, resample)) weights(row) += 1.0 / static_cast<double>(n);
        const Variances drawn = variances_of(weights.transpose() * statistics, k, replications);
        first.row(resample) = drawn.first.transpose();
        total.row(resample) = drawn.total.transpose();
        whole(resample) = drawn.whole;
    }
    ReplicatedSobol result;
    result.base_points = static_cast<int>(n);
    result.left_out = blocks.left_out;
    result.noise_variance = noise_variance(blocks);
    result.variance = with_interval(VectorXd::Constant(1, found.whole), whole, options.confidence);
    result.distinct = found.whole > 0 && result.variance.lower(0) > 0;
    const double plain = variance_of_point_means(blocks);
    const double scale = result.distinct ? found.whole : (plain > 0 ? plain : 1);
    for (int resample = 0; resample < options.resamples; ++resample) {
        const double drawn = result.distinct && whole(resample) > 0 ? whole(resample) : scale;
        first.row(resample) /= drawn;
        total.row(resample) /= drawn;
    }
    result.first_order = with_interval(found.first / scale, first, options.confidence);
    result.total = with_interval(found.total / scale, total, options.confidence);
    return result;
}

}  // namespace nephoscope::theory
