#include "models/customers/shock_cache.h"

#include <algorithm>

#include "models/customers/attention.h"
#include "sim/core/parallel.h"

namespace nephoscope {

ShockCache::ShockCache(const Customers& customers, const Scenario& scenario, const Draws& draws,
                       const OfferTable& offers, const Shocks& shocks, int first_month, int last_month, int threads)
    : workloads_(scenario.workloads.size()),
      row_(shocks.row()),
      first_month_(first_month),
      months_(static_cast<std::size_t>(last_month - first_month + 1)),
      first_(customers.size() * workloads_) {
    for_blocks(months_.size(), 1, threads, [&](std::size_t month, std::size_t) {
        find_stirs(customers, scenario, draws, offers, first_month + static_cast<int>(month));
    });
    const std::vector<std::uint16_t> projects = count_projects();
    std::size_t rows = 0;
    for (std::size_t slot = 0; slot < first_.size(); ++slot) {
        first_[slot] = rows;
        if (customers.active[slot] != 0) rows += std::size_t{projects[slot]} + 1;
    }
    values_ = std::make_unique_for_overwrite<float[]>(rows * row_);
    for_blocks(first_.size(), kCustomerBlock, threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t slot = first; slot < last; ++slot) {
            if (customers.active[slot] == 0) continue;
            const std::size_t i = slot / workloads_;
            for (int epoch = 0; epoch <= projects[slot]; ++epoch)
                shocks.own(customers.id[i], static_cast<int>(slot % workloads_), epoch, customers.lab_tastes(i),
                           customers.venue_tastes(i),
                           values_.get() + (first_[slot] + static_cast<std::size_t>(epoch)) * row_);
        }
    });
}

/// New projects of every workload in all months [N×K].
std::vector<std::uint16_t> ShockCache::count_projects() const {
    std::vector<std::uint16_t> projects(first_.size(), 0);
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
