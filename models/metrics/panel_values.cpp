#include <fmt/format.h>

#include <algorithm>

#include "models/customers/surplus.h"
#include "models/metrics/panel.h"

namespace nephoscope {

namespace {

std::vector<std::string> as_labels(const std::vector<std::uint32_t>& ids) {
    std::vector<std::string> labels;
    for (const std::uint32_t id : ids) labels.push_back(fmt::format("{:08}", id));
    return labels;
}

VariableSpec spec(const char* name, std::vector<std::string> axes, Storage storage, const char* units,
                  const char* meaning) {
    return {"panel", name, std::move(axes), storage, units, meaning};
}

/// Writes the cells of one variable, if the run records it.
class Cells {
public:
    Cells(Recording& recording, int month_index) : recording_(recording), month_(month_index) {}
    std::span<double> real(const char* name) const {
        const int v = recording_.index_of("panel", name);
        return v < 0 ? std::span<double>() : recording_.real(v, month_);
    }
    std::span<std::int64_t> integer(const char* name) const {
        const int v = recording_.index_of("panel", name);
        return v < 0 ? std::span<std::int64_t>() : recording_.integer(v, month_);
    }

private:
    Recording& recording_;
    int month_;
};

/// One traced customer's workloads: row `r` of the traced, row `i` of the panel.
void record_workloads(const Panel& panel, const Market& market, std::size_t i, std::size_t r, const Cells& cells) {
    const Customers& c = panel.customers();
    const Scenario& scenario = market.scenario();
    const std::size_t labs = scenario.labs.size(), venues = scenario.venues.size();
    for (int k = 0; k < c.workloads; ++k) {
        const std::size_t slot = c.slot(i, k),
                          cell = r * static_cast<std::size_t>(c.workloads) + static_cast<std::size_t>(k);
        cells.integer("active")[cell] = c.is_active(i, k) ? 1 : 0;
        cells.integer("epoch")[cell] = c.epoch[slot];
        cells.integer("months_in_place")[cell] = c.months_in_place(i, k, scenario.month_number(market.offers().month));
        if (!c.is_active(i, k) || c.lab[slot] == kNone) continue;
        cells.integer("on_lab")[cell * labs + c.lab[slot]] = 1;
        cells.integer("at_venue")[cell * venues + c.venue[slot]] = 1;
        cells.real("desired_spend")[cell] = panel.desires()[i].outlay[k];
    }
}

}  // namespace

std::vector<VariableSpec> panel_variables() {
    const std::vector<std::string> traced{"month", "traced_customer"}, workload{"month", "traced_customer", "workload"};
    return {
        spec("organisations", {"panel_customer"}, Storage::real, "organisations",
             "Organisations that the panel's customer stands for; the panel stands for all customers of the start"),
        spec("reference_budget", {"panel_customer"}, Storage::real, "USD/month",
             "Reference AI budget of one organisation"),
        spec("in_segment", {"panel_customer", "segment"}, Storage::flag, "1",
             "Whether the customer belongs to the segment"),
        spec("in_region", {"panel_customer", "region"}, Storage::flag, "1", "Whether the customer is in the region"),
        spec("surplus_net_pv", {"panel_customer"}, Storage::real, "USD",
             "Present value of one organisation's surplus net of venue, onboarding, switching and migration costs"),
        spec("surplus_net", traced, Storage::real, "USD/month", "One organisation's net surplus in the month"),
        spec("fill", traced, Storage::real, "1", "Served share of the customer's desired spend"),
        spec("base_spend", traced, Storage::real, "USD/month", "Base-cloud spend of one organisation"),
        spec("base_share", {"month", "traced_customer", "cloud"}, Storage::real, "1",
             "Share of the base spend at the cloud"),
        spec("contract_cloud", {"month", "traced_customer", "cloud"}, Storage::flag, "1",
             "Whether the contract is with the cloud"),
        spec("active", workload, Storage::flag, "1", "Whether the workload is active"),
        spec("on_lab", {"month", "traced_customer", "workload", "lab"}, Storage::flag, "1",
             "Whether the workload runs on the lab; none on legacy"),
        spec("at_venue", {"month", "traced_customer", "workload", "venue"}, Storage::flag, "1",
             "Whether the workload is bought at the venue; none on legacy"),
        spec("epoch", workload, Storage::count, "1", "Projects of the workload that were replaced so far"),
        spec("months_in_place", workload, Storage::count, "1",
             "Months since the workload came to its offer, or to legacy; 0 if inactive"),
        spec("desired_spend", workload, Storage::real, "USD/month", "Desired outlay of one organisation's workload"),
    };
}

void add_panel_labels(const Scenario& scenario, AxisLabels& labels) {
    labels["panel_customer"] = as_labels(panel_ids(scenario));
    labels["traced_customer"] = as_labels(traced_ids(scenario));
}

void record_panel_month(const Panel& panel, const Market& market, Recording& recording, int month_index) {
    const std::vector<std::size_t>& traced = panel.traced();
    const Cells cells(recording, month_index);
    const Customers& c = panel.customers();
    const std::size_t venues = market.scenario().venues.size();
    for (std::size_t r = 0; r < traced.size(); ++r) {
        const std::size_t i = traced[r];
        cells.real("surplus_net")[r] = panel.surplus_net()[i];
        cells.real("fill")[r] = c.fill[i];
        cells.real("base_spend")[r] = c.base_spend[i];
        const std::size_t clouds = cells.real("base_share").size() / traced.size();
        std::size_t cloud = 0;
        for (std::size_t v = 0; v < venues; ++v) {
            if (market.scenario().venues[v].kind != VenueKind::cloud) continue;
            cells.real("base_share")[r * clouds + cloud] = c.base_shares(i)[v];
            cells.integer("contract_cloud")[r * clouds + cloud] = c.contract_cloud[i] == v ? 1 : 0;
            ++cloud;
        }
        record_workloads(panel, market, i, r, cells);
    }
}

void record_panel_run(const Panel& panel, const Market& market, Recording& recording) {
    const Cells cells(recording, 0);
    const std::size_t segments = market.scenario().segments.size(), regions = market.scenario().regions.size();
    const Customers& c = panel.customers();
    for (std::size_t i = 0; i < panel.ids().size(); ++i) {
        cells.real("organisations")[i] = panel.organisations()[i];
        cells.real("reference_budget")[i] = c.budget[i];
        cells.real("surplus_net_pv")[i] = panel.surplus_net_pv()[i];
        cells.integer("in_segment")[i * segments + c.segment[i]] = 1;
        cells.integer("in_region")[i * regions + c.region[i]] = 1;
    }
}

}  // namespace nephoscope
