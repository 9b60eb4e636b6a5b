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
    values_ = std::make_unique_for_overwrite<float[]>(slots * row);
    project_.assign(slots, 0);
    row_ = row;
}

const float* ShockMemory::of(const Shocks& shocks, std::size_t slot, std::uint32_t customer, int workload, int epoch,
                             const double* lab_taste, const double* venue_taste) {
    if (empty()) return nullptr;
    float* values = values_.get() + slot * row_;
    const std::uint64_t project = (std::uint64_t{customer} << 16 | static_cast<std::uint64_t>(epoch)) + 1;
    if (project_[slot] != project) {
        shocks.own(customer, workload, epoch, lab_taste, venue_taste, values);
        project_[slot] = project;
    }
    return values;
}

}  // namespace nephoscope
