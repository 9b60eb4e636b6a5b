#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <numeric>

#include "models/metrics/metrics.h"
#include "models/metrics/variables.h"
#include "models/metrics/welfare.h"
#include "models/theory/screens.h"

namespace nephoscope {

namespace {

constexpr double kNone64 = std::numeric_limits<double>::quiet_NaN();

double ratio(double part, double whole) { return whole == 0 ? kNone64 : part / whole; }

template <class T>
double sum(const std::vector<T>& values) {
    return static_cast<double>(std::accumulate(values.begin(), values.end(), T{0}));
}

/// Σ over segments of rows of a [row×segments] table.
std::vector<double> by_row(const std::vector<Weight>& table, int segments) {
    std::vector<double> rows;
    for (std::size_t first = 0; first < table.size(); first += static_cast<std::size_t>(segments)) {
        Weight row = 0;
        for (int s = 0; s < segments; ++s) row += table[first + static_cast<std::size_t>(s)];
        rows.push_back(static_cast<double>(row));
    }
    return rows;
}

void shares(std::span<double> out, const std::vector<double>& amounts, double total) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = ratio(amounts[i], total);
}

/// Share of customers in rows ≥ `first_row` of a [3×segments] count table among those served.
double at_least(const std::vector<Weight>& table, const MonthTotals& totals, std::size_t first_row) {
    const std::vector<double> rows = by_row(table, totals.segments);
    return ratio(std::accumulate(rows.begin() + static_cast<std::ptrdiff_t>(first_row), rows.end(), 0.0),
                 sum(totals.served));
}

Variable share_variable(const char* name, const char* axis, const char* meaning,
                        std::function<void(const Market&, std::span<double>)> fill) {
    return {{"", name, {"month", axis}, Storage::real, "1", meaning}, std::move(fill), nullptr};
}

Variable scalar(const char* name, const char* units, const char* meaning, double (*value)(const Market&)) {
    return {{"", name, {"month"}, Storage::real, units, meaning},
            [value](const Market& m, std::span<double> out) { out[0] = value(m); },
            nullptr};
}

Variable money(const char* name, const char* meaning, Money (*value)(const Market&)) {
    return {{"", name, {"month"}, Storage::money, "USD", meaning},
            nullptr,
            [value](const Market& m, std::span<std::int64_t> out) { out[0] = value(m); }};
}

Money total(const std::vector<Money>& values) { return std::accumulate(values.begin(), values.end(), Money{0}); }

void cash_flows(const Market& m, std::span<std::int64_t> out) {
    std::size_t party = 0;
    for (std::size_t v = 0; v < m.scenario().venues.size(); ++v)
        if (m.scenario().venues[v].kind == VenueKind::cloud) out[party++] = m.accounts().clouds[v].cash_flow();
    for (const LabMonth& lab : m.accounts().labs) out[party++] = cash_flow(lab);
}

}  // namespace

double hhi(const std::vector<double>& amounts) {
    const double whole = std::accumulate(amounts.begin(), amounts.end(), 0.0);
    if (whole == 0) return kNone64;
    Eigen::VectorXd shares(static_cast<Eigen::Index>(amounts.size()));
    for (std::size_t i = 0; i < amounts.size(); ++i) shares(static_cast<Eigen::Index>(i)) = amounts[i] / whole;
    return theory::hhi(shares);
}

Spend::Spend(const Market& market)
    : by_venue(market.scenario().venues.size(), 0.0), by_lab(market.scenario().labs.size(), 0.0) {
    const MonthTotals& t = market.totals();
    for (int l = 0; l < t.labs; ++l)
        for (int v = 0; v < t.venues; ++v)
            for (int s = 0; s < t.segments; ++s) {
                const auto cell = static_cast<std::size_t>((l * t.venues + v) * t.segments + s);
                const auto spend = static_cast<double>(t.seller_paid[cell] + t.egress_paid[cell]);
                by_venue[static_cast<std::size_t>(v)] += spend;
                by_lab[static_cast<std::size_t>(l)] += spend;
                total += spend;
            }
    for (std::size_t v = 0; v < by_venue.size(); ++v)
        if (market.scenario().venues[v].kind == VenueKind::cloud) by_cloud.push_back(by_venue[v]);
}

const std::vector<Variable>& headline_variables() {
    static const std::vector<Variable> variables{
        share_variable("spend_share_by_venue", "venue",
                       "Share of customers' AI spend, egress included, by venue of purchase",
                       [](const Market& m, std::span<double> out) {
                           const Spend s(m);
                           shares(out, s.by_venue, s.total);
                       }),
        share_variable("spend_share_by_lab", "lab", "Share of customers' AI spend, egress included, by lab",
                       [](const Market& m, std::span<double> out) {
                           const Spend s(m);
                           shares(out, s.by_lab, s.total);
                       }),
        share_variable("customer_share_by_venue", "venue",
                       "Share of customers with a workload on an offer who have one at the venue; sums to more than 1",
                       [](const Market& m, std::span<double> out) {
                           shares(out, by_row(m.totals().venue_users, m.totals().segments), sum(m.totals().served));
                       }),
        share_variable("customer_share_by_lab", "lab",
                       "Share of customers with a workload on an offer who have one on the lab; sums to more than 1",
                       [](const Market& m, std::span<double> out) {
                           shares(out, by_row(m.totals().lab_users, m.totals().segments), sum(m.totals().served));
                       }),
        scalar("hhi_clouds", "1", "Concentration of AI spend over clouds: sum of squared shares times 10000",
               [](const Market& m) { return hhi(Spend(m).by_cloud); }),
        scalar("hhi_labs", "1", "Concentration of AI spend over labs: sum of squared shares times 10000",
               [](const Market& m) { return hhi(Spend(m).by_lab); }),
        scalar("venue_multi_homing", "1", "Share of served customers who buy at two or more venues",
               [](const Market& m) { return at_least(m.totals().by_venue_count, m.totals(), 1); }),
        scalar("lab_multi_homing", "1", "Share of served customers who use two or more labs",
               [](const Market& m) { return at_least(m.totals().by_lab_count, m.totals(), 1); }),
        scalar("lab_multi_homing_3", "1", "Share of served customers who use three or more labs",
               [](const Market& m) { return at_least(m.totals().by_lab_count, m.totals(), 2); }),
        scalar("single_binding_rate", "1", "Share of served customers with exactly one lab at one venue",
               [](const Market& m) { return ratio(sum(m.totals().single_binding), sum(m.totals().served)); }),
        money("outlay", "Customers' AI outlay in the month, egress included",
              [](const Market& m) { return total(m.totals().seller_paid) + total(m.totals().egress_paid); }),
        money("consumer_surplus", "Consumer surplus in the month relative to legacy, before costs of venues and moving",
              [](const Market& m) { return total(m.totals().surplus); }),
        money("consumer_surplus_net",
              "Consumer surplus in the month net of venue, onboarding, switching and migration costs",
              [](const Market& m) { return total(m.totals().surplus) - customer_cost(m.totals()); }),
        Variable{{"",
                  "cash_flow",
                  {"month", "party"},
                  Storage::money,
                  "USD",
                  "Net cash flow of clouds, base business and equity bought included, and labs in the month"},
                 nullptr,
                 cash_flows},
    };
    return variables;
}

}  // namespace nephoscope
