#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

namespace {

std::vector<Parameter> venue_identity_rows() {
    const auto venues = &Scenario::venues;
    return {
        {.key = "venue.*.order",
         .meaning = "place in tables and pictures; ties in byte order of id",
         .kind = ValueKind::integer,
         .initial = std::int64_t{0},
         .domain = within(-1'000'000, 1'000'000),
         .source = "display",
         .when = "for nicer tables",
         .changes_results = false,
         .bind = to(venues, &Venue::order)},
        {.key = "venue.*.draw_slot",
         .meaning = "what draws about it are keyed by; keep it when the id changes. Absent: a hash of the id",
         .kind = ValueKind::integer,
         .presence = Presence::optional,
         .domain = within(0, 63),
         .source = "docs/model.md#randomness",
         .when = "when two ids fall on one slot, or to rename a venue without new draws",
         .bind = to(venues, &Venue::draw_slot)},
        {.key = "venue.*.kind",
         .meaning = "cloud; direct: a lab's own channel; self-hosted: customers run open weights themselves",
         .kind = ValueKind::choice,
         .initial = std::string("cloud"),
         .choices = {"cloud", "direct", "self-hosted"},
         .source = "docs/model.md#sets",
         .when = "for direct channels and self-hosting",
         .bind = {[](Scenario& s, std::size_t i, const Value& v) {
                      const auto& text = std::get<std::string>(v);
                      s.venues[i].kind = text == "cloud"    ? VenueKind::cloud
                                         : text == "direct" ? VenueKind::direct
                                                            : VenueKind::self_hosted;
                  },
                  [](const Scenario& s, std::size_t i) {
                      const VenueKind kind = s.venues[i].kind;
                      return Value(std::string(kind == VenueKind::cloud    ? "cloud"
                                               : kind == VenueKind::direct ? "direct"
                                                                           : "self-hosted"));
                  }}},
        {.key = "venue.*.lab",
         .meaning = "the lab whose direct channel it is; needed by kind = \"direct\" and by no other",
         .kind = ValueKind::lab,
         .presence = Presence::optional,
         .source = "F23",
         .when = "for direct channels"},
        {.key = "venue.*.owner_lab",
         .meaning = "the lab that the cloud owns wholly: the group view nets out what one pays the other",
         .kind = ValueKind::lab,
         .presence = Presence::optional,
         .source = "Google owns Google DeepMind",
         .when = "for groups"},
        {.key = "venue.*.target_share",
         .symbol = "s*_v",
         .meaning = "share of customers' spend at the start, which the inversion reaches",
         .initial = 0.0,
         .domain = within(0, 1),
         .sweep = "±.05",
         .source = "C T2, T11",
         .when = "shares of venues sum to 1; not read with start.mode = \"given\"",
         .bind = to(venues, &Venue::target_share)},
    };
}

std::vector<Parameter> venue_money_rows() {
    const std::vector<std::string> fee_rules{"parity", "fixed", "bertrand", "nash"}, capacity_rules{"orders", "path"};
    const auto venues = &Scenario::venues;
    return {
        {.key = "venue.*.closed_lab_appeal",
         .symbol = "Δγ",
         .meaning = "what the venue's appeal differs by for closed labs",
         .unit = "log points",
         .initial = 0.0,
         .domain = within(-50, 50),
         .sweep = "−.8–0",
         .source = "A: neocloud appeal is inverted from open weights alone",
         .when = "swept in every headline",
         .bind = to(venues, &Venue::closed_lab_appeal)},
        {.key = "venue.*.egress_fee_usd_per_gb",
         .symbol = "fee_c",
         .meaning = "what a cloud charges for data that leaves it",
         .unit = "USD per GB",
         .initial = 0.08,
         .domain = within(0, 1e6),
         .sweep = "0–.12",
         .source = "F15",
         .when = "0 for a ban on egress fees",
         .bind = to(venues, &Venue::egress_fee)},
        {.key = "venue.*.platform_fee",
         .symbol = "φ_v",
         .meaning = "what the venue adds to list prices; 0: parity, as observed",
         .initial = 0.0,
         .domain = within(-0.9, 10),
         .sweep = "−.3–.3",
         .source = "F5",
         .when = "for a price war, as a fixed discount",
         .bind = to(venues, &Venue::platform_fee)},
        {.key = "venue.*.base_revenue_usd_per_month",
         .symbol = "",
         .meaning = "a cloud's base revenue at the start, net of discounts; clouds need it",
         .unit = "USD/month",
         .presence = Presence::optional,
         .domain = within(0, kMaxUsd),
         .sweep = "±15%",
         .source = "F12 × F21",
         .when = "it says where customers' data is",
         .bind = to(venues, &Venue::base_revenue)},
        {.key = "venue.*.ai_capacity_mw",
         .symbol = "K_c",
         .meaning = "a cloud's AI capacity at the start, reserve included; clouds need it",
         .unit = "MW",
         .presence = Presence::optional,
         .domain = within(0, 1e9),
         .sweep = "±40%",
         .source = "F30 ratios; level A",
         .when = "with capacity limits",
         .bind = to(venues, &Venue::ai_capacity)},
        {.key = "venue.*.fee_rule",
         .meaning = "how the platform fee moves; \"parity\" charges none, \"fixed\" keeps the platform fee",
         .kind = ValueKind::choice,
         .initial = std::string("fixed"),
         .choices = fee_rules,
         .source = "F5; docs/model.md#platform-fees",
         .when = "\"bertrand\" and \"nash\" make clouds compete in fees",
         .bind = to_choice(venues, &Venue::fee_rule, fee_rules)},
        {.key = "venue.*.reserve_share",
         .symbol = "reserve_c",
         .meaning = "share of a cloud's capacity that its own products hold",
         .initial = 0.0,
         .domain = within(0, 1),
         .sweep = "±.15",
         .source = "A",
         .when = "with first-party use",
         .bind = to(venues, &Venue::reserve_share)},
        {.key = "venue.*.base_service_index",
         .symbol = "μ_c",
         .meaning = "appeal of a cloud's base services",
         .unit = "log points",
         .initial = 0.0,
         .domain = within(-50, 50),
         .sweep = "±1",
         .source = "C T12",
         .when = "it says who wins new base spend",
         .bind = to(venues, &Venue::base_service_index)},
        {.key = "venue.*.capacity_rule",
         .meaning = "how AI capacity grows: \"orders\" follow demand, \"path\" grows by capacity_growth_mw_per_month",
         .kind = ValueKind::choice,
         .initial = std::string("orders"),
         .choices = capacity_rules,
         .source = "docs/model.md#capacity",
         .when = "\"path\" for announced plans and entrants",
         .bind = to_choice(venues, &Venue::capacity_rule, capacity_rules)},
        {.key = "venue.*.capacity_growth_mw_per_month",
         .meaning = "capacity that the path adds in a month",
         .unit = "MW per month",
         .initial = 0.0,
         .domain = within(0, 1e6),
         .source = "the scenario",
         .when = "with capacity_rule \"path\"",
         .bind = to(venues, &Venue::capacity_growth)},
        {.key = "venue.*.capacity_from",
         .meaning = "first month with capacity, of ai_capacity_mw; absent: from the start",
         .kind = ValueKind::month,
         .presence = Presence::optional,
         .source = "the scenario",
         .when = "for a cloud that enters later",
         .bind = to(venues, &Venue::capacity_from)},
        {.key = "venue.*.appeal",
         .symbol = "γ_v",
         .meaning = "appeal of a venue that sells nothing before the start, which inversion cannot find",
         .unit = "log points",
         .initial = 0.0,
         .domain = within(-50, 50),
         .source = "the scenario",
         .when = "for a venue that enters later; its target_share must be 0",
         .bind = to(venues, &Venue::given_appeal)},
    };
}

}  // namespace

std::vector<Parameter> venue_rows() {
    std::vector<Parameter> all = venue_identity_rows();
    for (auto& row : venue_money_rows()) all.push_back(row);
    return all;
}

}  // namespace nephoscope::rows
