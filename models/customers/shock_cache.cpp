#include "models/customers/shock_cache.h"

#include "models/customers/turnover.h"

namespace nephoscope {

ShockCache::ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws, const Shocks& shocks,
                       int first_month, int last_month)
    : workloads_(scenario.workloads.size()), row_(shocks.row()), first_(customers.size() * workloads_) {
    const WorkloadChances turnover = turnover_chances(scenario);
    std::vector<std::uint16_t> projects(first_.size(), 0);
    std::vector<std::uint8_t> begun(customers.size());
    for (int t = first_month; t <= last_month; ++t) {
        turnover.draw(kernels(), customers, draws, t, 0, customers.size(), begun.data());
        for (std::size_t i = 0; i < customers.size(); ++i)
            for (std::size_t k = 0; k < workloads_ && begun[i] != 0; ++k)
                projects[i * workloads_ + k] =
                    static_cast<std::uint16_t>(projects[i * workloads_ + k] + (begun[i] >> k & 1U));
    }
    std::size_t rows = 0;
    for (std::size_t slot = 0; slot < first_.size(); ++slot) {
        first_[slot] = rows;
        if (customers.active[slot] != 0) rows += std::size_t{projects[slot]} + 1;
    }
    values_.resize(rows * row_);
    for (std::size_t slot = 0; slot < first_.size(); ++slot) {
        if (customers.active[slot] == 0) continue;
        const std::size_t i = slot / workloads_;
        for (int epoch = 0; epoch <= projects[slot]; ++epoch)
            shocks.own(customers.id[i], static_cast<int>(slot % workloads_), epoch, customers.lab_tastes(i),
                       customers.venue_tastes(i),
                       values_.data() + (first_[slot] + static_cast<std::size_t>(epoch)) * row_);
    }
}

}  // namespace nephoscope
