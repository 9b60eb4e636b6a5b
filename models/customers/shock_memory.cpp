#include "models/customers/shock_memory.h"

#include <atomic>

namespace nephoscope {

namespace {

std::atomic<std::size_t> most{ShockMemory::kMostBytes};

}  // namespace

std::size_t ShockMemory::most_bytes() { return most.load(); }
void ShockMemory::set_most_bytes(std::size_t bytes) { most.store(bytes); }

double ShockMemory::row_bytes_for(const Scenario& scenario, double customers) {
    const auto row =
        scenario.labs.size() * static_cast<std::size_t>(venue_stride(static_cast<int>(scenario.venues.size())));
    return customers * static_cast<double>(scenario.workloads.size() * row * sizeof(float));
}

double ShockMemory::bytes_for(const Scenario& scenario, double customers) {
    const double rows = row_bytes_for(scenario, customers);
    const double projects = customers * static_cast<double>(scenario.workloads.size() * sizeof(std::uint64_t));
    return fits(rows) ? rows + projects : 0;
}

void ShockMemory::prepare(std::size_t slots, std::size_t row) {
    if (row == row_ && project_.size() == slots) return;
    if (!fits(static_cast<double>(slots) * static_cast<double>(row * sizeof(float)))) {
        *this = ShockMemory();
        return;
    }
    values_ = FloatLines(slots * row);
    project_.assign(slots, 0);
    row_ = row;
}

}  // namespace nephoscope
