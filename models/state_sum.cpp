#include <array>
#include <bit>

#include "models/start.h"
#include "sim/core/hash.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

/// The words of a customer's state are added up, each times an odd number of its own, so that the sum differs when one
/// word does; mixed at the end.
class StateSum {
public:
    StateSum(const Customers& customers, const Scenario& scenario) : c_(customers), venues_(scenario.venues.size()) {
        for (std::size_t j = 0; j < factor_.size(); ++j)
            factor_[j] = (j == 0 ? std::uint64_t{1} : factor_[j - 1]) * 0x9e3779b97f4a7c15ULL + 2;  // stays odd
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            lab_slot_[l] = static_cast<std::uint64_t>(scenario.labs[l].draw_slot) + 1;
        for (std::size_t v = 0; v < venues_; ++v)
            venue_slot_[v] = static_cast<std::uint64_t>(scenario.venues[v].draw_slot) + 1;
        for (const Workload& workload : scenario.workloads)
            workload_slot_[workloads_++] = static_cast<std::uint64_t>(workload.draw_slot);
    }

    std::uint64_t of(std::size_t i) const {
        const std::uint64_t* factor = factor_.data();
        std::uint64_t sum = c_.id[i] + static_cast<std::uint64_t>(c_.weight[i]) * *factor++;
        const std::size_t slot = i * workloads_;
        const std::uint8_t *active = c_.active.data() + slot, *lab = c_.lab.data() + slot,
                           *venue = c_.venue.data() + slot;
        const std::uint16_t* epoch = c_.epoch.data() + slot;
        const std::int16_t* since = c_.since.data() + slot;
        for (std::size_t k = 0; k < workloads_; ++k) {
            const std::uint64_t word = workload_slot_[k] | std::uint64_t{active[k]} << 8 | lab_slot_[lab[k]] << 16 |
                                       venue_slot_[venue[k]] << 24 | std::uint64_t{epoch[k]} << 32 |
                                       std::uint64_t{static_cast<std::uint16_t>(since[k])} << 48;
            sum += word * *factor++;
        }
        const std::uint64_t base = venue_slot_[c_.contract_cloud[i]] | venue_slot_[c_.growth_cloud[i]] << 8 |
                                   static_cast<std::uint64_t>(c_.migration_left[i]) << 16;
        sum += base * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.base_spend[i]) * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.fill[i]) * *factor++;
        const double* share = c_.base_shares(i);
        for (std::size_t v = 0; v < venues_; ++v) sum += std::bit_cast<std::uint64_t>(share[v]) * *factor++;
        return mix64(sum);
    }

private:
    const Customers& c_;
    std::size_t workloads_ = 0, venues_;
    std::array<std::uint64_t, 4 + kMaxWorkloads + kMaxVenues> factor_{};
    std::array<std::uint64_t, kMaxWorkloads> workload_slot_{};
    std::array<std::uint64_t, 256> lab_slot_{}, venue_slot_{};  ///< 0 for none
};

}  // namespace

std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario, int threads) {
    const StateSum state(customers, scenario);
    std::uint64_t sum = 0;
    accumulate_blocks<std::uint64_t>(
        customers.size(), 4096, threads, sum, [] { return std::uint64_t{0}; },
        [&](std::size_t first, std::size_t last, std::uint64_t& part) {
            for (std::size_t i = first; i < last; ++i) part += state.of(i);
        });
    return customers.ranks->sum_modulo(sum);
}

}  // namespace nephoscope
