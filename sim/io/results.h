#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/month.h"
#include "sim/run/recording.h"

namespace nephoscope {

inline constexpr int kFormatVersion = 1;   ///< layout of the file
inline constexpr int kResultsVersion = 3;  ///< changes with every change of results

/// One results file while it is written: an HDF5 file that is also valid netCDF-4, beside its final name until close().
/// Variables have axes scenario, replication, then their own; axes are unions in byte order of label, cells that a run
/// does not have stay at the fill value. Every failure is a MachineError with path, operation and reason, and leaves no
/// file that looks finished. Thread-safe for write(): replications may arrive in any order from any thread.
class ResultsWriter {
public:
    struct Layout {
        std::vector<std::string> scenarios;  ///< display order; stored in byte order
        int replications = 1;
        std::vector<VariableSpec> variables;  ///< union over scenarios
        std::vector<AxisLabels> labels;       ///< per scenario
        std::vector<Month> months;
        /// Axes whose present_<axis>(scenario, <axis>) is written even when all scenarios have the same labels; it is
        /// always written for those where they differ.
        std::vector<std::string> presence_axes;
    };
    /// `force` allows replacing an existing regular file; a target that is no regular file is refused. Throws
    /// ArgumentError for a layout that netCDF readers would trip over: a name that is no identifier or stands twice, an
    /// axis without labels, labels that repeat or are no UTF-8, a unit that xarray takes for a time span.
    ResultsWriter(std::string path, Layout layout, bool force);
    ~ResultsWriter();  ///< removes the unfinished file when close() was not reached
    ResultsWriter(ResultsWriter&&) noexcept;

    /// An attribute of the file, stored by close(); the last text or number given for a name counts.
    void attribute(const std::string& name, const std::string& text);
    void attribute(const std::string& name, std::int64_t value);
    /// A text per scenario, e.g. its full resolved input: variable `name`(scenario), empty where none is given.
    void scenario_text(const std::string& name, const std::map<std::string, std::string>& text_of_scenario);
    /// Everything that a run recorded, once per run; its months and labels may be fewer than the file's. Its texts
    /// become variables (scenario, replication).
    void write(const std::string& scenario, int replication, const Recording& recording);
    /// An axis of text labels, in the order given, for array().
    void add_axis(const std::string& name, const std::vector<std::string>& labels);
    /// A further array of reals, written whole, e.g. a comparison table. `spec.axes` are all of its axes, `scenario`
    /// and `replication` among them if wanted; `values` are row-major.
    void array(const VariableSpec& spec, const std::vector<double>& values);
    /// Flush, check, fsync, rename, fsync the folder. Throws when any call before failed: such a file is never
    /// finished.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A results file opened for reading; nothing in it is trusted: sizes and types are checked before use.
/// Throws MachineError (missing, unreadable), FormatError (not ours, another format_version, truncated, damaged, not
/// there).
class ResultsReader {
public:
    explicit ResultsReader(const std::string& path);
    ~ResultsReader();
    ResultsReader(ResultsReader&&) noexcept;

    std::string attribute(const std::string& name) const;          ///< empty when there is none
    std::vector<std::string> axis(const std::string& name) const;  ///< labels as text; months as "2026-05"
    std::vector<std::string> scenarios() const { return axis("scenario"); }
    std::vector<Month> months() const;
    std::map<std::string, std::string> scenario_text(const std::string& name) const;
    std::vector<std::string> run_text(const std::string& name) const;  ///< [scenario × replication], e.g. "result_hash"

    struct Array {
        VariableSpec spec;              ///< axes without scenario, replication
        std::vector<std::string> axes;  ///< all axes as stored
        std::vector<std::size_t> shape;
        std::vector<double> values;  ///< money in USD, fill as NaN, absent flags as 0; row-major
    };
    bool has(const std::string& group, const std::string& name) const;
    Array read(const std::string& group, const std::string& name) const;
    std::vector<std::pair<std::string, std::string>> variables() const;  ///< (group, name) of what read() takes, sorted

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A name in the current folder that does not exist yet: "<stem>-2026-11-24T0830.nc", with "-2" ... when taken.
std::string new_results_name(const std::string& stem);

}  // namespace nephoscope
