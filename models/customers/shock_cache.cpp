#include "models/customers/shock_cache.h"

#include "models/customers/turnover.h"

namespace nephoscope {

ShockCache::ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws,
                       const std::vector<LegalOffer>& offers, int first_month, int last_month)
    : workloads_(scenario.workloads.size()), offers_(offers.size()), first_(customers.size() * workloads_) {
    const Shocks shocks(scenario, draws);
    std::size_t rows = 0;
    for (std::size_t i = 0; i < customers.size(); ++i) {
        std::array<int, kMaxWorkloads> projects{};
        for (int t = first_month; t <= last_month; ++t) {
            const std::uint32_t begun = new_projects(customers, scenario, draws, i, t);
            for (std::size_t k = 0; k < workloads_; ++k) projects[k] += static_cast<int>(begun >> k & 1U);
        }
        for (std::size_t k = 0; k < workloads_; ++k) {
            const std::size_t slot = i * workloads_ + k;
            first_[slot] = rows;
            if (customers.active[slot] == 0) continue;
            for (int epoch = 0; epoch <= projects[k]; ++epoch) {
                values_.resize((rows + 1) * offers_, 0);
                shocks.fill(customers.id[i], static_cast<int>(k), epoch, offers, values_.data() + rows * offers_);
                ++rows;
            }
        }
    }
}

}  // namespace nephoscope
