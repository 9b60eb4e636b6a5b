#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "analysis/sweeps/collect.h"
#include "analysis/sweeps/plan.h"
#include "analysis/sweeps/sweep.h"
#include "sim/core/math.h"
#include "sim/core/random.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope::test {

/// A real study, read, stored and collected as any other, whose runs are not simulated: its outcomes are a known
/// function of the four swept keys, on the unit cube that their ranges span, or noise.
class KnownStudy {
public:
    /// u in [0, 1]⁴ and a number that is standard normal over points and replications → the three outcomes.
    using Function = std::function<std::vector<double>(const Eigen::VectorXd& u, double noise, int replication)>;

    KnownStudy(const std::string& design, int replications, Function function)
        : function_(std::move(function)), diagnostics_(sources_) {
        const std::filesystem::path base =
            std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "tests/scenario/gallery/parents/base.toml";
        std::filesystem::copy_file(base, folder_.file("closed.toml"));
        folder_.write("open.toml", "extends = \"closed.toml\"\nremove = [\"agreement.alpha-only-north\"]\n");
        folder_.write("known.toml", text_of(design, replications));
        study_ = load_study(folder_.file("known.toml"), sources_, diagnostics_);
    }

    std::string messages() const { return diagnostics_.str(); }
    const Study& study() const { return study_; }
    std::string file(const std::string& name) const { return folder_.file(name); }

    /// Fills a store and collects it; returns the results file. Runs of `failing` points fail.
    std::string collected(const std::vector<std::size_t>& failing = {}) {
        failing_ = failing;
        Store store = Store::open_for(folder_.file("store"), plan_of(study_));
        StoreWork work(store, {}, false);
        carry_out(
            work, [this](const Task& task, int, const StopRequest&) { return std::optional(record_of(task)); }, {1, 1},
            [] { return false; });
        work.seal();
        store.refresh();
        collect(store, study_, results_file_of(store.folder()), false);
        return results_file_of(store.folder());
    }

private:
    static std::string text_of(const std::string& design, int replications) {
        return "# Are known indices found?\n[study]\nscenarios = [\"closed\", \"open\"]\nbase = \"closed\"\n"
               "replications = " +
               std::to_string(replications) + "\n\n[design]\nseed = 3\n" + design +
               "\n[parameters]\n"
               "attention.base_per_month = { range = [0.02, 0.2] }\n"
               "attention.new_offer = { range = [0, 0.8] }\n"
               "choice.taste_precision = { range = [1, 16], scale = \"log\" }\n"
               "portfolio.cost_indexation = { range = [0, 1] }\n"
               "[outcome.alone]\nvariable = \"outlay\"\n"
               "[outcome.gain]\nvariable = \"npv\"\nparty = \"north\"\ndifference = true\n"
               "[outcome.noise]\nvariable = \"hhi_clouds\"\n";
    }

    Eigen::VectorXd unit_of(const std::vector<double>& point) const {
        Eigen::VectorXd u(static_cast<Eigen::Index>(point.size()));
        for (std::size_t p = 0; p < point.size(); ++p) {
            const StudyParameter& range = study_.parameters[p];
            u(static_cast<Eigen::Index>(p)) = range.logarithmic
                                                  ? math::log(point[p] / range.low) / math::log(range.high / range.low)
                                                  : (point[p] - range.low) / (range.high - range.low);
        }
        return u;
    }

    RunRecord record_of(const Task& task) const {
        RunRecord record;
        std::vector<std::string> keys;
        for (const StudyParameter& parameter : study_.parameters) keys.push_back(parameter.key);
        record.point = point_key(keys, study_.points[task.point]);
        record.replication = task.replication;
        if (std::find(failing_.begin(), failing_.end(), task.point) != failing_.end()) {
            record.message = "the money leaked";
            return record;
        }
        const Words words = philox(
            {static_cast<std::uint32_t>(task.point), static_cast<std::uint32_t>(task.replication), 5, 5}, {11, 12});
        const double noise = math::normal_quantile((words[0] + 0.5) / 4294967296.0);
        const std::vector<double> found = function_(unit_of(study_.points[task.point]), noise, task.replication);
        const double none = std::numeric_limits<double>::quiet_NaN();
        record.values = {found[0], none, found[2], 2 * found[0], found[1], found[2]};
        record.result_hashes = {"a", "b"};
        return record;
    }

    TemporaryFolder folder_;
    Function function_;
    Sources sources_;
    Diagnostics diagnostics_;
    Study study_;
    std::vector<std::size_t> failing_;
};

}  // namespace nephoscope::test
