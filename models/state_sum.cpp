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
    StateSum(const Customers& customers, const Scenario& scenario)
        : c_(customers), bases_(static_cast<std::size_t>(customers.base_venues)) {
        for (std::size_t j = 0; j < factor_.size(); ++j)
            factor_[j] = (j == 0 ? std::uint64_t{1} : factor_[j - 1]) * 0x9e3779b97f4a7c15ULL + 2;  // stays odd
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            lab_word_[l] = (static_cast<std::uint64_t>(scenario.labs[l].draw_slot) + 1) << 16;
        for (std::size_t v = 0; v < scenario.venues.size(); ++v)
            venue_word_[v] = (static_cast<std::uint64_t>(scenario.venues[v].draw_slot) + 1) << 24;
        for (const Workload& workload : scenario.workloads)
            workload_slot_[workloads_++] = static_cast<std::uint64_t>(workload.draw_slot);
    }

    std::uint64_t of(std::size_t i) const {
        const std::uint64_t* factor = factor_.data();
        std::uint64_t sum = c_.id[i] + static_cast<std::uint64_t>(c_.weight[i]) * *factor++;
        const std::size_t slot = i * workloads_;
        const std::uint8_t *lab = c_.lab.data() + slot, *venue = c_.venue.data() + slot;
        const std::uint64_t active = c_.active[i];
        const std::uint16_t* epoch = c_.epoch.data() + slot;
        const std::int16_t* since = c_.since.data() + slot;
        for (std::size_t k = 0; k < workloads_; ++k) {
            const std::uint64_t word = workload_slot_[k] | (active >> k & 1U) << 8 | lab_word_[lab[k]] |
                                       venue_word_[venue[k]] | std::uint64_t{epoch[k]} << 32 |
                                       std::uint64_t{static_cast<std::uint16_t>(since[k])} << 48;
            sum += word * *factor++;
        }
        const std::uint64_t base = venue_word_[c_.contract_cloud[i]] >> 24 | venue_word_[c_.growth_cloud[i]] >> 16 |
                                   static_cast<std::uint64_t>(c_.migration_left[i]) << 16;
        sum += base * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.base_spend[i]) * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.fill[i]) * *factor++;
        const double* share = c_.base_shares(i);
        for (std::size_t v = 0; v < bases_; ++v) sum += std::bit_cast<std::uint64_t>(share[v]) * *factor++;
        return mix64(sum);
    }

private:
    const Customers& c_;
    std::size_t workloads_ = 0, bases_;
    std::array<std::uint64_t, 4 + kMaxWorkloads + kMaxVenues> factor_{};
    std::array<std::uint64_t, kMaxWorkloads> workload_slot_{};
    std::array<std::uint64_t, 256> lab_word_{}, venue_word_{};  ///< slot + 1, shifted to its place; 0 for none
};

}  // namespace

std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario, int threads) {
    const StateSum state(customers, scenario);
    std::uint64_t sum = 0;
    accumulate_blocks<std::uint64_t>(
        customers.size(), 4096, threads, sum, [] { return std::uint64_t{0}; },
        [&](std::size_t first, std::size_t last, std::uint64_t& part) {
            std::uint64_t its = 0;  // a register: nothing is written that addresses might depend on
            for (std::size_t i = first; i < last; ++i) its += state.of(i);
            part += its;
        });
    return customers.ranks->sum_modulo(sum);
}

}  // namespace nephoscope
