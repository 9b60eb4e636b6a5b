#include "models/customers/own_rows.h"

#include <algorithm>

#include "models/customers/set_table.h"

namespace nephoscope {

namespace {

/// Whether the sieve is for all decisions of the scenario (which it may leave open all the same).
bool is_sifted(const Scenario& scenario) {
    return kernels().own_roughly != nullptr && scenario.choice.legacy && scenario.venues.size() <= kFewVenues &&
           scenario.portfolio.max_venues <= kFewSlots;
}

}  // namespace

OwnRows::OwnRows(Customers& customers, const DecisionContext& context, const ShockCache* cache)
    : customers_(customers),
      cache_(cache),
      shocks_(context.scenario, context.draws),
      tastes_(context.scenario, context.draws),
      roughly_(false) {
    if (cache != nullptr) return;
    customers.shock_memory.prepare(customers.size(), static_cast<std::size_t>(customers.workloads), shocks_.row(),
                                   tastes_.count());
    roughly_ = customers.shock_memory.empty() && is_sifted(context.scenario);
}

void OwnRows::prefetch(std::size_t i, std::uint32_t workloads, std::uint32_t anew) const {
    for (std::uint32_t left = workloads; left != 0; left &= left - 1) {
        const int k = __builtin_ctz(left);
        const std::size_t slot = customers_.slot(i, k);
        if (cache_ != nullptr)
            cache_->prefetch(i, k, customers_.epoch[slot] + static_cast<int>(anew >> k & 1U));
        else
            customers_.shock_memory.prefetch(slot);
    }
    if (cache_ == nullptr && anew != 0) customers_.shock_memory.prefetch_tastes(i);
}

void OwnRows::find_for_sieve(std::size_t i, Questions& questions, float* its_room) const {
    if (!roughly_) return find_exactly(i, questions, its_room);
    ProjectRows rows;
    rows.count = questions.count;
    for (int n = 0; n < questions.count; ++n) {
        const int k = questions.workload[n];
        rows.project[n] = shocks_.project(k, customers_.epoch[customers_.slot(i, k)]);
        questions.own[n] = rows.own[n] = its_room + static_cast<std::size_t>(n) * room();
    }
    questions.own_off = shocks_.own_off();
    shocks_.own_roughly(tastes_, customers_.id[i], rows);
}

TasteSpan OwnRows::tastes_of(std::size_t i, TastesOnce& drawn) const {
    const std::uint32_t customer = customers_.id[i];
    ShockMemory& memory = customers_.shock_memory;
    if (memory.empty()) return drawn.of(tastes_, customer);
    const ShockMemory::Tastes its = memory.tastes(i, customer);
    if (!its.known) std::copy_n(drawn.of(tastes_, customer).values, tastes_.count(), its.values);
    return {its.values, its.values + tastes_.labs()};
}

void OwnRows::find_exactly(std::size_t i, Questions& questions, float* its_room) const {
    questions.own_off = 0;
    ShockMemory& memory = customers_.shock_memory;
    const std::uint32_t customer = customers_.id[i];
    TastesOnce tastes;
    for (int n = 0; n < questions.count; ++n) {
        const int k = questions.workload[n];
        const std::size_t slot = customers_.slot(i, k);
        const int epoch = customers_.epoch[slot];
        if (cache_ != nullptr) {
            questions.own[n] = cache_->of(i, k, epoch);
            continue;
        }
        const ShockMemory::Row its = memory.empty()
                                         ? ShockMemory::Row{its_room + static_cast<std::size_t>(n) * room(), false}
                                         : memory.row(slot, customer, epoch);
        if (!its.known) shocks_.own(customer, k, epoch, tastes_of(i, tastes), its.values);
        questions.own[n] = its.values;
    }
}

void OwnRows::await(std::size_t i, int k, std::uint8_t lab, std::uint8_t venue, Pending& pending) const {
    const std::size_t slot = customers_.slot(i, k);
    pending.offers.push_back({customers_.id[i], shocks_.project(k, customers_.epoch[slot]), lab, venue});
    pending.slots.push_back(slot);
}

void OwnRows::settle(const Pending& pending) const {
    constexpr std::size_t kTogether = 64;
    std::array<float, kTogether> own;
    for (std::size_t first = 0; first < pending.slots.size(); first += kTogether) {
        const std::size_t count = std::min(kTogether, pending.slots.size() - first);
        shocks_.own_of(tastes_, std::span(pending.offers).subspan(first, count), own.data());
        for (std::size_t n = 0; n < count; ++n) customers_.own[pending.slots[first + n]] = own[n];
    }
}

}  // namespace nephoscope
