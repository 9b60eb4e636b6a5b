#include "models/customers/portfolio.h"

#include <algorithm>

namespace nephoscope {

namespace {

using Values = std::array<double, kMaxWorkloads>;

class Search {
public:
    explicit Search(const PortfolioProblem& problem) : p_(problem) {
        // What the venues at and after each position could still give, for the bound.
        rest_[static_cast<std::size_t>(p_.venues)].fill(kNoOffer);
        for (int v = p_.venues - 1; v >= 0; --v)
            rest_[static_cast<std::size_t>(v)] = better(rest_[static_cast<std::size_t>(v) + 1], v);
    }

    /// Values of the forced venues alone, which every set contains.
    Values start() const {
        Values values;
        values.fill(p_.legacy ? 0 : kNoOffer);
        for (int v = 0; v < p_.venues; ++v)
            if ((p_.forced >> v & 1U) != 0) values = better(values, v);
        return values;
    }

    void run(const Values& values, int slots) {
        best_value_ = sum(values);
        best_set_ = p_.forced;
        extend(values, p_.forced, 0, 0, slots);
    }

    std::uint64_t best_set() const { return best_set_; }
    double best_value() const { return best_value_; }

private:
    Values better(const Values& values, int v) const {
        Values result = values;
        for (int k = 0; k < p_.workloads; ++k)
            result[static_cast<std::size_t>(k)] =
                std::max(values[static_cast<std::size_t>(k)],
                         p_.value[static_cast<std::size_t>(k)][static_cast<std::size_t>(v)]);
        return result;
    }

    double sum(const Values& values) const {
        double total = 0;
        for (int k = 0; k < p_.workloads; ++k) total += values[static_cast<std::size_t>(k)];
        return total;
    }

    /// The most that a set can reach that adds to `values` only venues from `first` on. Sums of larger terms in the
    /// same order are no smaller after rounding either, so the bound is exact.
    double bound(const Values& values, int first) const {
        double total = 0;
        for (int k = 0; k < p_.workloads; ++k)
            total += std::max(values[static_cast<std::size_t>(k)],
                              rest_[static_cast<std::size_t>(first)][static_cast<std::size_t>(k)]);
        return total;
    }

    void extend(const Values& values, std::uint64_t set, double cost, int first, int slots) {
        if (slots <= 0) return;
        for (int v = first; v < p_.venues; ++v) {
            if ((set >> v & 1U) != 0) continue;
            if (bound(values, v) - cost <= best_value_) return;
            const Values with = better(values, v);
            const double its_cost = cost + p_.cost[static_cast<std::size_t>(v)];
            const double value = sum(with) - its_cost;
            const std::uint64_t larger = set | (std::uint64_t{1} << v);
            if (value > best_value_) {
                best_value_ = value;
                best_set_ = larger;
            }
            extend(with, larger, its_cost, v + 1, slots - 1);
        }
    }

    const PortfolioProblem& p_;
    std::array<Values, kMaxVenues + 1> rest_;  ///< up to `venues`
    double best_value_ = 0;
    std::uint64_t best_set_ = 0;
};

/// Each workload's best venue within `set`.
Portfolio assign(const PortfolioProblem& p, std::uint64_t set) {
    Portfolio portfolio;
    for (int k = 0; k < p.workloads; ++k) {
        double best = p.legacy ? 0 : kNoOffer;
        int at = -1;
        for (int v = 0; v < p.venues; ++v) {
            const double value = p.value[static_cast<std::size_t>(k)][static_cast<std::size_t>(v)];
            if ((set >> v & 1U) == 0 || !(value > best)) continue;
            best = value;
            at = v;
        }
        portfolio.venue[static_cast<std::size_t>(k)] = at;
        portfolio.value += best;
    }
    return portfolio;
}

int count(std::uint64_t set) {
    int n = 0;
    for (; set != 0; set &= set - 1) ++n;
    return n;
}

}  // namespace

Portfolio solve(const PortfolioProblem& p) {
    // The independent optimum, were all venues free: when the venues it uses are free indeed, nothing can beat it.
    const std::uint64_t all = (std::uint64_t{1} << p.venues) - 1;
    Portfolio independent = assign(p, all);
    std::uint64_t used = p.forced;
    double cost = 0;
    for (int k = 0; k < p.workloads; ++k) {
        const int v = independent.venue[static_cast<std::size_t>(k)];
        if (v < 0 || (used >> v & 1U) != 0) continue;
        used |= std::uint64_t{1} << v;
        cost += p.cost[static_cast<std::size_t>(v)];
    }
    const int slots = p.max_venues - count(p.forced);
    if (cost == 0 && count(used & ~p.forced) <= slots) return independent;
    if (used == p.forced) return independent;

    Search search(p);
    search.run(search.start(), slots);
    Portfolio portfolio = assign(p, search.best_set());
    portfolio.value = search.best_value();
    portfolio.enumerated = true;
    return portfolio;
}

}  // namespace nephoscope
