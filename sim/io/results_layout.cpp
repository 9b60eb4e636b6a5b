#include "sim/io/results_layout.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string_view>

#include "sim/core/error.h"
#include "sim/io/text.h"

namespace nephoscope::results {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

/// xarray turns a variable with one of these units, or with "... since ...", into dates or spans of time.
bool reads_as_time(const std::string& units) {
    constexpr std::array<std::string_view, 9> kSpans = {
        "days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds", "weeks", "D"};
    return std::find(kSpans.begin(), kSpans.end(), units) != kSpans.end() || units.find("since") != std::string::npos;
}

const std::vector<std::string>& labels_of(const AxisLabels& labels, const std::string& axis) {
    static const std::vector<std::string> kNone;
    const auto found = labels.find(axis);
    return found == labels.end() ? kNone : found->second;
}

}  // namespace

void require_name(const char* argument, const std::string& name) {
    constexpr std::size_t kLongest = 200;  // netCDF allows 256 bytes
    const bool good = !name.empty() && name.size() <= kLongest && is_letter(name.front()) &&
                      std::all_of(name.begin(), name.end(), is_name_character);
    if (!good) throw ArgumentError(argument, "'" + name + "'", "a letter, then letters, digits and underscores");
}

void require_text(const char* argument, const std::string& text) {
    if (text.find('\0') != std::string::npos) throw ArgumentError(argument, "a text with a zero byte", "without one");
    if (first_invalid_utf8(text)) throw ArgumentError(argument, "'" + printable(text) + "'", "UTF-8");
}

void require_variable(const VariableSpec& spec) {
    require_name("variable", spec.name);
    if (!spec.group.empty()) require_name("group", spec.group);
    require_text("units", spec.units);
    require_text("long_name", spec.long_name);
    if (spec.units.empty()) throw ArgumentError("units", "empty", "given for " + full_name(spec));
    if (spec.long_name.empty()) throw ArgumentError("long_name", "empty", "given for " + full_name(spec));
    if (reads_as_time(spec.units)) {
        throw ArgumentError("units", "'" + spec.units + "'", "one that xarray does not read as time");
    }
    if (spec.storage == Storage::money && spec.units != "USD") {
        throw ArgumentError("units", "'" + spec.units + "'", "'USD' for money, in " + full_name(spec));
    }
    if (std::set<std::string>(spec.axes.begin(), spec.axes.end()).size() != spec.axes.size()) {
        throw ArgumentError("axes", "with one twice", "different ones in " + full_name(spec));
    }
}

std::string full_name(const VariableSpec& spec) {
    return spec.group.empty() ? spec.name : spec.group + "/" + spec.name;
}

Labels::Labels(const std::string& axis, std::vector<std::string> labels) : axis_(axis), names_(std::move(labels)) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
        require_text("label", names_[i]);
        if (!positions_.emplace(names_[i], i).second) {
            throw ArgumentError("labels", "'" + names_[i] + "' twice", "each label of " + axis_ + " once");
        }
    }
}

std::size_t Labels::position(const std::string& label) const {
    const auto found = positions_.find(label);
    if (found == positions_.end()) throw ArgumentError(axis_, "'" + label + "'", "a label of the file");
    return found->second;
}

void require_layout(const ResultsWriter::Layout& layout) {
    if (layout.replications < 1) throw ArgumentError("replications", std::to_string(layout.replications), "at least 1");
    const std::vector<Month>& months = layout.months;
    if (std::adjacent_find(months.begin(), months.end(), std::greater_equal<>()) != months.end()) {
        throw ArgumentError("months", "not in order", "rising");
    }
    for (const VariableSpec& spec : layout.variables) require_variable(spec);
}

std::map<std::string, Labels> text_axes(const ResultsWriter::Layout& layout) {
    if (layout.labels.size() != layout.scenarios.size()) {
        throw ArgumentError("labels", "not one set per scenario", "that");
    }
    std::map<std::string, std::set<std::string>> unions;
    for (const AxisLabels& run : layout.labels) {
        for (const auto& [axis, labels] : run) {
            require_name("axis", axis);
            const Labels checked(axis, labels);
            unions[axis].insert(labels.begin(), labels.end());
        }
    }
    for (const char* taken : {"scenario", "replication", "month"}) {
        if (unions.count(taken) != 0) throw ArgumentError("labels", std::string("of ") + taken, "of other axes");
    }
    std::map<std::string, Labels> axes;
    for (const auto& [axis, labels] : unions) axes.emplace(axis, Labels(axis, {labels.begin(), labels.end()}));
    std::vector<std::string> scenarios = layout.scenarios;
    std::sort(scenarios.begin(), scenarios.end());
    axes.emplace("scenario", Labels("scenario", std::move(scenarios)));
    return axes;
}

std::vector<std::string> presence_axes(const ResultsWriter::Layout& layout) {
    std::set<std::string> chosen(layout.presence_axes.begin(), layout.presence_axes.end());
    std::map<std::string, std::set<std::set<std::string>>> different;
    std::set<std::string> axes;
    for (const AxisLabels& run : layout.labels) {
        for (const auto& [axis, labels] : run) axes.insert(axis);
    }
    for (const AxisLabels& run : layout.labels) {
        for (const std::string& axis : axes) {
            const std::vector<std::string>& labels = labels_of(run, axis);
            different[axis].emplace(labels.begin(), labels.end());
        }
    }
    for (const auto& [axis, sets] : different) {
        if (sets.size() > 1) chosen.insert(axis);
    }
    return {chosen.begin(), chosen.end()};
}

std::vector<std::int8_t> presence(const ResultsWriter::Layout& layout, const std::map<std::string, Labels>& axes,
                                  const std::string& axis) {
    const auto columns = axes.find(axis);
    if (columns == axes.end()) throw ArgumentError("presence_axes", "'" + axis + "'", "axes that have labels");
    const Labels& scenarios = axes.at("scenario");
    std::vector<std::int8_t> present(scenarios.size() * columns->second.size(), 0);
    for (std::size_t s = 0; s < layout.scenarios.size(); ++s) {
        const std::size_t row = scenarios.position(layout.scenarios[s]) * columns->second.size();
        for (const std::string& label : labels_of(layout.labels[s], axis)) {
            present[row + columns->second.position(label)] = 1;
        }
    }
    return present;
}

std::vector<std::size_t> cell_positions(const VariableSpec& spec, const AxisLabels& run,
                                        const std::map<std::string, Labels>& file) {
    std::vector<std::size_t> positions{0};
    for (std::size_t a = spec.has_months() ? 1 : 0; a < spec.axes.size(); ++a) {
        const Labels& axis = file.at(spec.axes[a]);
        std::vector<std::size_t> finer;
        for (const std::size_t outer : positions) {
            for (const std::string& label : labels_of(run, spec.axes[a])) {
                finer.push_back(outer * axis.size() + axis.position(label));
            }
        }
        positions = std::move(finer);
    }
    return positions;
}

}  // namespace nephoscope::results
