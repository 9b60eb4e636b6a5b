#include "models/customers/shock_memory.h"

namespace nephoscope {

double ShockMemory::bytes_for(const Scenario& scenario, double customers) {
    const auto row =
        scenario.labs.size() * static_cast<std::size_t>(venue_stride(static_cast<int>(scenario.venues.size())));
    const double slots = customers * static_cast<double>(scenario.workloads.size());
    return fits(slots, row) ? slots * static_cast<double>(row * sizeof(float)) : 0;
}

void ShockMemory::prepare(std::size_t slots, std::size_t row) {
    if (row == row_ && project_.size() == slots) return;
    if (!fits(static_cast<double>(slots), row)) {
        *this = ShockMemory();
        return;
    }
    values_ = FloatLines(slots * row);
    project_.assign(slots, 0);
    row_ = row;
}

}  // namespace nephoscope
