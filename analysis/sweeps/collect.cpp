#include "analysis/sweeps/collect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <set>

#include "analysis/studies/ensemble.h"
#include "analysis/sweeps/study_points.h"
#include "models/metrics/metrics.h"
#include "sim/core/error.h"
#include "sim/core/hash.h"
#include "sim/io/atomic_file.h"
#include "sim/io/results.h"
#include "sim/io/results_netcdf.h"
#include "sim/run/version.h"

namespace nephoscope {

namespace {

using results::NetcdfFile;

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

/// "a.b-c" as a name that every netCDF reader takes, different from all before.
std::string variable_name(const std::string& key, std::set<std::string>& taken) {
    std::string name;
    for (const char c : key)
        name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    while (!taken.insert(name).second) name += '_';
    return name;
}

const VariableSpec* recorded_spec(const std::string& variable) {
    static const std::vector<VariableSpec> specs = recorded_variables();
    const auto found = std::find_if(specs.begin(), specs.end(), [&](const VariableSpec& spec) {
        return (spec.group.empty() ? spec.name : spec.group + "/" + spec.name) == variable;
    });
    return found == specs.end() ? nullptr : &*found;
}

/// Writes what a store holds into a file under construction.
class Collector {
public:
    Collector(const Store& store, const Study& study, NetcdfFile& file) : store_(store), study_(study), file_(file) {}

    void write() {
        read_status();
        write_axes();
        write_parameters();
        write_outcomes();
        write_runs();
        write_attributes();
    }

private:
    std::size_t points() const { return study_.points.size(); }
    std::size_t replications() const { return static_cast<std::size_t>(study_.replications); }
    std::size_t cells() const { return study_.scenarios.size() * study_.outcomes.size(); }

    void real_array(const std::string& name, std::vector<std::string> axes, const std::string& meaning,
                    const std::vector<double>& values) {
        file_.add_array({"", name, std::move(axes), Storage::real, "1", meaning}, H5T_NATIVE_DOUBLE, values.data());
    }
    void flag_array(const std::string& name, const std::string& axis, const std::string& meaning,
                    const std::vector<std::int8_t>& values) {
        file_.add_array({"", name, {axis}, Storage::flag, "1", meaning}, H5T_NATIVE_INT8, values.data());
    }

    void read_status() {
        for (std::size_t p = 0; p < points(); ++p)
            for (int r = 0; r < study_.replications; ++r)
                status_.push_back(static_cast<std::int64_t>(store_.state(p, r)));
    }

    void write_axes() {
        std::vector<std::int64_t> point_numbers, replication_numbers;
        for (std::size_t p = 0; p < points(); ++p) point_numbers.push_back(static_cast<std::int64_t>(p));
        for (int r = 0; r < study_.replications; ++r) replication_numbers.push_back(r);
        file_.add_number_axis("point", point_numbers);
        file_.add_number_axis("replication", replication_numbers);
        std::vector<std::string> labels;
        for (const StudyScenario& scenario : study_.scenarios) labels.push_back(scenario.label);
        file_.add_text_axis("scenario", labels);
        labels.clear();
        for (const StudyOutcome& outcome : study_.outcomes) labels.push_back(outcome.name);
        file_.add_text_axis("outcome", labels);
        labels.clear();
        for (const StudyParameter& parameter : study_.parameters) labels.push_back(parameter.key);
        file_.add_text_axis("parameter", labels);
    }

    void write_parameters() {
        std::vector<double> all, low, high;
        std::vector<std::int8_t> logarithmic;
        for (const std::vector<double>& point : study_.points) all.insert(all.end(), point.begin(), point.end());
        for (const StudyParameter& parameter : study_.parameters) {
            low.push_back(parameter.low);
            high.push_back(parameter.high);
            logarithmic.push_back(parameter.logarithmic ? 1 : 0);
        }
        real_array("parameter_value", {"point", "parameter"}, "Value of the swept key at the point", all);
        real_array("parameter_low", {"parameter"}, "Lower end of the swept range", low);
        real_array("parameter_high", {"parameter"}, "Upper end of the swept range", high);
        flag_array("parameter_logarithmic", "parameter", "Whether the range is filled evenly in the logarithm",
                   logarithmic);
        std::set<std::string> taken{"point",   "replication",   "scenario",        "outcome",
                                    "month",   "parameter",     "parameter_value", "parameter_low",
                                    "status",  "outcome_value", "message",         "parameter_high",
                                    "command", "result_hash",   "outcome_month",   "parameter_logarithmic"};
        std::vector<std::string> coordinates;
        for (std::size_t k = 0; k < study_.parameters.size(); ++k) {
            std::vector<double> values;
            for (const std::vector<double>& point : study_.points) values.push_back(point[k]);
            coordinates.push_back(variable_name(study_.parameters[k].key, taken));
            real_array(coordinates.back(), {"point"}, "Swept key " + study_.parameters[k].key, values);
        }
        if (!coordinates.empty()) file_.set_attribute("coordinates", fmt::format("{}", fmt::join(coordinates, " ")));
    }

    void write_outcomes() {
        std::vector<std::string> variables, labels, months, units;
        std::vector<std::int8_t> paired;
        for (const StudyOutcome& outcome : study_.outcomes) {
            const VariableSpec* spec = recorded_spec(outcome.variable);
            std::vector<std::string> pairs;
            for (const auto& [axis, label] : outcome.labels) pairs.push_back(axis + "=" + label);
            variables.push_back(outcome.variable);
            labels.push_back(fmt::format("{}", fmt::join(pairs, " ")));
            months.push_back(spec != nullptr && spec->has_months() ? outcome.month.str() : "");
            units.push_back(spec != nullptr ? spec->units : "1");
            paired.push_back(outcome.paired ? 1 : 0);
        }
        file_.add_texts("outcome_variable", "Recorded variable of the outcome", {"outcome"}, variables);
        file_.add_texts("outcome_labels", "Labels on the variable's axes", {"outcome"}, labels);
        file_.add_texts("outcome_month", "Last month of the window whose mean the outcome is", {"outcome"}, months);
        file_.add_texts("outcome_units", "Unit of the outcome", {"outcome"}, units);
        flag_array("outcome_paired", "outcome", "Whether the outcome is the scenario's value minus that of the base",
                   paired);
    }

    /// The months of the first run that did not fail; every run of a study has the same.
    void write_months() {
        const auto done = std::find(status_.begin(), status_.end(), static_cast<std::int64_t>(Store::State::done));
        if (!study_.trajectories || done == status_.end()) return;
        const auto run = static_cast<std::size_t>(done - status_.begin());
        months_ = store_.read(run / replications(), static_cast<int>(run % replications())).months;
        std::vector<std::int64_t> days;
        for (const double month : months_) days.push_back(Month::from_count(static_cast<int>(month)).days_since_2000());
        file_.add_number_axis("month", days);
        trajectories_ = file_.add_variable({"",
                                            "outcome_trajectory",
                                            {"replication", "scenario", "outcome", "month"},
                                            Storage::real,
                                            "1",
                                            "Outcomes of each month alone, in the unit outcome_units"},
                                           {"point"});
    }

    /// Point by point: memory never holds more than one point's trajectories.
    void write_runs() {
        write_months();
        std::vector<double> values;
        for (std::size_t p = 0; p < points(); ++p) {
            std::vector<double> paths;
            for (std::size_t r = 0; r < replications(); ++r) add_run(p, r, values, paths);
            if (trajectories_.dataset) file_.write_slab(trajectories_, {p}, H5T_NATIVE_DOUBLE, paths.data());
        }
        if (trajectories_.dataset) NetcdfFile::finish(trajectories_);
        real_array("outcome_value", {"point", "replication", "scenario", "outcome"},
                   "Outcomes, in the unit outcome_units", values);
        file_.add_array({"", "status", {"point", "replication"}, Storage::count, "1", "1 done, 2 failed"},
                        H5T_NATIVE_INT64, status_.data());
        file_.add_texts("message", "Why the first failed replication of the point failed", {"point"}, messages_);
        file_.add_texts("command", "Reproduces that failure alone", {"point"}, commands_);
        file_.add_texts("result_hash", "Result hash of each run", {"point", "replication", "scenario"}, hashes_);
    }

    void add_run(std::size_t p, std::size_t r, std::vector<double>& values, std::vector<double>& paths) {
        RunRecord record = store_.read(p, static_cast<int>(r));
        const std::size_t path_cells = cells() * months_.size();
        if (record.failed()) {
            ++failed_;
            record.values.assign(cells(), kNoValue);
            record.trajectories.assign(path_cells, kNoValue);
            record.result_hashes.assign(study_.scenarios.size(), "");
        }
        if (record.values.size() != cells() || record.trajectories.size() != path_cells ||
            record.result_hashes.size() != study_.scenarios.size())
            throw FormatError(fmt::format("{}: the run of point {}, replication {} is of another shape than the study",
                                          store_.folder(), p, r));
        if (record.failed() && messages_[p].empty()) {
            messages_[p] = record.message;
            commands_[p] = record.command;
        }
        hash_.add(record.failed());
        for (const double value : record.values) hash_.add(value);
        for (const double value : record.trajectories) hash_.add(value);
        for (const std::string& result_hash : record.result_hashes) hash_.add(std::string_view(result_hash));
        values.insert(values.end(), record.values.begin(), record.values.end());
        paths.insert(paths.end(), record.trajectories.begin(), record.trajectories.end());
        hashes_.insert(hashes_.end(), record.result_hashes.begin(), record.result_hashes.end());
    }

    void write_attributes() {
        const Version version = program_version();
        const auto number = [&](const char* name, std::int64_t value) { file_.set_attribute(name, value); };
        const auto text = [&](const char* name, const std::string& value) { file_.set_attribute(name, value); };
        text("title", "nephoscope sweep results");
        text("Conventions", "CF-1.10");
        number("format_version", kFormatVersion);
        number("results_version", kResultsVersion);
        text("program_version", version.version);
        text("commit", version.commit);
        text("limitations", kLimitations);
        text("study", study_.name);
        text("study_text", study_.text);
        text("question", study_.question);
        text("base_scenario", study_.base < 0 ? "" : study_.scenarios[static_cast<std::size_t>(study_.base)].label);
        text("design", design_name(study_.design));
        number("design_size", study_.design_size);
        number("design_levels", study_.design_levels);
        number("design_seed", static_cast<std::int64_t>(study_.design_seed));
        number("seed", static_cast<std::int64_t>(study_.seed));
        number("agents", study_.agents);
        number("replications", study_.replications);
        number("failed_runs", failed_);
        text("outcome_hash", hash_.hex());
    }

    const Store& store_;
    const Study& study_;
    NetcdfFile& file_;
    std::vector<std::int64_t> status_;  // [points][replications]
    std::vector<double> months_;        // Month::count of the trajectories' months
    NetcdfFile::Variable trajectories_;
    std::vector<std::string> messages_ = std::vector<std::string>(points());
    std::vector<std::string> commands_ = std::vector<std::string>(points());
    std::vector<std::string> hashes_;  // [points][replications][scenarios]
    std::int64_t failed_ = 0;
    Hasher hash_;
};

void require_whole(const Store& store) {
    const Store::Counts counts = store.counts();
    if (counts.left() == 0) return;
    const std::vector<std::string> missing = store.missing_segments();
    if (!missing.empty())
        throw MachineError(fmt::format("{}: {} of {} runs are not here, and segments are missing: {}; restore them",
                                       store.folder(), counts.left(), counts.runs, fmt::join(missing, ", ")));
    throw MachineError(fmt::format("{}: cannot collect: {} of {} runs are left; carry on with the sweep first",
                                   store.folder(), counts.left(), counts.runs));
}

}  // namespace

std::string results_file_of(const std::string& store) { return store + "/results.nc"; }

void collect(const Store& store, const Study& study, const std::string& path, bool force) {
    require_whole(store);
    AtomicFile atomic(path, force);
    try {
        const hdf5::Lock lock;
        NetcdfFile file(atomic.temporary_path());
        Collector(store, study, file).write();
        file.close();
    } catch (const hdf5::Error& error) {
        throw MachineError(fmt::format("{}: {}", path, error.what()));
    }
    atomic.commit();
}

}  // namespace nephoscope
