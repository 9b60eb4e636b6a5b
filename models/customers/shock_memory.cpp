#include "models/customers/shock_memory.h"

#include <algorithm>
#include <atomic>

namespace nephoscope {

namespace {

std::atomic<std::size_t> most{ShockMemory::kMostBytes};

/// By a customer: projects and rows of its workloads, whose tastes they are and the tastes.
double bytes_of_one(std::size_t workloads, std::size_t row, std::size_t tastes) {
    return static_cast<double>(workloads * (sizeof(std::uint64_t) + row * sizeof(float)) + sizeof(std::uint32_t) +
                               tastes * sizeof(double));
}

}  // namespace

std::size_t ShockMemory::most_bytes() { return most.load(); }
void ShockMemory::set_most_bytes(std::size_t bytes) { most.store(bytes); }

double ShockMemory::needed_for(const Scenario& scenario, double customers) {
    const std::size_t labs = scenario.labs.size(), venues = scenario.venues.size();
    const auto stride = static_cast<std::size_t>(venue_stride(static_cast<int>(venues)));
    return customers * bytes_of_one(scenario.workloads.size(), labs * stride, labs + venues);
}

double ShockMemory::bytes_for(const Scenario& scenario, double customers) {
    const double bytes = needed_for(scenario, customers);
    return fits(bytes) ? bytes : 0;
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
    if (empty()) return;
    const auto customers = static_cast<double>(whose_.size());
    const double bytes = customers * bytes_of_one(project_.size() / whose_.size(), row_, tastes_each_);
    if (!fits((1 + copies) * bytes)) *this = ShockMemory();
}

void ShockMemory::prepare(std::size_t customers, std::size_t workloads, std::size_t row, std::size_t tastes) {
    const std::size_t slots = customers * workloads;
    if (row == row_ && tastes == tastes_each_ && project_.size() == slots && whose_.size() == customers) return;
    if (!fits(static_cast<double>(customers) * bytes_of_one(workloads, row, tastes))) {
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
