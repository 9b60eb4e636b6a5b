#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/month.h"
#include "sim/io/diagnostics.h"

namespace nephoscope {

enum class ClauseType {
    hosting,
    exclusivity,
    first_ship,
    resale,
    revenue_share,
    licence,
    compute_commit,
    equity,
    counts_to_commit,
    trigger
};
enum class ResaleMode { royalty, gp_split, agency };
enum class ShareBase { all_revenue, enterprise_revenue };

/// One dated clause between a lab and a cloud, [agreement.ID] (docs/model.md#agreements). Fields that a type does not
/// have keep their default. Months are inclusive: in force in month t iff start ≤ t ≤ end.
struct Clause {
    std::string id;
    ClauseType type = ClauseType::hosting;
    int lab = -1;    ///< index in Scenario::labs
    int venue = -1;  ///< hosting, first_ship: venue; exclusivity: beneficiary; resale, revenue_share, licence,
                     ///< compute_commit, counts_to_commit: cloud; equity: holder
    std::uint32_t scope = ~0u;  ///< bit k: covers workload k
    Month start, end;           ///< resolved; `end` is the horizon when absent
    bool written_end = false;   ///< `end` was written (a written end by the horizon is an expiry for terminal values)
    int onboarding_months = 0, lag_months = 0, window_months = 0;
    bool allows_direct = false, exclusive = false, take_or_pay = false, counts = true, linear_shape = false;
    ResaleMode mode = ResaleMode::royalty;
    double rate = 0;  ///< resale: royalty or commission rate, or the cloud's share of gross profit; share rate
    ShareBase base = ShareBase::all_revenue;
    std::optional<double> cap;               ///< revenue_share cap_usd
    double paid_to_date = 0;                 ///< [USD]
    double total = 0;                        ///< compute_commit [USD]
    double fraction = 0, participation = 0;  ///< equity
    std::string ends_on_trigger;             ///< id of a trigger clause, empty for none
    // trigger
    std::optional<Month> date;  ///< fires at the start of this month
    double hazard = 0;          ///< per month, when there is no date
    int draw_slot = 0;
    std::vector<std::string> ends, starts;  ///< ids of clauses that the trigger ends or starts

    bool in_force(Month m) const { return start <= m && m <= end; }
    Place place;  ///< of its table header
};

const char* clause_type_name(ClauseType type);

}  // namespace nephoscope
