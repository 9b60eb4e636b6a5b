#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "sim/core/month.h"

namespace nephoscope {

/// What the loop advances; the economics is behind it.
class Model {
public:
    virtual ~Model() = default;
    virtual void advance(Month month) = 0;
};

/// What the loop hands each recorded month to. Recording never changes the run.
class Recorder {
public:
    virtual ~Recorder() = default;
    virtual void record(Month month) = 0;
    /// The state at the end of `month` is to be kept.
    virtual void checkpoint(Month) {}
};

/// Which months are run and which recorded: every `every`-th, the last always.
struct Schedule {
    Month first, last;
    int every = 1;
    std::optional<Month> done = {};       ///< where the model stands: this month and those before it are over
    std::vector<Month> checkpoints = {};  ///< months at whose end the state is kept
    Month next() const { return done ? *done + 1 : first; }
    bool checkpoints_at(Month month) const {
        return std::find(checkpoints.begin(), checkpoints.end(), month) != checkpoints.end();
    }
    bool records(Month month) const { return (month - first + 1) % every == 0 || month == last; }
    std::vector<Month> recorded_months() const;
};

enum class Outcome { finished, interrupted };

/// Advances the model month by month; stops after the month in which `stop_requested` turns true.
Outcome run(Model& model, const Schedule& schedule, Recorder& recorder, const std::function<bool()>& stop_requested);

}  // namespace nephoscope
