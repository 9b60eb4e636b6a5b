#pragma once

#include <algorithm>
#include <numeric>

#include "models/metrics/variables.h"

/// Short ways to say what a recorded variable is; each file of models/metrics declares its variables with them.
namespace nephoscope::declare {

using Reals = std::span<double>;
using Integers = std::span<std::int64_t>;

inline Variable reals(const char* group, const char* name, std::vector<std::string> axes, const char* units,
                      const char* meaning, std::function<void(const Market&, Reals)> fill) {
    return {{group, name, std::move(axes), Storage::real, units, meaning}, std::move(fill), nullptr};
}

inline Variable integers(const char* group, const char* name, std::vector<std::string> axes, Storage storage,
                         const char* units, const char* meaning, std::function<void(const Market&, Integers)> fill) {
    return {{group, name, std::move(axes), storage, units, meaning}, nullptr, std::move(fill)};
}

inline Variable money(const char* group, const char* name, std::vector<std::string> axes, const char* meaning,
                      std::function<void(const Market&, Integers)> fill) {
    return integers(group, name, std::move(axes), Storage::money, "USD", meaning, std::move(fill));
}

/// One number a month.
inline Variable number(const char* group, const char* name, const char* units, const char* meaning,
                       double (*value)(const Market&)) {
    return reals(group, name, {"month"}, units, meaning, [value](const Market& m, Reals out) { out[0] = value(m); });
}
inline Variable amount(const char* group, const char* name, const char* meaning, Money (*value)(const Market&)) {
    return money(group, name, {"month"}, meaning, [value](const Market& m, Integers out) { out[0] = value(m); });
}

/// A column of MonthTotals as it stands: money, or organisations by weight.
inline Variable money_total(const char* group, const char* name, std::vector<std::string> axes, const char* meaning,
                            std::vector<Money> MonthTotals::*column) {
    return money(group, name, std::move(axes), meaning, [column](const Market& m, Integers out) {
        const std::vector<Money>& from = m.totals().*column;
        std::copy(from.begin(), from.end(), out.begin());
    });
}
inline Variable organisations_total(const char* group, const char* name, std::vector<std::string> axes,
                                    const char* meaning, std::vector<Weight> MonthTotals::*column) {
    return reals(group, name, std::move(axes), "organisations", meaning, [column](const Market& m, Reals out) {
        const std::vector<Weight>& from = m.totals().*column;
        std::transform(from.begin(), from.end(), out.begin(), organisations);
    });
}

inline double ratio(double part, double whole) {
    return whole == 0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

inline void shares(Reals out, const std::vector<double>& amounts) {
    const double whole = std::accumulate(amounts.begin(), amounts.end(), 0.0);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = ratio(amounts[i], whole);
}

inline Money total(const std::vector<Money>& values) { return std::accumulate(values.begin(), values.end(), Money{0}); }

inline double mw_months(Compute compute) { return static_cast<double>(compute) / kComputePerMwMonth; }

}  // namespace nephoscope::declare
