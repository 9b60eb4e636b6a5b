#include "sim/run/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "sim/core/error.h"

namespace nephoscope {
namespace {

/// A bound on the memory of one recording [cells], far above any machine this runs on and far below overflow.
constexpr std::size_t kMaxCells = std::size_t{1} << 37;

std::string path_of(const VariableSpec& spec) { return spec.group.empty() ? spec.name : spec.group + "/" + spec.name; }

std::size_t cells_in_a_month(const VariableSpec& spec, const AxisLabels& labels) {
    std::size_t cells = 1;
    for (std::size_t i = spec.has_months() ? 1 : 0; i < spec.axes.size(); ++i) {
        const std::string& axis = spec.axes[i];
        if (axis == "month") throw ArgumentError("axes", path_of(spec) + " with month behind another", "month first");
        const auto found = labels.find(axis);
        if (found == labels.end()) {
            throw ArgumentError("labels", "without '" + axis + "'", "the labels of every axis of " + path_of(spec));
        }
        const std::size_t size = found->second.size();
        if (size != 0 && cells > kMaxCells / size) {
            throw ArgumentError("axes", path_of(spec) + " with over 2^37 cells", "at most that");
        }
        cells *= size;
    }
    return cells;
}

}  // namespace

Recording::Recording(std::vector<VariableSpec> specs, AxisLabels labels, std::vector<Month> months)
    : specs_(std::move(specs)), labels_(std::move(labels)), months_(std::move(months)) {
    if (std::adjacent_find(months_.begin(), months_.end(), std::greater_equal<>()) != months_.end()) {
        throw ArgumentError("months", "not in order", "rising");
    }
    std::set<std::pair<std::string, std::string>> names;
    std::size_t total = 0;
    for (const VariableSpec& spec : specs_) {
        if (!names.emplace(spec.group, spec.name).second) {
            throw ArgumentError("specs", path_of(spec) + " twice", "each variable once");
        }
        const std::size_t cells = cells_in_a_month(spec, labels_);
        const std::size_t month_count = spec.has_months() ? months_.size() : 1;
        if (month_count != 0 && cells > (kMaxCells - total) / month_count) {
            throw ArgumentError("specs", "over 2^37 cells in all", "at most that");
        }
        total += cells * month_count;
        cells_.push_back(cells);
        reals_.emplace_back(spec.storage == Storage::real ? cells * month_count : 0);
        integers_.emplace_back(spec.storage == Storage::real ? 0 : cells * month_count);
    }
}

int Recording::index_of(const std::string& group, const std::string& name) const {
    const auto found = std::find_if(specs_.begin(), specs_.end(),
                                    [&](const VariableSpec& spec) { return spec.name == name && spec.group == group; });
    return found == specs_.end() ? -1 : static_cast<int>(found - specs_.begin());
}

std::size_t Recording::offset(int v, int month_index, bool as_real) const {
    if (v < 0 || static_cast<std::size_t>(v) >= specs_.size()) {
        throw ArgumentError("v", std::to_string(v), fmt::format("the number of one of {} variables", specs_.size()));
    }
    const auto variable = static_cast<std::size_t>(v);
    const VariableSpec& spec = specs_[variable];
    if ((spec.storage == Storage::real) != as_real) {
        throw ArgumentError("v", path_of(spec), as_real ? "a real variable" : "an integer variable");
    }
    const std::size_t month_count = spec.has_months() ? months_.size() : 1;
    if (month_index < 0 || static_cast<std::size_t>(month_index) >= month_count) {
        throw ArgumentError("month_index", std::to_string(month_index),
                            fmt::format("in [0, {}) for {}", month_count, path_of(spec)));
    }
    return cells_[variable] * static_cast<std::size_t>(month_index);
}

std::size_t Recording::cells(int v) const { return cells_.at(static_cast<std::size_t>(v)); }

std::span<double> Recording::real(int v, int month_index) {
    const std::size_t first = offset(v, month_index, true);
    return std::span(reals_[static_cast<std::size_t>(v)]).subspan(first, cells(v));
}

std::span<std::int64_t> Recording::integer(int v, int month_index) {
    const std::size_t first = offset(v, month_index, false);
    return std::span(integers_[static_cast<std::size_t>(v)]).subspan(first, cells(v));
}

std::span<const double> Recording::real(int v, int month_index) const {
    const std::size_t first = offset(v, month_index, true);
    return std::span(reals_[static_cast<std::size_t>(v)]).subspan(first, cells(v));
}

std::span<const std::int64_t> Recording::integer(int v, int month_index) const {
    const std::size_t first = offset(v, month_index, false);
    return std::span(integers_[static_cast<std::size_t>(v)]).subspan(first, cells(v));
}

}  // namespace nephoscope
