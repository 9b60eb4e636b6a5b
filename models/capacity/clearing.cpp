#include "models/capacity/clearing.h"

#include <algorithm>
#include <numeric>

#include "sim/core/contract.h"

namespace nephoscope {

namespace {

/// Splits `total` in proportion to `parts`, exactly: the k-th gets the step of ⌊total·(cumulative parts)/(their sum)⌋.
/// No one gets more than its part when total ≤ Σ parts.
std::vector<Compute> split(Compute total, const std::vector<Compute>& parts) {
    std::vector<Compute> result(parts.size(), 0);
    const Compute whole = std::accumulate(parts.begin(), parts.end(), Compute{0});
    if (whole == 0) return result;
    Compute cumulative = 0, given = 0;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        cumulative += parts[k];
        const auto up_to = static_cast<Compute>(static_cast<int128>(total) * cumulative / whole);
        result[k] = up_to - given;
        given = up_to;
    }
    return result;
}

/// Compute that costs `money` at the wholesale price, rounded up so that full service draws all of the money.
Compute worth(Money money, double wholesale_price) {
    const double units = to_usd(money) / wholesale_price * kComputePerMwMonth;
    const Compute rounded = to_fixed(units);
    return static_cast<double>(rounded) < units ? rounded + 1 : rounded;
}

/// The clearing of one month, a method per step.
class Clearance {
public:
    explicit Clearance(const ClearingInputs& inputs)
        : in_(inputs),
          labs_(static_cast<int>(inputs.scenario.labs.size())),
          venues_(static_cast<int>(inputs.scenario.venues.size())),
          wanted_(inputs.scenario.clauses.size(), 0) {
        const auto classes = static_cast<std::size_t>(venues_) * kComputeClasses;
        const auto pairs = static_cast<std::size_t>(labs_) * static_cast<std::size_t>(venues_);
        out_.capacity = inputs.capacity;
        out_.need = inputs.need;
        out_.demand.assign(classes, 0);
        out_.served.assign(classes, 0);
        out_.fill.assign(classes, 1);
        out_.committed_demand.assign(pairs, 0);
        out_.committed_served.assign(pairs, 0);
        out_.other_demand.assign(pairs, 0);
        out_.other_served.assign(pairs, 0);
        out_.lab_fill.assign(static_cast<std::size_t>(labs_), 1);
        out_.offer_fill.assign(pairs, 1);
        out_.drawn.assign(inputs.scenario.clauses.size(), 0);
    }

    /// A lab's need: required draws first, pro rata when it is smaller, the rest by host weights.
    void host(int lab) {
        const std::vector<Clause>& clauses = in_.scenario.clauses;
        const Compute need = in_.need[static_cast<std::size_t>(lab)].total();
        std::vector<Compute> due(clauses.size(), 0);
        for (std::size_t c = 0; c < clauses.size(); ++c)
            if (clauses[c].type == ClauseType::compute_commit && clauses[c].lab == lab)
                due[c] = worth(in_.required[c], in_.wholesale_price);
        const Compute all = std::accumulate(due.begin(), due.end(), Compute{0});
        if (all > need) due = split(need, due);
        for (std::size_t c = 0; c < clauses.size(); ++c) {
            if (due[c] == 0) continue;
            wanted_[c] = due[c];
            out_.committed_demand[pair(lab, clauses[c].venue)] += due[c];
        }
        host_rest(lab, need - std::min(all, need));
    }

    void clear(int venue) {
        const auto v = static_cast<std::size_t>(venue);
        const Venue& cloud = in_.scenario.venues[v];
        if (cloud.kind != VenueKind::cloud) return;
        demand(venue, ComputeClass::reserve) = to_fixed(cloud.reserve_share * static_cast<double>(in_.capacity[v]));
        for (int lab = 0; lab < labs_; ++lab) {
            demand(venue, ComputeClass::committed) += out_.committed_demand[pair(lab, venue)];
            demand(venue, ComputeClass::inference) += in_.inference[pair(lab, venue)];
            demand(venue, ComputeClass::other) += out_.other_demand[pair(lab, venue)];
        }
        Compute left = in_.capacity[v];
        for (int c = 0; c < kComputeClasses; ++c) {
            const std::size_t i = out_.at(venue, static_cast<ComputeClass>(c));
            out_.served[i] = in_.scenario.capacity.limited ? std::min(out_.demand[i], left) : out_.demand[i];
            left -= out_.served[i];
            if (out_.demand[i] > 0)
                out_.fill[i] = static_cast<double>(out_.served[i]) / static_cast<double>(out_.demand[i]);
        }
        serve_labs(venue, ComputeClass::committed, out_.committed_demand, out_.committed_served);
        serve_labs(venue, ComputeClass::other, out_.other_demand, out_.other_served);
    }

    /// Dollars drawn: all that was required where the draw was neither cut nor short, else what the compute costs.
    void book_draws(int lab, int venue) {
        const std::vector<Clause>& clauses = in_.scenario.clauses;
        std::vector<Compute> asked(clauses.size(), 0);
        for (std::size_t c = 0; c < clauses.size(); ++c)
            if (clauses[c].lab == lab && clauses[c].venue == venue) asked[c] = wanted_[c];
        const std::vector<Compute> got = split(out_.committed_served[pair(lab, venue)], asked);
        for (std::size_t c = 0; c < clauses.size(); ++c) {
            if (asked[c] == 0) continue;
            const Money cost = to_money(static_cast<double>(got[c]) / kComputePerMwMonth * in_.wholesale_price);
            const bool whole = got[c] == worth(in_.required[c], in_.wholesale_price);
            out_.drawn[c] = whole ? in_.required[c] : std::min(cost, in_.required[c]);
        }
    }

    void fill_offers(int lab) {
        const auto l = static_cast<std::size_t>(lab);
        const Compute need = in_.need[l].total();
        Compute short_of = 0;
        for (int v = 0; v < venues_; ++v) {
            const std::size_t p = pair(lab, v);
            short_of += out_.committed_demand[p] - out_.committed_served[p];
            short_of += out_.other_demand[p] - out_.other_served[p];
        }
        if (need > 0) out_.lab_fill[l] = static_cast<double>(need - short_of) / static_cast<double>(need);
        for (int v = 0; v < venues_; ++v) {
            const Venue& venue = in_.scenario.venues[static_cast<std::size_t>(v)];
            if (venue.kind == VenueKind::cloud)
                out_.offer_fill[pair(lab, v)] = out_.fill[out_.at(v, ComputeClass::inference)];
            else if (venue.kind == VenueKind::direct && venue.lab == lab)
                out_.offer_fill[pair(lab, v)] = out_.lab_fill[l];
        }
    }

    Clearing take() { return std::move(out_); }
    int labs() const { return labs_; }
    int venues() const { return venues_; }

private:
    std::size_t pair(int lab, int venue) const { return static_cast<std::size_t>(lab * venues_ + venue); }
    Compute& demand(int venue, ComputeClass c) { return out_.demand[out_.at(venue, c)]; }

    /// By host weights; what a lab without weights needs beyond its draws is its parent's business and always served.
    void host_rest(int lab, Compute rest) {
        const std::vector<double>& weights = in_.scenario.labs[static_cast<std::size_t>(lab)].host_weight;
        double total = 0;
        for (const double weight : weights) total += weight;
        if (total <= 0) return;
        double cumulative = 0;
        Compute given = 0;
        for (std::size_t v = 0; v < weights.size(); ++v) {
            cumulative += weights[v];
            const Compute up_to = std::min(rest, to_fixed(static_cast<double>(rest) * (cumulative / total)));
            out_.other_demand[pair(lab, static_cast<int>(v))] = up_to - given;
            given = up_to;
        }
    }

    void serve_labs(int venue, ComputeClass c, const std::vector<Compute>& asked, std::vector<Compute>& got) {
        std::vector<Compute> parts;
        for (int lab = 0; lab < labs_; ++lab) parts.push_back(asked[pair(lab, venue)]);
        const std::vector<Compute> served = split(out_.served[out_.at(venue, c)], parts);
        for (int lab = 0; lab < labs_; ++lab) got[pair(lab, venue)] = served[static_cast<std::size_t>(lab)];
    }

    const ClearingInputs& in_;
    int labs_, venues_;
    std::vector<Compute> wanted_;  ///< [clauses] compute asked for under each commitment
    Clearing out_;
};

}  // namespace

Clearing clear_market(const ClearingInputs& inputs) {
    const std::size_t labs = inputs.scenario.labs.size(), venues = inputs.scenario.venues.size();
    NEPHOSCOPE_EXPECT(inputs.capacity.size() == venues && inputs.inference.size() == labs * venues);
    NEPHOSCOPE_EXPECT(inputs.need.size() == labs && inputs.required.size() == inputs.scenario.clauses.size());
    NEPHOSCOPE_EXPECT(inputs.wholesale_price > 0);
    Clearance clearance(inputs);
    for (int lab = 0; lab < clearance.labs(); ++lab) clearance.host(lab);
    for (int venue = 0; venue < clearance.venues(); ++venue) clearance.clear(venue);
    for (int lab = 0; lab < clearance.labs(); ++lab) {
        for (int venue = 0; venue < clearance.venues(); ++venue) clearance.book_draws(lab, venue);
        clearance.fill_offers(lab);
    }
    return clearance.take();
}

}  // namespace nephoscope
