#include <fmt/format.h>

#include <cmath>

#include "analysis/sweeps/sensitivity.h"
#include "sim/core/error.h"
#include "sim/io/results.h"

namespace nephoscope {

namespace {

/// The texts of a variable over the outcomes.
std::vector<std::string> texts_of(const ResultsReader& file, const std::string& path, const std::string& name,
                                  std::size_t count) {
    std::vector<std::string> texts = file.axis(name);
    if (texts.size() != count) throw FormatError(fmt::format("{}: '{}' is not one text per outcome", path, name));
    return texts;
}

/// A variable of the shape expected; what the file says of itself is not trusted.
std::vector<double> numbers_of(const ResultsReader& file, const std::string& path, const std::string& name,
                               const std::vector<std::size_t>& shape) {
    ResultsReader::Array array = file.read("", name);
    if (array.shape != shape)
        throw FormatError(fmt::format("{}: '{}' is of another shape than the file's study", path, name));
    return std::move(array.values);
}

void require_same_points(const StudyResults& results, const std::vector<double>& stored) {
    std::size_t at = 0;
    for (const std::vector<double>& point : results.study.points)
        for (const double value : point)
            if (stored[at++] != value)
                throw FormatError(fmt::format(
                    "{}: its points are not those of its design; use the version of nephoscope that ran the sweep",
                    results.path));
}

/// Values [points, replications] of one scenario and outcome.
Eigen::MatrixXd slice(const std::vector<double>& values, const std::vector<std::size_t>& shape, std::size_t scenario,
                      std::size_t outcome) {
    Eigen::MatrixXd result(static_cast<Eigen::Index>(shape[0]), static_cast<Eigen::Index>(shape[1]));
    for (std::size_t p = 0; p < shape[0]; ++p)
        for (std::size_t r = 0; r < shape[1]; ++r)
            result(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(r)) =
                values[((p * shape[1] + r) * shape[2] + scenario) * shape[3] + outcome];
    return result;
}

}  // namespace

StudyResults read_study_results(const std::string& path) {
    const ResultsReader file(path);
    StudyResults results;
    results.path = path;
    const std::string text = file.attribute("study_text");
    if (text.empty()) throw FormatError(path + ": holds no study; it is what nephoscope sweep collects that is wanted");
    try {
        const std::vector<std::size_t> shape = file.read("", "parameter_value").shape;
        results.study = read_stored_design(text, shape.empty() ? 0 : shape.front());
    } catch (const FormatError& error) {
        throw FormatError(path + ": " + error.what());
    }
    results.name = file.attribute("study");
    results.base_scenario = file.attribute("base_scenario");
    results.limitations = file.attribute("limitations");
    results.hash = file.attribute("outcome_hash");
    const std::vector<std::string> scenarios = file.scenarios(), outcomes = file.axis("outcome");
    const std::size_t points = results.study.points.size(), parameters = results.study.parameters.size();
    require_same_points(results, numbers_of(file, path, "parameter_value", {points, parameters}));
    const std::vector<std::size_t> shape{points, file.axis("replication").size(), scenarios.size(), outcomes.size()};
    const std::vector<double> values = numbers_of(file, path, "outcome_value", shape);
    const auto texts = [&](const char* name) { return texts_of(file, path, name, outcomes.size()); };
    const std::vector<std::string> variables = texts("outcome_variable"), labels = texts("outcome_labels"),
                                   months = texts("outcome_month"), units = texts("outcome_units");
    const std::vector<double> paired = numbers_of(file, path, "outcome_paired", {outcomes.size()});
    for (std::size_t s = 0; s < scenarios.size(); ++s)
        for (std::size_t o = 0; o < outcomes.size(); ++o) {
            StudyOutcomeValues outcome{scenarios[s], outcomes[o], variables[o],   labels[o],
                                       months[o],    units[o],    paired[o] != 0, slice(values, shape, s, o)};
            if (!outcome.values.array().isNaN().all()) results.outcomes.push_back(std::move(outcome));
        }
    return results;
}

}  // namespace nephoscope
