#include "models/scenario/parameter_rows.h"

namespace nephoscope::rows {

std::vector<Parameter> event_rows() {
    const auto events = &Scenario::events;
    const std::vector<std::string> types{"build_limit",  "unit_cost",  "egress_fee", "platform_fee", "gravity",
                                         "commit_wedge", "list_price", "self_cost",  "open_lag",     "release_freeze",
                                         "quality_jump", "valuation",  "ipo",        "remove_offer"};
    return {
        {.key = "event.*.type",
         .meaning = "what changes while the event is in force",
         .kind = ValueKind::choice,
         .presence = Presence::required,
         .choices = types,
         .source = "docs/model.md#events",
         .bind = to_choice(events, &Event::type, types)},
        {.key = "event.*.lab",
         .meaning = "the lab it is about; absent: all, where the type allows",
         .kind = ValueKind::lab,
         .presence = Presence::optional,
         .source = "docs/model.md#events"},
        {.key = "event.*.venue",
         .meaning = "the venue it is about; absent: all, where the type allows",
         .kind = ValueKind::venue,
         .presence = Presence::optional,
         .source = "docs/model.md#events"},
        {.key = "event.*.region",
         .meaning = "the region it is about, for egress fees; absent: all",
         .kind = ValueKind::region,
         .presence = Presence::optional,
         .source = "docs/model.md#events"},
        {.key = "event.*.start",
         .meaning = "first month in which it is in force",
         .kind = ValueKind::month,
         .presence = Presence::required,
         .source = "the scenario",
         .bind = to(events, &Event::start)},
        {.key = "event.*.end",
         .meaning = "last month in which it is in force; absent: the horizon",
         .kind = ValueKind::month,
         .presence = Presence::optional,
         .source = "the scenario",
         .bind = to(events, &Event::end)},
        {.key = "event.*.factor",
         .meaning = "what the quantity is multiplied by",
         .initial = 1.0,
         .domain = within(0, 1e6),
         .source = "the scenario",
         .bind = to(events, &Event::factor)},
        {.key = "event.*.value",
         .meaning = "the new value: platform fee, months of lag, quality points, dollars raised",
         .initial = 0.0,
         .domain = within(-kMaxUsd, kMaxUsd),
         .source = "the scenario",
         .bind = to(events, &Event::value)},
    };
}

}  // namespace nephoscope::rows
