#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "models/customers/decide.h"

namespace nephoscope {

inline constexpr std::array<std::uint8_t, kMaxWorkloads> kNoneOfAll{kNone, kNone, kNone, kNone,
                                                                    kNone, kNone, kNone, kNone};

/// What a customer holds, as far as the standing columns depend on it.
struct Holding {
    bool born = false;
    std::uint32_t active = 0;  ///< bit k: workload k
    std::uint8_t contract_cloud = 0;
    std::array<std::uint8_t, kMaxWorkloads> lab = kNoneOfAll, venue = kNoneOfAll;
    friend bool operator==(const Holding&, const Holding&) = default;
};
/// Fills `holding` in place, since a copy in larger pieces than it was written waits for them. Entries beyond the
/// workloads stay: kNone in one that is new or was filled before.
inline void find_holding(const Customers& customers, std::size_t i, bool born, Holding& holding) {
    holding.born = born;
    holding.contract_cloud = customers.contract_cloud[i];
    const std::size_t slot = customers.slot(i, 0), workloads = static_cast<std::size_t>(customers.workloads);
    const std::uint8_t *lab = customers.lab.data() + slot, *venue = customers.venue.data() + slot;
    for (std::size_t k = 0; k < workloads; ++k) {
        holding.lab[k] = lab[k];
        holding.venue[k] = venue[k];
    }
    holding.active = born ? customers.active[i] : 0;
}
inline Holding holding_of(const Customers& customers, std::size_t i, bool born) {
    Holding holding;
    find_holding(customers, i, born, holding);
    return holding;
}

/// Bit k: byte k of the eight differs.
inline std::uint32_t bytes_that_differ(const std::array<std::uint8_t, 8>& a, const std::array<std::uint8_t, 8>& b) {
    static_assert(std::endian::native == std::endian::little && kMaxWorkloads == 8);
    constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7f;
    const std::uint64_t x = std::bit_cast<std::uint64_t>(a) ^ std::bit_cast<std::uint64_t>(b);
    const std::uint64_t tops = (((x & low) + low) | x) & ~low;  // the top bit of every byte that is not 0
    return static_cast<std::uint32_t>((tops >> 7) * 0x0102040810204080 >> 56);
}

inline std::array<std::uint8_t, 8> eight_times(std::uint8_t byte) {
    return std::bit_cast<std::array<std::uint8_t, 8>>(byte * std::uint64_t{0x0101010101010101});
}

/// Bit k: workload k is active in one of them alone, or elsewhere.
inline std::uint32_t workloads_that_differ(const Holding& a, const Holding& b) {
    return (a.active ^ b.active) | bytes_that_differ(a.lab, b.lab) | bytes_that_differ(a.venue, b.venue);
}

/// Bit k: workload k is active and stands on an offer.
inline std::uint32_t workloads_on_offer(const Holding& holding) {
    return bytes_that_differ(holding.lab, kNoneOfAll) & holding.active;
}

/// Bit v: a workload is at venue v.
inline std::uint64_t venues_of(const Holding& holding) {
    static_assert(kNone % 64 == 63 && kMaxVenues < 63);
    std::uint64_t venues = 0;
    for (const std::uint8_t venue : holding.venue) venues |= std::uint64_t{1} << (venue % 64);  // kNone: bit 63
    return venues & ~(std::uint64_t{1} << 63);
}

/// Adds `sign` times what customer i contributes to the standing columns of `totals` (docs/model.md#who-uses-what):
/// who is born, active and served by whom, workloads by state, budgets in use. Every entity counts a customer once,
/// however many workloads it has there. One that is not born holds inactive workloads only.
void count_standing(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& holding,
                    int sign, MonthTotals& totals);

/// Takes away what customer i contributed before a change and adds what it does after.
void count_change(const Customers& customers, const Scenario& scenario, std::size_t i, const Holding& before,
                  const Holding& after, MonthTotals& totals);

/// The standing columns of all customers at the end of month t, into columns that are 0.
void count_users(const Customers& customers, const Scenario& scenario, int t, int threads, MonthTotals& totals);

/// Of them those that lag() reads, at a fraction of the cost: born, active and lab_users.
void count_peers(const Customers& customers, int t, int threads, MonthTotals& totals);

/// Fills the diagonals of the flow matrices, where the moves are already: who did not move stayed. Reads the stocks and
/// desires of the month.
void complete_flows(MonthTotals& totals);

}  // namespace nephoscope
