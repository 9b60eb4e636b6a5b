#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sim/core/month.h"

namespace nephoscope {

/// How a recorded variable is stored.
enum class Storage {
    real,   ///< float64, fill value NaN
    money,  ///< int64 in 1e-4 USD, written with units "USD" and scale_factor 1e-4
    count,  ///< int64
    flag    ///< int8 with dtype "bool"
};

/// A recorded variable, defined once: name, axes in order, unit and meaning.
struct VariableSpec {
    std::string group;  ///< "" is the root group, what open_dataset reads
    std::string name;
    std::vector<std::string>
        axes;  ///< names of axes behind scenario and replication; "month" first where it has months
    Storage storage = Storage::real;
    std::string units;      ///< "1", "USD", "MW-month", "organisations"
    std::string long_name;  ///< meaning, one sentence
    bool has_months() const { return !axes.empty() && axes.front() == "month"; }
    friend bool operator==(const VariableSpec&, const VariableSpec&) = default;
};

/// The labels of each axis in this run, in the run's own order; the file's axes are the union over runs in byte order.
using AxisLabels = std::map<std::string, std::vector<std::string>>;

/// What one run (a scenario × replication) recorded: per variable a dense array [month][axes...], month-major.
/// Money, count and flag are kept as int64, real as double. Every cell starts at 0, "present and empty".
class Recording {
public:
    /// `months` are the recorded months, rising. Throws ArgumentError when an axis of a variable has no entry in
    /// `labels`, "month" is not its variable's first axis, a name stands twice, months do not rise, or the arrays
    /// exceed 2^40 bytes.
    Recording(std::vector<VariableSpec> specs, AxisLabels labels, std::vector<Month> months);

    const std::vector<VariableSpec>& specs() const { return specs_; }
    const AxisLabels& labels() const { return labels_; }
    const std::vector<Month>& months() const { return months_; }
    int index_of(const std::string& group, const std::string& name) const;  ///< −1 when there is none

    /// The cells of variable `v` in recorded month `month_index` (0 for a variable without months), [axes behind
    /// month...]. `real` is for Storage::real, `integer` for the others; ArgumentError for the wrong one, or outside
    /// the recording.
    std::span<double> real(int v, int month_index = 0);
    std::span<std::int64_t> integer(int v, int month_index = 0);
    std::span<const double> real(int v, int month_index = 0) const;
    std::span<const std::int64_t> integer(int v, int month_index = 0) const;
    std::size_t cells(int v) const;            ///< in one month
    std::map<std::string, std::string> texts;  ///< per-run texts: result hash, state hash at the start

private:
    std::size_t offset(int v, int month_index, bool as_real) const;  ///< of a month's first cell, after all checks

    std::vector<VariableSpec> specs_;
    AxisLabels labels_;
    std::vector<Month> months_;
    std::vector<std::size_t> cells_;
    std::vector<std::vector<double>> reals_;
    std::vector<std::vector<std::int64_t>> integers_;
};

}  // namespace nephoscope
