#include "analysis/sweeps/outcomes.h"

#include <algorithm>
#include <limits>

#include "analysis/studies/headlines.h"
#include "sim/core/error.h"
#include "sim/core/exact.h"

namespace nephoscope {

namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

/// One cell of a recorded variable, followed over the months.
class Cell {
public:
    Cell(const Recording& recording, const StudyOutcome& outcome) : recording_(recording) {
        const std::size_t slash = outcome.variable.find('/');
        const bool grouped = slash != std::string::npos;
        variable_ = recording.index_of(grouped ? outcome.variable.substr(0, slash) : "",
                                       grouped ? outcome.variable.substr(slash + 1) : outcome.variable);
        if (variable_ < 0) throw ArgumentError("outcome", "of '" + outcome.variable + "'", "of a recorded variable");
        for (const std::string& axis : spec().axes) {
            if (axis == "month") continue;
            const std::vector<std::string>& labels = recording.labels().at(axis);
            const auto wanted = outcome.labels.find(axis);
            const auto at =
                wanted == outcome.labels.end() ? labels.end() : std::find(labels.begin(), labels.end(), wanted->second);
            if (at == labels.end())
                throw ArgumentError("outcome", "'" + outcome.name + "'", "of a " + axis + " that the run has");
            position_ = position_ * labels.size() + static_cast<std::size_t>(at - labels.begin());
        }
    }
    bool has_months() const { return spec().has_months(); }
    double at(std::size_t month) const {
        const int m = static_cast<int>(month);
        if (spec().storage == Storage::real) return recording_.real(variable_, m)[position_];
        const std::int64_t cell = recording_.integer(variable_, m)[position_];
        return spec().storage == Storage::money ? to_usd(cell) : static_cast<double>(cell);
    }

private:
    const VariableSpec& spec() const { return recording_.specs()[static_cast<std::size_t>(variable_)]; }
    const Recording& recording_;
    int variable_ = -1;
    std::size_t position_ = 0;
};

double level(const Recording& recording, const StudyOutcome& outcome) {
    const Cell cell(recording, outcome);
    if (!cell.has_months()) return cell.at(0);
    const std::vector<Month>& months = recording.months();
    if (std::find(months.begin(), months.end(), outcome.month) == months.end())
        throw ArgumentError("outcome", "'" + outcome.name + "' in " + outcome.month.str(), "in a recorded month");
    return window_mean(months, outcome.month, [&](std::size_t m) { return cell.at(m); });
}

std::vector<double> trajectory(const Recording& recording, const StudyOutcome& outcome) {
    const Cell cell(recording, outcome);
    std::vector<double> values(recording.months().size(), kNoValue);
    for (std::size_t m = 0; cell.has_months() && m < values.size(); ++m) values[m] = cell.at(m);
    return values;
}

}  // namespace

OutcomeValues outcome_values(const Study& study, const std::vector<Recording>& recordings) {
    OutcomeValues found;
    if (study.trajectories && !recordings.empty())
        for (const Month month : recordings.front().months()) found.months.push_back(month.count());
    for (std::size_t s = 0; s < recordings.size(); ++s)
        for (const StudyOutcome& outcome : study.outcomes) {
            const auto base = static_cast<std::size_t>(study.base);
            const bool has_value = !outcome.paired || (study.base >= 0 && s != base);
            double value = has_value ? level(recordings[s], outcome) : kNoValue;
            if (has_value && outcome.paired) value -= level(recordings[base], outcome);
            found.values.push_back(value);
            if (!study.trajectories) continue;
            std::vector<double> path = trajectory(recordings[s], outcome);
            if (outcome.paired) {
                const std::vector<double> of_base =
                    has_value ? trajectory(recordings[base], outcome) : std::vector<double>(path.size(), kNoValue);
                for (std::size_t m = 0; m < path.size(); ++m) path[m] -= of_base[m];
            }
            found.trajectories.insert(found.trajectories.end(), path.begin(), path.end());
        }
    return found;
}

}  // namespace nephoscope
