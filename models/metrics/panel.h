#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/costs.h"
#include "models/customers/kernels.h"
#include "models/market.h"
#include "sim/run/recording.h"

namespace nephoscope {

/// Ids of the fixed panel: every n-th customer of the start population in order of size, at most `metrics.panel`. They
/// depend on the number of customers alone, so that every scenario and replication has the same.
std::vector<std::uint32_t> panel_ids(const Scenario& scenario);

/// Ids of the traced customers: the first `metrics.traced` of the panel in the order of a hash of their id; sorted.
std::vector<std::uint32_t> traced_ids(const Scenario& scenario);

/// A month of the panel in which something can be decided again: customers as they were when they chose, with this
/// month's projects, activations, contracts and bases, and what they knew.
struct PanelMonth {
    Customers customers;
    LaggedStatistics lagged;
    std::vector<std::uint32_t> new_project;  ///< [customers] bit k: begun this month
};

/// Follows the panel through the recorded months of a run. It reads the market and never changes it.
class Panel {
public:
    /// Of a market that stands before its first month, or where it was opened.
    explicit Panel(const Market& market);

    /// After month t of the market: surplus of the month.
    void observe(int t);

    /// The month observed last, while the market stands at its end. Where the month before it was not observed, its own
    /// end stands for its beginning.
    PanelMonth month() const;

    const std::vector<std::uint32_t>& ids() const { return ids_; }
    const std::vector<double>& organisations() const { return organisations_; }
    const std::vector<std::size_t>& traced() const { return traced_; }       ///< positions of traced_ids in ids
    const Customers& customers() const { return now_; }                      ///< at the end of the month observed last
    const std::vector<Desires>& desires() const { return desires_; }         ///< of the month, one organisation
    const std::vector<double>& surplus_net() const { return surplus_net_; }  ///< per organisation [USD/month]
    const std::vector<double>& surplus_net_pv() const { return pv_; }        ///< so far, per organisation [USD]

    /// What a checkpoint keeps (sim/core/state.h): the month observed last and what came of those before.
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("before", self.now_);
        visit("pv", self.pv_);
        visit("last", self.last_);
    }

private:
    void find_desires(int t);
    double net_surplus(std::size_t i, const VenueCosts& costs) const;
    double moving_cost(std::size_t i, const VenueCosts& costs) const;
    double switching_cost(std::size_t i, int k) const;
    bool is_new_project(std::size_t slot) const { return follows_ && now_.epoch[slot] != before_.epoch[slot]; }

    const Market& market_;
    std::vector<std::uint32_t> ids_;
    std::vector<std::size_t> traced_;
    std::vector<std::size_t> rows_;      ///< of the panel in the market's customers, kElsewhere at other ranks
    std::vector<double> organisations_;  ///< weights scaled so that the panel stands for the start population
    Customers before_, now_;             ///< at the ends of the two months observed last
    std::vector<Desires> desires_;
    std::vector<double> surplus_net_, pv_;
    int last_ = -1;
    bool follows_ = true;  ///< `before_` is the month before
};

std::vector<VariableSpec> panel_variables();

/// Labels of the axes panel_customer and traced_customer.
void add_panel_labels(const Scenario& scenario, AxisLabels& labels);

/// What is recorded of a month, and of the whole run.
void record_panel_month(const Panel& panel, const Market& market, Recording& recording, int month_index);
void record_panel_run(const Panel& panel, const Market& market, Recording& recording);

}  // namespace nephoscope
