#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

Parameter order_row(std::string key, Binding bind) {
    return {.key = std::move(key),
            .meaning = "place in tables and pictures; ties in byte order of id",
            .kind = ValueKind::integer,
            .initial = std::int64_t{0},
            .domain = within(-1'000'000, 1'000'000),
            .source = "display",
            .when = "for nicer tables",
            .changes_results = false,
            .bind = std::move(bind)};
}

Parameter slot_row(std::string key, Binding bind) {
    return {.key = std::move(key),
            .meaning = "what draws about it are keyed by; keep it when the id changes. Absent: a hash of the id",
            .kind = ValueKind::integer,
            .presence = Presence::optional,
            .domain = within(0, 63),
            .source = "docs/model.md#randomness",
            .when = "when two ids fall on one slot, or to rename without new draws",
            .bind = std::move(bind)};
}

std::vector<Parameter> workload_rows() {
    const auto workloads = &Scenario::workloads;
    return {
        order_row("workload.*.order", to(workloads, &Workload::order)),
        slot_row("workload.*.draw_slot", to(workloads, &Workload::draw_slot)),
        {.key = "workload.*.weight",
         .symbol = "w_k",
         .meaning = "mean weight in a customer's budget; weights of workloads sum to 1",
         .presence = Presence::required,
         .domain = above_up_to(0, 1),
         .sweep = "±.1",
         .source = "C T6, A",
         .when = "with another mix of uses",
         .bind = to(workloads, &Workload::weight)},
        {.key = "workload.*.productivity_per_point",
         .symbol = "β_k",
         .meaning = "what a point of quality adds to productivity",
         .unit = "log points per ECI point",
         .presence = Presence::required,
         .domain = within(-10, 10),
         .sweep = "×.5–2",
         .source = "C T9",
         .when = "0: quality does not matter",
         .bind = to(workloads, &Workload::productivity)},
        {.key = "workload.*.gravity",
         .symbol = "τ_k",
         .meaning = "friction of running where none of the customer's data is: gravity, latency, governance",
         .unit = "log points",
         .presence = Presence::required,
         .domain = within(0, 50),
         .sweep = "×0–2",
         .source = "C T2",
         .when = "lower with interoperability",
         .bind = to(workloads, &Workload::gravity)},
        {.key = "workload.*.data_gb_per_unit",
         .symbol = "G_k",
         .meaning = "data that a unit of service moves",
         .unit = "GB per unit",
         .presence = Presence::required,
         .domain = within(0, 1e6),
         .sweep = "×0–5",
         .source = "A",
         .when = "egress fees act through it alone",
         .bind = to(workloads, &Workload::data_gb)},
    };
}

std::vector<Parameter> segment_size_rows() {
    const auto segments = &Scenario::segments;
    return {
        order_row("segment.*.order", to(segments, &Segment::order)),
        {.key = "segment.*.budget_below_usd_per_month",
         .symbol = "",
         .meaning = "customers of a smaller scaled budget belong here or below; absent for the segment of the largest",
         .unit = "USD/month",
         .presence = Presence::optional,
         .domain = above_up_to(0, kMaxUsd),
         .source = "F9: 83e3 is 1 million USD a year",
         .when = "with other segments",
         .bind = to(segments, &Segment::budget_below)},
        {.key = "segment.*.active_at_start",
         .symbol = "act_0",
         .meaning = "share of workloads that use AI at the start",
         .presence = Presence::required,
         .domain = within(0, 1),
         .sweep = "±.15",
         .source = "C T6, A",
         .when = "1 switches adoption off",
         .bind = to(segments, &Segment::active_at_start)},
        {.key = "segment.*.home_base_share",
         .symbol = "g_home",
         .meaning = "share of base-cloud spend, and of data, at the home cloud",
         .presence = Presence::required,
         .domain = within(0, 1),
         .sweep = "±.1",
         .source = "F14, F16",
         .when = "1: all data in one cloud",
         .bind = to(segments, &Segment::home_base_share)},
        {.key = "segment.*.venue_cost_usd_per_month",
         .symbol = "F_seg",
         .meaning = "running cost of each venue in use other than the contract cloud",
         .unit = "USD/month of 2026-05",
         .presence = Presence::required,
         .domain = within(0, kMaxUsd),
         .sweep = "×.2–5",
         .source = "C T6",
         .when = "0 switches it off",
         .bind = to(segments, &Segment::venue_cost)},
        {.key = "segment.*.home_share",
         .symbol = "",
         .meaning = "shares of home clouds, a table cloud = share summing to 1",
         .kind = ValueKind::cloud_numbers,
         .presence = Presence::required,
         .domain = within(0, 1),
         .sweep = "±.08",
         .source = "F12, F16",
         .when = "with other primary clouds"},
    };
}

std::vector<Parameter> segment_contract_rows() {
    const auto segments = &Scenario::segments;
    return {
        {.key = "segment.*.contract",
         .symbol = "",
         .meaning = "has committed-spend contracts; false: renews yearly, without discount and wedge",
         .kind = ValueKind::boolean,
         .initial = true,
         .source = "F24",
         .when = "false for small customers",
         .bind = to(segments, &Segment::contract)},
        {.key = "segment.*.commit_wedge",
         .symbol = "b_seg",
         .meaning = "value of burning down committed spend at the contract cloud",
         .unit = "log points",
         .initial = 0.0,
         .domain = within(0, 50),
         .sweep = "0–.15",
         .source = "F24",
         .when = "0 when commitments are portable",
         .bind = to(segments, &Segment::commit_wedge)},
        {.key = "segment.*.discount",
         .symbol = "d_seg",
         .meaning = "committed-spend discount at the contract cloud",
         .initial = 0.0,
         .domain = from_to_below(0, 1),
         .sweep = "±.08",
         .source = "F24",
         .when = "with other contracts",
         .bind = to(segments, &Segment::discount)},
        {.key = "segment.*.term_mix",
         .symbol = "T_i",
         .meaning = "shares of contracts of 12, 24 and 36 months; absent: all of 12",
         .kind = ValueKind::term_mix,
         .presence = Presence::optional,
         .domain = within(0, 1),
         .source = "F24, F30",
         .when = "with other contracts"},
        order_row("region.*.order", to(&Scenario::regions, &Region::order)),
        slot_row("region.*.draw_slot", to(&Scenario::regions, &Region::draw_slot)),
        {.key = "region.*.share",
         .meaning = "share of customers; shares of regions sum to 1",
         .presence = Presence::required,
         .domain = within(0, 1),
         .sweep = "±.1",
         .source = "A",
         .when = "with regional questions",
         .bind = to(&Scenario::regions, &Region::share)},
        {.key = "region.*.egress_ban_start",
         .meaning = "first month in which egress is free in the region",
         .kind = ValueKind::month,
         .presence = Presence::optional,
         .source = "F15: EU Data Act, 2027-01-12",
         .when = "with regulation",
         .bind = to(&Scenario::regions, &Region::egress_ban_start)},
    };
}

}  // namespace

std::vector<Parameter> segment_rows() {
    std::vector<Parameter> all = workload_rows();
    for (const auto& rows : {segment_size_rows(), segment_contract_rows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

}  // namespace nephoscope::rows
