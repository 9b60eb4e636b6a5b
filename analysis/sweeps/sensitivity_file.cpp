#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>

#include "analysis/sweeps/sensitivity.h"
#include "analysis/sweeps/study_points.h"
#include "sim/core/error.h"
#include "sim/io/atomic_file.h"
#include "sim/io/results.h"
#include "sim/io/results_netcdf.h"
#include "sim/run/version.h"

namespace nephoscope {

namespace {

using results::NetcdfFile;

/// The file under construction: cells are collected by name, then written over scenario and outcome.
class SensitivityFile {
public:
    SensitivityFile(const StudyResults& results, NetcdfFile& file) : file_(file) {
        for (const StudyOutcomeValues& outcome : results.outcomes) {
            add(scenarios_, outcome.scenario);
            add(outcomes_, outcome.outcome);
        }
        for (const StudyParameter& parameter : results.study.parameters) parameters_.push_back(parameter.key);
        file_.add_text_axis("scenario", scenarios_);
        file_.add_text_axis("outcome", outcomes_);
        file_.add_text_axis("parameter", parameters_);
        std::vector<std::string> units(outcomes_.size());
        for (const StudyOutcomeValues& outcome : results.outcomes)
            units[static_cast<std::size_t>(std::find(outcomes_.begin(), outcomes_.end(), outcome.outcome) -
                                           outcomes_.begin())] = outcome.units;
        file_.add_texts("outcome_units", "Unit of the outcome", {"outcome"}, units);
    }

    /// A number of each outcome.
    template <class Get>
    void number(const char* name, const char* meaning, const std::vector<OutcomeSensitivity>& analyses, Get get) {
        write(name, meaning, {"scenario", "outcome"}, 1, analyses,
              [&](const OutcomeSensitivity& analysis, std::size_t) { return static_cast<double>(get(analysis)); });
    }

    /// A number of each outcome and parameter.
    template <class Get>
    void by_parameter(const std::string& name, const std::string& meaning,
                      const std::vector<OutcomeSensitivity>& analyses, Get get) {
        write(name, meaning, {"scenario", "outcome", "parameter"}, parameters_.size(), analyses,
              [&](const OutcomeSensitivity& analysis, std::size_t p) {
                  return get(analysis)(static_cast<Eigen::Index>(p));
              });
    }

    /// The estimate and the ends of its interval.
    template <class Get>
    void interval(const std::string& name, const std::string& meaning, const std::vector<OutcomeSensitivity>& analyses,
                  Get get) {
        by_parameter(name, meaning, analyses, [&](const OutcomeSensitivity& a) { return get(a).value; });
        by_parameter(name + "_lower", meaning + ": lower end of the interval", analyses,
                     [&](const OutcomeSensitivity& a) { return get(a).lower; });
        by_parameter(name + "_upper", meaning + ": upper end of the interval", analyses,
                     [&](const OutcomeSensitivity& a) { return get(a).upper; });
    }

private:
    static void add(std::vector<std::string>& labels, const std::string& label) {
        if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
    }

    template <class Get>
    void write(const std::string& name, const std::string& meaning, std::vector<std::string> axes, std::size_t width,
               const std::vector<OutcomeSensitivity>& analyses, Get get) {
        std::vector<double> cells(scenarios_.size() * outcomes_.size() * width,
                                  std::numeric_limits<double>::quiet_NaN());
        for (const OutcomeSensitivity& analysis : analyses) {
            if (!analysis.estimated) continue;
            const auto s = static_cast<std::size_t>(
                std::find(scenarios_.begin(), scenarios_.end(), analysis.outcome->scenario) - scenarios_.begin());
            const auto o = static_cast<std::size_t>(
                std::find(outcomes_.begin(), outcomes_.end(), analysis.outcome->outcome) - outcomes_.begin());
            for (std::size_t p = 0; p < width; ++p) cells[(s * outcomes_.size() + o) * width + p] = get(analysis, p);
        }
        file_.add_array({"", name, std::move(axes), Storage::real, "1", meaning}, H5T_NATIVE_DOUBLE, cells.data());
    }

    NetcdfFile& file_;
    std::vector<std::string> scenarios_, outcomes_, parameters_;
};

void write_sobol(SensitivityFile& file, const std::vector<OutcomeSensitivity>& all) {
    using A = OutcomeSensitivity;
    file.number("base_points", "Base points without a failed run", all, [](const A& a) { return a.sobol.base_points; });
    file.number("variance", "Variance over the parameters, in the outcome's unit squared", all,
                [](const A& a) { return a.sobol.variance.value(0); });
    file.number("variance_lower", "Lower end of its interval", all,
                [](const A& a) { return a.sobol.variance.lower(0); });
    file.number("variance_upper", "Upper end of its interval", all,
                [](const A& a) { return a.sobol.variance.upper(0); });
    file.number("noise_variance", "Variance of one run around its point's mean, in the outcome's unit squared", all,
                [](const A& a) { return a.sobol.noise_variance; });
    file.number("distinct", "1 where the parameters' variance is distinct from 0; else indices share out all variance",
                all, [](const A& a) { return a.sobol.distinct ? 1 : 0; });
    file.interval("first_order", "First-order index, without replication noise", all,
                  [](const A& a) -> const theory::IntervalEstimate& { return a.sobol.first_order; });
    file.interval("total", "Total index, without replication noise", all,
                  [](const A& a) -> const theory::IntervalEstimate& { return a.sobol.total; });
}

void write_morris(SensitivityFile& file, const std::vector<OutcomeSensitivity>& all) {
    using A = OutcomeSensitivity;
    file.by_parameter("effects", "Effects that no failed run touches", all,
                      [](const A& a) -> Eigen::VectorXd { return a.morris.used.cast<double>(); });
    file.interval("mu", "Mean effect of the whole range, in the outcome's unit", all,
                  [](const A& a) -> const theory::IntervalEstimate& { return a.morris.mu; });
    file.interval("mu_star", "Mean absolute effect of the whole range, without replication noise", all,
                  [](const A& a) -> const theory::IntervalEstimate& { return a.morris.mu_star; });
    file.interval("sigma", "Standard deviation of effects, without replication noise", all,
                  [](const A& a) -> const theory::IntervalEstimate& { return a.morris.sigma; });
    file.by_parameter("plain_mu_star", "Mean absolute effect of means over replications, noise included", all,
                      [](const A& a) -> const Eigen::VectorXd& { return a.morris.plain_mu_star; });
    file.by_parameter("standard_error", "Standard error of one effect from replication noise", all,
                      [](const A& a) -> const Eigen::VectorXd& { return a.morris.standard_error; });
}

void write_attributes(NetcdfFile& file, const StudyResults& results, const theory::BootstrapOptions& options) {
    file.set_attribute("title", "nephoscope sensitivity");
    file.set_attribute("Conventions", "CF-1.10");
    file.set_attribute("format_version", std::int64_t{kFormatVersion});
    file.set_attribute("program_version", program_version().version);
    file.set_attribute("study", results.name);
    file.set_attribute("study_text", results.study.text);
    file.set_attribute("outcome_hash", results.hash);
    file.set_attribute("design", design_name(results.study.design));
    file.set_attribute("base_scenario", results.base_scenario);
    file.set_attribute("limitations", results.limitations);
    file.set_attribute("confidence", fmt::format("{}", options.confidence));
    file.set_attribute("resamples", std::int64_t{options.resamples});
    file.set_attribute("bootstrap_seed", static_cast<std::int64_t>(options.seed));
    file.set_attribute("estimators", results.study.design == DesignKind::saltelli
                                         ? "first order: Saltelli et al. 2010; total: Jansen 1999; products over pairs "
                                           "of different replications; percentile bootstrap over base points"
                                         : "Morris 1991, Campolongo et al. 2007; sign of an effect from the other "
                                           "replications; percentile bootstrap over trajectories");
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

std::string sensitivity_file_of(const std::string& results) {
    std::filesystem::path path(results);
    path.replace_filename(path.stem().string() + "-sensitivity.nc");
    return path.string();
}

void write_sensitivity(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                       const theory::BootstrapOptions& options, const std::string& path, bool force) {
    // Beside an existing file first, to see whether it holds the same.
    const bool exists = !force && std::filesystem::is_regular_file(path);
    AtomicFile atomic(exists ? path + ".new" : path, force || exists);
    try {
        const hdf5::Lock lock;
        NetcdfFile file(atomic.temporary_path());
        SensitivityFile cells(results, file);
        cells.number("mean", "Mean over all finished runs, in the outcome's unit", analyses,
                     [](const OutcomeSensitivity& a) { return a.mean; });
        if (results.study.design == DesignKind::saltelli)
            write_sobol(cells, analyses);
        else
            write_morris(cells, analyses);
        write_attributes(file, results, options);
        file.close();
    } catch (const hdf5::Error& error) {
        throw MachineError(fmt::format("{}: {}", path, error.what()));
    }
    if (!exists) return atomic.commit();
    if (bytes_of(path) != bytes_of(atomic.temporary_path()))
        throw MachineError(
            fmt::format("{}: holds other numbers; --force replaces it, --output writes elsewhere", path));
}

}  // namespace nephoscope
