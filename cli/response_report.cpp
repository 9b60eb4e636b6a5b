#include "cli/response_report.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/studies/comparison.h"
#include "cli/table.h"

namespace nephoscope::cli {

namespace {

/// The finished runs of one point.
Interval interval_of(const StudyOutcomeValues& outcome, std::size_t point) {
    std::vector<double> values;
    for (const double value : outcome.values.row(static_cast<Eigen::Index>(point)))
        if (std::isfinite(value)) values.push_back(value);
    if (values.empty()) return {std::nan(""), std::nan(""), 0};
    return mean_interval(values);
}

std::string value_cell(const StudyParameter& parameter, double number) {
    const Value value = parameter_value(parameter, number);
    const auto* text = std::get_if<std::string>(&value);
    return text != nullptr ? *text : value_text(value);
}

void add_points(Table& table, const StudyResults& results, const StudyOutcomeValues& outcome, bool machine) {
    const Study& study = results.study;
    for (std::size_t point = 0; point < study.points.size(); ++point) {
        const Interval interval = interval_of(outcome, point);
        const ShownOutcome how = machine ? ShownOutcome{} : shown_outcome(outcome);
        const double mean = interval.mean * how.scale, half = interval.half_width * how.scale;
        std::vector<std::string> cells;
        if (machine)
            cells = {outcome.scenario, outcome.paired ? results.base_scenario : "",
                     outcome.outcome,  outcome.variable,
                     outcome.labels,   outcome.month};
        for (std::size_t p = 0; p < study.parameters.size(); ++p)
            cells.push_back(value_cell(study.parameters[p], study.points[point][p]));
        if (machine)
            cells.insert(cells.end(), {exact_number(mean), exact_number(mean - half), exact_number(mean + half)});
        else
            cells.insert(cells.end(),
                         {short_number(mean), std::isnan(half) ? "-"
                                                               : fmt::format("[{}, {}]", short_number(mean - half),
                                                                             short_number(mean + half))});
        cells.push_back(fmt::format("{}", interval.replications));
        table.row(std::move(cells));
    }
}

Table table_of(const Study& study, std::vector<std::string> texts, std::vector<std::string> numbers) {
    std::vector<std::string> header = std::move(texts);
    std::vector<bool> numeric(header.size(), false);
    for (const StudyParameter& parameter : study.parameters) header.push_back(parameter.key);
    header.insert(header.end(), numbers.begin(), numbers.end());
    numeric.resize(header.size(), true);
    return {std::move(header), std::move(numeric)};
}

std::string human_report(const StudyResults& results) {
    std::string text = results.limitations.empty() ? "" : results.limitations + "\n";
    text += fmt::format("{}: mean of each point; intervals: 95 %, Student t over replications\n", results.name);
    for (const StudyOutcomeValues& outcome : results.outcomes) {
        Table table = table_of(results.study, {}, {"mean", "95% interval", "runs"});
        add_points(table, results, outcome, false);
        text += "\n" + outcome_title(results, outcome) + "\n" + table.str("table");
    }
    return text;
}

}  // namespace

std::string response_report(const StudyResults& results, const std::string& format) {
    if (format == "table") return human_report(results);
    Table table = table_of(results.study, {"scenario", "base", "outcome", "variable", "labels", "month"},
                           {"mean", "lower", "upper", "runs"});
    for (const StudyOutcomeValues& outcome : results.outcomes) add_points(table, results, outcome, true);
    return table.str(format);
}

ShownOutcome shown_outcome(const StudyOutcomeValues& outcome) {
    for (const MetricStyle& style : headline_metrics())
        if (style.metric == outcome.variable)
            return {style.scale, style.unit == "%" && outcome.paired ? "points of %" : style.unit};
    return {1, outcome.units};
}

std::string outcome_title(const StudyResults& results, const StudyOutcomeValues& outcome) {
    const std::string unit = shown_outcome(outcome).unit;
    std::string text = fmt::format("{}: {}", outcome.outcome, outcome.variable);
    for (const std::string& part : {outcome.labels, outcome.month})
        if (!part.empty()) text += " " + part;
    text += ", " + outcome.scenario;
    if (outcome.paired) text += " minus " + results.base_scenario;
    return text + (unit.empty() || unit == "1" ? "" : fmt::format(" [{}]", unit));
}

std::string short_number(double value) { return std::isnan(value) ? "-" : fmt::format("{:.3g}", value); }

std::string exact_number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : "-"; }

}  // namespace nephoscope::cli
