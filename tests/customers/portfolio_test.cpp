#include "models/customers/portfolio.h"

#include <cmath>

#include "models/customers/costs.h"
#include "models/customers/kernels.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"
#include "sim/core/hash.h"
#include "tests/customers/test_market.h"

namespace nephoscope {
namespace {

/// Uniform numbers for one random case.
class Case {
public:
    explicit Case(std::uint64_t seed) : state_(mix64(seed + 1)) {}
    double operator()() {
        return static_cast<double>((state_ = mix64(state_ + 0x9e3779b97f4a7c15ULL)) >> 11) * 0x1p-53;
    }
    int below(int n) { return static_cast<int>((*this)() * n); }

private:
    std::uint64_t state_;
};

PortfolioProblem random_problem(std::uint64_t seed) {
    Case u(seed);
    PortfolioProblem p;
    p.workloads = 1 + u.below(5);
    p.venues = 2 + u.below(5);
    p.max_venues = 1 + u.below(4);
    if (u() < .5) p.forced = static_cast<std::uint64_t>(u.below(1 << p.venues)) & 0b1010101U;
    for (int v = 0; v < p.venues; ++v) p.cost[static_cast<std::size_t>(v)] = u() < .3 ? 0 : 2 * u();
    for (auto& row : p.value) {
        row.fill(kNoOffer);
        for (int v = 0; v < p.venues; ++v)
            if (u() < .7) row[static_cast<std::size_t>(v)] = 4 * u() - 1;
    }
    return p;
}

int count(std::uint64_t set) { return set == 0 ? 0 : 1 + count(set & (set - 1)); }

/// The best value over all venue sets, each tried in full.
double brute_force(const PortfolioProblem& p) {
    double best = -1e308;
    for (std::uint64_t set = 0; set < (1ULL << p.venues); ++set) {
        if ((set & p.forced) != p.forced || (count(set) > p.max_venues && set != p.forced)) continue;
        double value = 0, cost = 0;
        for (int k = 0; k < p.workloads; ++k) {
            double of_k = 0;
            for (int v = 0; v < p.venues; ++v)
                if ((set >> v & 1U) != 0)
                    of_k = std::max(of_k, p.value[static_cast<std::size_t>(k)][static_cast<std::size_t>(v)]);
            value += of_k;
        }
        for (int v = 0; v < p.venues; ++v)
            if (((set & ~p.forced) >> v & 1U) != 0) cost += p.cost[static_cast<std::size_t>(v)];
        best = std::max(best, value - cost);
    }
    return best;
}

TEST(Portfolio, IsTheBestOfAllVenueSets) {
    int enumerated = 0, moved = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const PortfolioProblem p = random_problem(seed);
        const Portfolio portfolio = solve(p);
        EXPECT_NEAR(portfolio.value, brute_force(p), 1e-12) << "seed " << seed;
        std::uint64_t used = p.forced;
        double value = 0, cost = 0;
        for (int k = 0; k < p.workloads; ++k) {
            const int v = portfolio.venue[static_cast<std::size_t>(k)];
            if (v < 0) continue;
            value += p.value[static_cast<std::size_t>(k)][static_cast<std::size_t>(v)];
            used |= 1ULL << v;
            ++moved;
        }
        for (int v = 0; v < p.venues; ++v)
            if (((used & ~p.forced) >> v & 1U) != 0) cost += p.cost[static_cast<std::size_t>(v)];
        EXPECT_NEAR(value - cost, portfolio.value, 1e-12) << "seed " << seed << ": the assignment earns the value";
        EXPECT_TRUE(count(used) <= p.max_venues || used == p.forced) << "seed " << seed;
        enumerated += portfolio.enumerated ? 1 : 0;
    }
    EXPECT_GT(enumerated, 500);
    EXPECT_GT(moved, 500);
}

/// By the plain search, unless what the workloads would do alone costs nothing.
Portfolio searched(const PortfolioProblem& p) {
    std::array<double, kMaxWorkloads> least{}, most{}, second{};
    SetProblem sets;
    sets.rows = p.workloads, sets.venues = p.venues, sets.row_stride = kVenueLanes;
    sets.value = p.value[0].data(), sets.cost = p.cost.data(), sets.in_use = p.forced;
    sets.slots = p.max_venues - count(p.forced);
    const double floor = p.legacy ? 0 : kNoOffer;
    Portfolio portfolio;
    const auto assign = [&](std::uint64_t set, std::array<double, kMaxWorkloads>& value) {
        plain_kernels().best_venues(sets, set, floor, portfolio.venue.data(), value.data(), second.data());
    };
    assign(p.forced, least);
    assign((1ULL << p.venues) - 1, most);
    std::uint64_t added = 0;
    double cost = 0;
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k) {
        portfolio.value += most[k];
        if (portfolio.venue[k] >= 0) added |= (1ULL << portfolio.venue[k]) & ~p.forced;
    }
    for (std::uint64_t left = added; left != 0; left &= left - 1)
        cost += p.cost[static_cast<std::size_t>(__builtin_ctzll(left))];
    if (added == 0 || (cost == 0 && count(added) <= sets.slots)) return portfolio;
    sets.least = least.data(), sets.most = most.data();
    const BestSet best = plain_kernels().best_set(sets);
    assign(best.set, least);
    portfolio.value = best.value;
    return portfolio;
}

/// Bit for bit, with ties and without legacy.
TEST(Portfolio, ShortCutsFindWhatTheSearchFinds) {
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        PortfolioProblem p = random_problem(seed);
        Case u(seed + 77'777);
        p.legacy = u() < .7;
        const double scale = std::exp(20 * u());
        const bool whole = u() < .3;
        for (auto& row : p.value)
            for (double& value : row)
                if (value != kNoOffer) value = whole ? std::floor(2 * value) : value * scale;
        for (double& cost : p.cost) cost = whole ? std::floor(2 * cost) : cost * scale;
        const Portfolio expected = searched(p), got = solve(p);
        ASSERT_EQ(expected.value, got.value) << "seed " << seed;
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.workloads); ++k)
            ASSERT_EQ(expected.venue[k], got.venue[k]) << "seed " << seed << ", workload " << k;
    }
}

TEST(Portfolio, WithoutCostsIsIndependentChoices) {  // K7, bit for bit
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        PortfolioProblem p = random_problem(seed);
        p.forced = 0;
        p.cost.fill(0);
        p.max_venues = p.venues;
        const Portfolio together = solve(p);
        double sum = 0;
        for (int k = 0; k < p.workloads; ++k) {
            PortfolioProblem alone = p;
            alone.workloads = 1;
            alone.value[0] = p.value[static_cast<std::size_t>(k)];
            const Portfolio one = solve(alone);
            EXPECT_EQ(together.venue[static_cast<std::size_t>(k)], one.venue[0]) << "seed " << seed;
            sum += one.value;
        }
        EXPECT_EQ(together.value, sum) << "seed " << seed;
    }
}

TEST(Portfolio, NeverLosesByAnOfferNorGainsByACost) {  // K30
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        PortfolioProblem p = random_problem(seed);
        const double before = solve(p).value;
        Case u(seed + 10'000);
        const auto k = static_cast<std::size_t>(u.below(p.workloads)), v = static_cast<std::size_t>(u.below(p.venues));
        PortfolioProblem better = p;
        better.value[k][v] = std::max(better.value[k][v], 4 * u() - 1);
        EXPECT_GE(solve(better).value, before) << "seed " << seed;
        PortfolioProblem dearer = p;
        dearer.cost[v] += u();
        EXPECT_LE(solve(dearer).value, before) << "seed " << seed;
    }
}

TEST(Portfolio, GivesTiesToTheLowestVenueAndToLegacy) {
    PortfolioProblem p;
    p.workloads = 1;
    p.venues = 3;
    p.value[0] = {kNoOffer, 2, 2};
    p.cost = {0, 1, 1};
    EXPECT_EQ(solve(p).venue[0], 1);
    p.value[0] = {0, 1, kNoOffer};
    EXPECT_EQ(solve(p).venue[0], -1);
    p.legacy = false;
    EXPECT_EQ(solve(p).venue[0], 0);
    p.value[0] = {-5, -4, kNoOffer};
    EXPECT_EQ(solve(p).venue[0], 0) << "without legacy the best offer is taken, cost included";
}

/// The default market with everything that ties workloads or months together removed.
Scenario without_costs(int agents) {
    Scenario s = test::default_scenario(agents);
    for (Segment& segment : s.segments) segment.venue_cost = 0;
    s.portfolio.self_cost_extra = 0;
    s.portfolio.max_venues = 7;
    return s;
}

TEST(Portfolio, InAMarketWithoutCostsTakesEachWorkloadsBestOffer) {  // K7 through pass A
    test::Market m(without_costs(300));
    const OfferTable offers = test::default_offers(m.scenario);
    m.advance(offers, 0);
    int on_offers = 0;
    for (std::size_t i = 0; i < 300; ++i)
        for (int k = 0; k < 5; ++k) {
            const std::size_t slot = m.customers.slot(i, k);
            if (!m.customers.is_active(i, k)) continue;
            double best = 0;
            int lab = kNone, venue = kNone;
            for (const LegalOffer& offer : legal_offers(offers)) {
                const OfferTerms terms =
                    offer_terms(m.scenario, m.start, m.lagged, offers, m.customers.profiles[m.customers.profile[i]], k,
                                offer.lab, offer.venue);
                const double shock = shock_of(m.scenario, m.draws, m.customers.id[i], k, m.customers.epoch[slot],
                                              offer.lab, offer.venue);
                const double attraction =
                    terms.known_attraction +
                    lab_taste(m.scenario, m.draws, m.customers.id[i], static_cast<std::size_t>(offer.lab)) +
                    venue_taste(m.scenario, m.draws, m.customers.id[i], static_cast<std::size_t>(offer.venue)) +
                    shock / 3;
                if (!(attraction > best)) continue;
                best = attraction;
                lab = offer.lab;
                venue = offer.venue;
            }
            EXPECT_EQ(m.customers.lab[slot], lab) << i << ' ' << k;
            EXPECT_EQ(m.customers.venue[slot], venue) << i << ' ' << k;
            on_offers += lab != kNone ? 1 : 0;
        }
    EXPECT_GT(on_offers, 500);
}

TEST(Portfolio, WithInfiniteCostsIsTheHomeCloudOrLegacy) {  // K7
    for (const int most : {1, 3, 7}) {
        Scenario s = test::default_scenario(1000);
        for (Segment& segment : s.segments) segment.venue_cost = 1e15;
        s.portfolio.max_venues = most;
        test::Market m(s);
        m.advance(test::default_offers(s), 0);
        std::size_t at_home = 0;
        for (std::size_t i = 0; i < m.customers.size(); ++i)
            for (int k = 0; k < 5; ++k) {
                const std::uint8_t venue = m.customers.venue[m.customers.slot(i, k)];
                EXPECT_TRUE(venue == kNone || venue == m.customers.contract_cloud[i]);
                at_home += venue != kNone ? 1 : 0;
            }
        EXPECT_GT(at_home, 1000U);
    }
}

/// Σ CS − F of every customer, after a first month in which all decide freely.
std::vector<double> values_under(const Scenario& s, const OfferTable& offers) {
    test::Market m(s);
    m.start.lab_fit[test::kOpn] = -2.4;  // else hardly anybody buys closed models
    m.advance(offers, 0);
    MonthTerms terms(m.scenario, offers, m.customers.profiles);
    terms.set_values(m.start, m.lagged);
    std::vector<double> values;
    for (std::size_t i = 0; i < m.customers.size(); ++i) {
        double value = 0;
        std::uint64_t used = 0;
        for (int k = 0; k < m.customers.workloads; ++k) {
            const std::size_t slot = m.customers.slot(i, k);
            if (m.customers.lab[slot] == kNone) continue;
            used |= 1ULL << m.customers.venue[slot];
            const auto o = terms.position(m.customers.lab[slot], m.customers.venue[slot]);
            value += surplus_of(m.customers.budget[i] * m.customers.workload_share[slot],
                                attraction_of(m.customers, slot, terms.of(m.customers.profile[i], k)[o].attraction),
                                s.choice.demand_elasticity - 1);
        }
        const auto costs = venue_costs(s, offers, m.customers.segment[i], m.customers.contract_cloud[i]);
        for (std::size_t v = 0; v < s.venues.size(); ++v)
            if ((used >> v & 1U) != 0) value -= costs[v];
        values.push_back(value);
    }
    return values;
}

TEST(Portfolio, OpeningAVenueWithoutLagLowersNobodysValue) {  // K30 and MODEL 5.1
    const Scenario s = test::default_scenario(3000);
    OfferTable offers = test::default_offers(s);
    const std::vector<double> closed = values_under(s, offers);
    test::open_offer(offers, test::kOai, test::kAws, 0);
    const std::vector<double> open = values_under(s, offers);
    Scenario dear = s;
    for (Segment& segment : dear.segments) segment.venue_cost *= 1.5;
    const std::vector<double> costly = values_under(dear, offers);
    int gained = 0, lost = 0;
    for (std::size_t i = 0; i < closed.size(); ++i) {
        EXPECT_GE(open[i], closed[i] - 1e-9 * std::abs(closed[i])) << i;
        EXPECT_LE(costly[i], open[i] + 1e-9 * std::abs(open[i])) << i;
        gained += open[i] > closed[i] ? 1 : 0;
        lost += costly[i] < open[i] ? 1 : 0;
    }
    EXPECT_GT(gained, 300);
    EXPECT_GT(lost, 100);
}

TEST(Portfolio, BringsMoreVenuesToLargerCustomers) {
    test::Market m(test::default_scenario(4000));
    const MonthTotals totals = m.advance(test::default_offers(m.scenario), 0);
    const auto homing = [&](std::size_t s) {
        return static_cast<double>(totals.by_venue_count[4 + s] + totals.by_venue_count[8 + s]) /
               static_cast<double>(totals.served[s]);
    };
    EXPECT_LT(homing(0), .35);
    EXPECT_GT(homing(2), .5);
    EXPECT_GT(homing(3), homing(1) + .2);
}

}  // namespace
}  // namespace nephoscope
