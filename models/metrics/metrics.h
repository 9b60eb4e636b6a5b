#pragma once

#include <vector>

#include "models/market.h"
#include "models/metrics/panel.h"
#include "sim/core/state.h"
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

/// A variable of the months so far, in a checkpoint.
struct StoredVariable {
    std::string group, name;
    std::vector<std::string> labels;  ///< of its axis of clauses; empty where it has none
    std::string cells;                ///< [months][cells], 8 bytes each
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("group", self.group);
        visit("name", self.name);
        visit("labels", self.labels);
        visit("cells", self.cells);
    }
};

/// Records a run of `market`, month by month, and its payoffs, start values and hashes at the end. Of several ranks all
/// take part, but counterfactual metrics are at rank 0 alone.
class MarketRecorder final : public Recorder {
public:
    /// `market` stands before its first month, or was opened; then open() is next.
    MarketRecorder(const Market& market, const StartState& start, const Schedule& schedule);
    void record(Month month) override;
    /// What was recorded so far, and what the panel remembers.
    void save(StateWriter& writer) const;
    /// Takes the place of the months up to and with the one that `market` was opened at. Clauses that only its scenario
    /// has stand in the months before with what they are before they act. Throws StateError.
    void open(StateReader& reader);
    /// After the last month: payoffs, start values, hashes. Returns the finished recording.
    Recording finish();

private:
    void fill_clauses_before();
    void place(const StoredVariable& stored);

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
