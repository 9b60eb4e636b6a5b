#pragma once

#include <vector>

#include "models/market.h"
#include "models/metrics/panel.h"
#include "sim/run/recording.h"

namespace nephoscope {

/// Hirschman–Herfindahl index of amounts: Σ (share)²·10 000; NaN when they sum to 0. docs/model.md#metrics.
double hhi(const std::vector<double>& amounts);

/// Shannon entropy −Σ s ln s of amounts; NaN when they sum to 0.
double shannon_entropy(const std::vector<double>& amounts);

/// What can be recorded, each defined once, in models/metrics/*.cpp; docs/output.md lists the same and a test holds it
/// to the file.
std::vector<VariableSpec> recorded_variables();

/// What these scenarios record: those whose axes have labels in at least one of them.
std::vector<VariableSpec> recorded_variables(const std::vector<Scenario>& scenarios);

/// Labels of every axis in this scenario; an axis without entities, such as "commitment" where nobody commits, has
/// none.
AxisLabels axis_labels(const Scenario& scenario);

/// Records a run of `market`, month by month, and its payoffs, start values and hashes at the end. Of several ranks all
/// take part, but counterfactual metrics are at rank 0 alone.
class MarketRecorder final : public Recorder {
public:
    MarketRecorder(const Market& market, const StartState& start, const Schedule& schedule);
    void record(Month month) override;
    /// After the last month: payoffs, start values, hashes. Returns the finished recording.
    Recording finish();

private:
    const Market& market_;
    const StartState& start_;
    Panel panel_;
    Recording recording_;
    int next_ = 0;
    int recorded_ = -1;  ///< month recorded last, as t
};

/// The headline months and their windows: the mean over the four months that end in each (docs/model.md#metrics).
inline constexpr int kHeadlineWindow = 4;

}  // namespace nephoscope
