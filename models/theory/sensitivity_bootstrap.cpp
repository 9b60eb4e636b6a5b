#include <vector>

#include "models/theory/bootstrap.h"

namespace nephoscope::theory {

namespace {

SaltelliOutputs rows_of(const SaltelliOutputs& outputs, const std::vector<Eigen::Index>& rows) {
    SaltelliOutputs drawn;
    drawn.a = outputs.a(rows);
    drawn.b = outputs.b(rows);
    drawn.ab = outputs.ab(rows, Eigen::all);
    if (outputs.ba.size() > 0) drawn.ba = outputs.ba(rows, Eigen::all);
    return drawn;
}

bool varies(const SaltelliOutputs& outputs) {
    return (outputs.a.array() != outputs.a(0)).any() || (outputs.b.array() != outputs.a(0)).any();
}

}  // namespace

SobolEstimate estimate_sobol_indices(const SaltelliOutputs& outputs, const BootstrapOptions& options) {
    const Eigen::VectorXd first_order = saltelli_first_order(outputs);
    const Eigen::VectorXd total = jansen_total(outputs);
    check_bootstrap(options, outputs.a.size());
    Eigen::MatrixXd first_resampled(options.resamples, first_order.size());
    Eigen::MatrixXd total_resampled(options.resamples, total.size());
    for (int resample = 0; resample < options.resamples; ++resample) {
        const SaltelliOutputs drawn = rows_of(outputs, resampled_rows(outputs.a.size(), options.seed, resample));
        // A resample of one repeated output has no variance to share out; it says what the whole sample says.
        const bool usable = varies(drawn);
        first_resampled.row(resample) = (usable ? saltelli_first_order(drawn) : first_order).transpose();
        total_resampled.row(resample) = (usable ? jansen_total(drawn) : total).transpose();
    }
    return {with_interval(first_order, first_resampled, options.confidence),
            with_interval(total, total_resampled, options.confidence), options};
}

MorrisEstimate estimate_morris_measures(const Eigen::MatrixXd& effects, const BootstrapOptions& options) {
    const MorrisMeasures measures = morris_measures(effects);
    check_bootstrap(options, effects.rows());
    Eigen::MatrixXd resampled(options.resamples, effects.cols());
    for (int resample = 0; resample < options.resamples; ++resample) {
        const Eigen::MatrixXd drawn = effects(resampled_rows(effects.rows(), options.seed, resample), Eigen::all);
        resampled.row(resample) = drawn.cwiseAbs().colwise().sum() / static_cast<double>(drawn.rows());
    }
    return {measures, with_interval(measures.mu_star, resampled, options.confidence), options};
}

}  // namespace nephoscope::theory
