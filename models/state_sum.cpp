#include <array>
#include <bit>

#include "models/start.h"
#include "sim/core/hash.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

/// The words of a customer's state are added up, each times an odd number of its own, so that the sum differs when one
/// word does; mixed at the end. The word of a workload is its slot | active << 8 | (lab slot + 1) << 16 | (venue slot +
/// 1) << 24 | epoch << 32 | months since << 48: its parts are multiplied one by one, labs and venues beforehand.
class StateSum {
public:
    StateSum(const Customers& customers, const Scenario& scenario)
        : c_(customers),
          workloads_(scenario.workloads.size()),
          bases_(static_cast<std::size_t>(customers.base_venues)) {
        std::uint64_t factor = 1;
        for (std::uint64_t& its : factor_) its = factor = factor * 0x9e3779b97f4a7c15ULL + 2;  // stays odd
        std::array<std::uint64_t, 256> lab_slot{}, venue_slot{};                               // slot + 1; 0 for none
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            lab_slot[l] = static_cast<std::uint64_t>(scenario.labs[l].draw_slot) + 1;
        for (std::size_t v = 0; v < scenario.venues.size(); ++v)
            venue_slot[v] = static_cast<std::uint64_t>(scenario.venues[v].draw_slot) + 1;
        for (std::size_t k = 0; k < workloads_; ++k) {
            slots_ += static_cast<std::uint64_t>(scenario.workloads[k].draw_slot) * factor_[1 + k];
            for (std::size_t n = 0; n < 256; ++n) {
                lab_[k][n] = (lab_slot[n] << 16) * factor_[1 + k];
                venue_[k][n] = (venue_slot[n] << 24) * factor_[1 + k];
                if ((n >> k & 1U) != 0) active_[n] += factor_[1 + k] << 8;
            }
        }
        for (std::size_t n = 0; n < 256; ++n) {
            contract_[n] = venue_slot[n] * factor_[1 + workloads_];
            growth_[n] = (venue_slot[n] << 8) * factor_[1 + workloads_];
        }
    }

    /// Of customers first … last − 1.
    std::uint64_t of(std::size_t first, std::size_t last) const {
        std::uint64_t sum = 0;  // a register: nothing is written that addresses might depend on
        if (workloads_ == 5)    // of the shipped scenarios: a loop that the compiler can unroll
            for (std::size_t i = first; i < last; ++i) sum += of_customer(i, 5);
        else
            for (std::size_t i = first; i < last; ++i) sum += of_customer(i, workloads_);
        return sum;
    }

private:
    [[gnu::always_inline]] std::uint64_t of_customer(std::size_t i, std::size_t workloads) const {
        std::uint64_t sum =
            slots_ + c_.id[i] + static_cast<std::uint64_t>(c_.weight[i]) * factor_[0] + active_[c_.active[i]];
        const std::size_t slot = i * workloads;
        const std::uint8_t *lab = c_.lab.data() + slot, *venue = c_.venue.data() + slot;
        const std::uint16_t* epoch = c_.epoch.data() + slot;
        const std::int16_t* since = c_.since.data() + slot;
        const std::uint64_t* factor = factor_.data() + 1;
        for (std::size_t k = 0; k < workloads; ++k) {
            const std::uint32_t months = epoch[k] | std::uint32_t{static_cast<std::uint16_t>(since[k])} << 16;
            sum += lab_[k][lab[k]] + venue_[k][venue[k]] + (std::uint64_t{months} << 32) * *factor++;
        }
        sum += contract_[c_.contract_cloud[i]] + growth_[c_.growth_cloud[i]] +
               (std::uint64_t{c_.migration_left[i]} << 16) * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.base_spend[i]) * *factor++;
        sum += std::bit_cast<std::uint64_t>(c_.fill[i]) * *factor++;
        const double* share = c_.base_shares(i);
        for (std::size_t v = 0; v < bases_; ++v) sum += std::bit_cast<std::uint64_t>(share[v]) * *factor++;
        return mix64(sum);
    }

    using OfByte = std::array<std::uint64_t, 256>;
    const Customers& c_;
    std::size_t workloads_, bases_;
    std::array<std::uint64_t, 4 + kMaxWorkloads + kMaxVenues> factor_{};
    std::uint64_t slots_ = 0;
    std::array<OfByte, kMaxWorkloads> lab_{}, venue_{};
    OfByte active_{}, contract_{}, growth_{};
};

}  // namespace

std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario, int threads) {
    const StateSum state(customers, scenario);
    std::uint64_t sum = 0;
    accumulate_blocks<std::uint64_t>(
        customers.size(), 4096, threads, sum, [] { return std::uint64_t{0}; },
        [&](std::size_t first, std::size_t last, std::uint64_t& part) { part += state.of(first, last); });
    return customers.ranks->sum_modulo(sum);
}

}  // namespace nephoscope
