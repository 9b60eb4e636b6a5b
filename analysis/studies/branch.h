#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/metrics/metrics.h"
#include "sim/io/checkpoint.h"

namespace nephoscope {

/// A month of a checkpoint, which runs go on from.
class Branch {
public:
    /// Opens the checkpoint and reads its scenario, whose text goes to `sources`. Throws what CheckpointReader does,
    /// ArgumentError for a month that is not in it whole.
    Branch(const std::string& path, Month month, Sources& sources);

    Month month() const { return month_; }
    const Scenario& scenario() const { return scenario_; }  ///< as it was run
    /// "duopoly, 2027-04": what the results file says of where its runs branch off.
    std::string name() const { return scenario_.name + ", " + month_.str(); }

    /// Throws InputError when one of `scenarios` differs from the checkpoint's in what acts by its month, with every
    /// difference. `sources` are those of both.
    void require_same_until(const std::vector<Scenario>& scenarios, const Sources& sources) const;

    std::string state(int replication) const { return reader_.state(month_, replication); }

    /// Throws FormatError that says which state it is about.
    [[noreturn]] void refuse(int replication, const std::string& reason) const;

private:
    CheckpointReader reader_;
    Month month_;
    Scenario scenario_;
};

/// The state of a run between two months, the same bytes for any number of threads and ranks; collective.
std::string save_run(const StartState& start, const Market& market, const MarketRecorder& recorder);

/// A run that stands where save_run left it, under its own scenario or one that is the same until then.
class OpenedRun {
public:
    /// `schedule` is of the whole run, with the month of the state in `done`; `scenario` and `draws` must outlive the
    /// run. Of several `ranks` each opens its part of the customers; collective. Throws StateError.
    OpenedRun(std::string_view state, const Scenario& scenario, const Draws& draws, const Schedule& schedule,
              int threads, const Ranks& ranks = Ranks::alone());
    OpenedRun(const OpenedRun&) = delete;
    OpenedRun& operator=(const OpenedRun&) = delete;

    const StartState& start() const { return start_; }
    Market& market() { return *market_; }
    MarketRecorder& recorder() { return *recorder_; }

private:
    StartState start_;
    std::optional<Market> market_;
    std::optional<MarketRecorder> recorder_;
};

}  // namespace nephoscope
