#include "models/metrics/declare.h"

namespace nephoscope {

namespace {

using namespace declare;

/// Calls set(cell, position in the columns [venues×classes]) for every cloud and class.
template <class Set>
void for_classes(const Market& m, Set set) {
    std::size_t cell = 0;
    for (const std::size_t v : clouds_of(m.scenario()))
        for (int c = 0; c < kComputeClasses; ++c)
            set(cell++, m.clearing().at(static_cast<int>(v), static_cast<ComputeClass>(c)));
}

Variable of_classes(const char* name, const char* meaning, std::vector<Compute> Clearing::*column) {
    return reals("capacity", name, {"month", "cloud", "compute_class"}, "MW-month", meaning,
                 [column](const Market& m, Reals out) {
                     for_classes(m, [&](std::size_t cell, std::size_t at) {
                         out[cell] = mw_months((m.clearing().*column)[at]);
                     });
                 });
}

Variable of_clouds(const char* name, const char* units, const char* meaning,
                   double (*value)(const Market&, std::size_t venue)) {
    return reals("capacity", name, {"month", "cloud"}, units, meaning, [value](const Market& m, Reals out) {
        std::size_t cell = 0;
        for (const std::size_t v : clouds_of(m.scenario())) out[cell++] = value(m, v);
    });
}

double served(const Market& m, std::size_t venue) {
    Compute sum = 0;
    for (int c = 0; c < kComputeClasses; ++c)
        sum += m.clearing().served[m.clearing().at(static_cast<int>(venue), static_cast<ComputeClass>(c))];
    return mw_months(sum);
}

double unmet(const Market& m, std::size_t venue) {
    Compute sum = 0;
    for (int c = 0; c < kComputeClasses; ++c) {
        const std::size_t at = m.clearing().at(static_cast<int>(venue), static_cast<ComputeClass>(c));
        sum += m.clearing().demand[at] - m.clearing().served[at];
    }
    return mw_months(sum);
}

std::vector<Variable> capacity_variables() {
    return {
        of_clouds("installed", "MW", "AI capacity installed",
                  [](const Market& m, std::size_t v) { return m.capacity().installed(static_cast<int>(v)); }),
        of_clouds("queued", "MW", "AI capacity ordered and not yet arrived",
                  [](const Market& m, std::size_t v) { return m.capacity().queued(static_cast<int>(v)); }),
        of_clouds("utilisation", "1", "Compute served in all classes over installed capacity",
                  [](const Market& m, std::size_t v) {
                      return ratio(served(m, v), m.capacity().installed(static_cast<int>(v)));
                  }),
        of_clouds("unmet", "MW-month", "Compute demanded in all classes and not served", unmet),
        of_clouds("reliability", "1", "Reliability that next month's customers see: smoothed fill",
                  [](const Market& m, std::size_t v) { return m.reliability()[v]; }),
        integers("capacity", "constrained", {"month", "cloud"}, Storage::flag, "1",
                 "Whether some class was served short",
                 [](const Market& m, Integers out) {
                     std::size_t cell = 0;
                     for (const std::size_t v : clouds_of(m.scenario())) out[cell++] = unmet(m, v) > 0 ? 1 : 0;
                 }),
        of_classes("demand", "Compute demanded, by priority class", &Clearing::demand),
        of_classes("served",
                   "Compute allotted, by priority class; class inference is an upper bound, see offers/compute",
                   &Clearing::served),
        reals("capacity", "fill", {"month", "cloud", "compute_class"}, "1",
              "Served share of demand; 1 for an empty class",
              [](const Market& m, Reals out) {
                  for_classes(m, [&](std::size_t cell, std::size_t at) { out[cell] = m.clearing().fill[at]; });
              }),
    };
}

/// Clauses of one type, in order: what the axes "commitment" and "revenue_share" stand for.
Variable of_clauses(ClauseType type, const char* name, const char* meaning,
                    std::function<Money(const Market&, std::size_t clause)> value) {
    const bool shares = type == ClauseType::revenue_share;
    return money(shares ? "revenue_shares" : "commitments", name, {"month", shares ? "revenue_share" : "commitment"},
                 meaning, [type, value](const Market& m, Integers out) {
                     std::size_t cell = 0;
                     for (std::size_t c = 0; c < m.scenario().clauses.size(); ++c)
                         if (m.scenario().clauses[c].type == type) out[cell++] = value(m, c);
                 });
}

std::vector<Variable> clause_variables() {
    const auto commitment = ClauseType::compute_commit;
    return {
        of_clauses(commitment, "drawn", "Drawn on the compute commitment so far, trued-up dollars included",
                   [](const Market& m, std::size_t c) { return m.commitments().drawn(c); }),
        of_clauses(commitment, "remaining", "Not yet drawn of the compute commitment",
                   [](const Market& m, std::size_t c) { return m.commitments().remaining(c); }),
        of_clauses(commitment, "scheduled", "To be drawn by now under the original schedule",
                   [](const Market& m, std::size_t c) { return m.commitments().scheduled(c); }),
        of_clauses(commitment, "drawn_this_month", "Drawn this month by compute used",
                   [](const Market& m, std::size_t c) { return m.clearing().drawn[c]; }),
        reals("commitments", "coverage", {"month", "commitment"}, "1",
              "Coverage ratio: drawn so far over scheduled by now; NaN before the first draw is due",
              [](const Market& m, Reals out) {
                  std::size_t cell = 0;
                  for (std::size_t c = 0; c < m.scenario().clauses.size(); ++c)
                      if (m.scenario().clauses[c].type == ClauseType::compute_commit)
                          out[cell++] = ratio(to_usd(m.commitments().drawn(c)), to_usd(m.commitments().scheduled(c)));
              }),
        of_clauses(ClauseType::revenue_share, "paid", "Paid under the revenue share so far, before the start included",
                   [](const Market& m, std::size_t c) { return m.share_paid()[c]; }),
    };
}

}  // namespace

const std::vector<Variable>& supply_variables() {
    static const std::vector<Variable> variables = [] {
        std::vector<Variable> all;
        for (auto part : {capacity_variables(), clause_variables()}) all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return variables;
}

}  // namespace nephoscope
