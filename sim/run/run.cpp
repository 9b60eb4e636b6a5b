#include "sim/run/run.h"

namespace nephoscope {

std::vector<Month> Schedule::recorded_months() const {
    std::vector<Month> months;
    for (Month month = first; month <= last; ++month)
        if (records(month)) months.push_back(month);
    return months;
}

Outcome run(Model& model, const Schedule& schedule, Recorder& recorder, const std::function<bool()>& stop_requested) {
    for (Month month = schedule.next(); month <= schedule.last; ++month) {
        model.advance(month);
        if (schedule.records(month)) recorder.record(month);
        if (schedule.checkpoints_at(month)) recorder.checkpoint(month);
        if (stop_requested()) return Outcome::interrupted;
    }
    return Outcome::finished;
}

}  // namespace nephoscope
