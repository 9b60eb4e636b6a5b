#include "models/customers/shock_cache.h"

#include <algorithm>

#include "models/customers/attention.h"
#include "sim/core/contract.h"
#include "sim/core/parallel.h"

namespace nephoscope {

ShockCache::ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws,
                       const OfferTable& offers, const Shocks& shocks, int first_month, int last_month, int threads,
                       ShockCache* before)
    : workloads_(scenario.workloads.size()),
      row_(shocks.row()),
      first_month_(first_month),
      months_(static_cast<std::size_t>(last_month - first_month + 1)),
      first_(customers.size() * workloads_),
      values_((customers.size() + kCustomerBlock - 1) / kCustomerBlock) {
    for_blocks(months_.size(), 1, threads, [&](std::size_t month, std::size_t) {
        find_stirs(customers, scenario, draws, offers, first_month + static_cast<int>(month));
    });
    NEPHOSCOPE_EXPECT(before == nullptr || (before->first_.size() == first_.size() && before->row_ == row_));
    projects_ = count_projects(customers);
    const Tastes tastes(scenario, draws);
    for_blocks(customers.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        const std::size_t block = first / kCustomerBlock;
        values_[block] = FloatLines(place(first * workloads_, last * workloads_) * row_);
        for (std::size_t i = first; i < last; ++i) fill(customers, shocks, tastes, i, before);
        if (before != nullptr) before->values_[block].reset();
    });
}

/// Gives slots of one block their rows; how many there are.
std::size_t ShockCache::place(std::size_t first_slot, std::size_t last_slot) {
    std::uint32_t rows = 0;
    for (std::size_t slot = first_slot; slot < last_slot; ++slot) {
        first_[slot] = rows;
        rows += projects_[slot];
    }
    return rows;
}

void ShockCache::fill(const Customers& customers, const Shocks& shocks, const Tastes& tastes, std::size_t i,
                      const ShockCache* before) {
    TastesOnce its;
    for (std::size_t k = 0; k < workloads_; ++k) {
        const std::size_t slot = i * workloads_ + k;
        const int workload = static_cast<int>(k);
        for (int epoch = 0; epoch < projects_[slot]; ++epoch) {
            float* values = values_[i / kCustomerBlock].get() + (first_[slot] + static_cast<std::size_t>(epoch)) * row_;
            if (before != nullptr && epoch < before->projects_[slot]) {
                std::copy_n(before->of(i, workload, epoch), row_, values);
                continue;
            }
            shocks.own(customers.id[i], workload, epoch, its.of(tastes, customers.id[i]), values);
        }
    }
}

void ShockCache::hand_on(Customers& customers, int threads) {
    NEPHOSCOPE_EXPECT(customers.size() * workloads_ >= first_.size());
    ShockMemory& memory = customers.shock_memory;
    memory.prepare(customers.size(), workloads_, row_, static_cast<std::size_t>(customers.labs + customers.venues));
    if (memory.empty()) return;
    for_blocks(first_.size() / workloads_, kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t slot = first * workloads_; slot < last * workloads_; ++slot) {
            if (projects_[slot] == 0) continue;
            const std::size_t i = slot / workloads_;
            const int workload = static_cast<int>(slot % workloads_), epoch = customers.epoch[slot];
            NEPHOSCOPE_EXPECT(epoch < projects_[slot]);
            std::copy_n(of(i, workload, epoch), row_, memory.row(slot, customers.id[i], epoch).values);
        }
        values_[first / kCustomerBlock].reset();
    });
}

/// Projects of every active workload [N×K], the one it begins with included; 0 of others.
std::vector<std::uint16_t> ShockCache::count_projects(const Customers& customers) const {
    std::vector<std::uint16_t> projects(customers.size() * workloads_);
    for (std::size_t i = 0, slot = 0; i < customers.size(); ++i)
        for (std::size_t k = 0; k < workloads_; ++k) projects[slot++] = customers.active[i] >> k & 1U;
    for (const MonthOfStirs& month : months_)
        for (const Stir& stir : month.stirs)
            for (std::size_t k = 0; k < workloads_ && stir.new_project != 0; ++k) {
                const std::size_t slot = stir.customer * workloads_ + k;
                projects[slot] = static_cast<std::uint16_t>(projects[slot] + (stir.new_project >> k & 1U));
            }
    return projects;
}

void ShockCache::find_stirs(const Customers& customers, const Scenario& scenario, const Draws& draws,
                            const OfferTable& offers, int t) {
    const StartValues start;
    const LaggedStatistics lagged;
    const DecisionContext context{scenario, start, draws, offers, offers, lagged, t, true};
    const Attention attention(customers, context);
    AttentionDraws words;
    std::vector<Stirring> stirring;
    MonthTotals counted;
    MonthOfStirs& month = months_[static_cast<std::size_t>(t - first_month_)];
    for (std::size_t first = 0; first < customers.size(); first += kCustomerBlock) {
        const std::size_t last = std::min(first + kCustomerBlock, customers.size());
        attention.draw(first, last, words);
        attention.find(first, last, words, stirring, counted);
        for (const auto& [i, agenda] : stirring)
            month.stirs.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint8_t>(agenda.new_project),
                                   agenda.full, agenda.renewal});
    }
    month.evaluations = counted.evaluations;
    month.renewals = counted.renewals;
}

}  // namespace nephoscope
