#include "models/customers/shock_memory.h"

#include <algorithm>
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
    const std::size_t tastes = sizeof(std::uint32_t) + (scenario.labs.size() + scenario.venues.size()) * sizeof(double);
    return fits(rows) ? rows + projects + customers * static_cast<double>(tastes) : 0;
}

ShockMemory::ShockMemory(const ShockMemory& other)
    : row_(other.row_),
      tastes_each_(other.tastes_each_),
      project_(other.project_),
      values_(project_.size() * row_),
      whose_(other.whose_),
      tastes_(std::make_unique_for_overwrite<double[]>(whose_.size() * tastes_each_)) {
    const auto copy = [](const auto& known, const auto* from, std::size_t each, auto* to) {
        for (std::size_t n = 0; n < known.size(); ++n)  // of others nothing was ever written
            if (known[n] != 0) std::copy_n(from + n * each, each, to + n * each);
    };
    copy(project_, other.values_.get(), row_, values_.get());
    copy(whose_, other.tastes_.get(), tastes_each_, tastes_.get());
}

void ShockMemory::leave_room_for(int copies) {
    const auto rows = static_cast<double>(project_.size() * row_ * sizeof(float));
    if (!fits((1 + copies) * rows)) *this = ShockMemory();
}

void ShockMemory::prepare(std::size_t customers, std::size_t workloads, std::size_t row, std::size_t tastes) {
    const std::size_t slots = customers * workloads;
    if (row == row_ && tastes == tastes_each_ && project_.size() == slots && whose_.size() == customers) return;
    if (!fits(static_cast<double>(slots) * static_cast<double>(row * sizeof(float)))) {
        *this = ShockMemory();
        return;
    }
    values_ = FloatLines(slots * row);
    project_.assign(slots, 0);
    row_ = row;
    tastes_ = std::make_unique_for_overwrite<double[]>(customers * tastes);
    whose_.assign(customers, 0);
    tastes_each_ = tastes;
}

}  // namespace nephoscope
