#include <algorithm>
#include <atomic>
#include <numeric>
#include <span>

#include "sim/core/hash.h"
#include "tests/customers/test_market.h"
#include "tests/support/remembering.h"

/// What must not change a bit (docs/model.md#known-answers, K12, K14, K27, K28).
namespace nephoscope {
namespace {

using test::Market;
using test::open_offer;

Scenario lively_scenario(int agents) {
    Scenario s = test::default_scenario(agents);
    s.customers.birth_rate = .2;
    return s;
}

/// Ten months with an opening, a closure and growth.
std::vector<MonthTotals> run(Market& m, const OfferTable& start) {
    std::vector<MonthTotals> months;
    OfferTable offers = start;
    for (int t = 0; t < 10; ++t) {
        const OfferTable before = offers;
        offers.budget_growth = 1 + .05 * t;
        if (t == 3) {
            open_offer(offers, 0, 1, 0);
            offers.news[1] = 1;
        }
        if (t == 4) offers.news[1] = 0;
        if (t == 6) offers.legal[static_cast<std::size_t>(offers.offer(1, 0))] = 0;
        months.push_back(m.advance(offers, before, t));
        m.lagged = lag(months.back());
    }
    return months;
}

TEST(Bits, DoNotDependOnThreads) {  // K27
    std::vector<MonthTotals> one;
    std::vector<std::uint8_t> labs;
    for (const int threads : {1, 2, 7}) {
        Market m(lively_scenario(5000));
        m.threads = threads;
        const std::vector<MonthTotals> months = run(m, test::default_offers(m.scenario));
        if (threads == 1) {
            one = months;
            labs = m.customers.lab;
        }
        EXPECT_EQ(months, one) << threads;
        EXPECT_EQ(m.customers.lab, labs) << threads;
    }
    Market other(lively_scenario(5000), 8);
    EXPECT_NE(run(other, test::default_offers(other.scenario)), one) << "another seed";
}

TEST(Bits, DoNotDependOnTheOrderInMemory) {  // K27
    Market plain(lively_scenario(3000)), shuffled(lively_scenario(3000));
    std::vector<std::size_t> order(plain.customers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return mix64(a) < mix64(b); });
    shuffled.customers.for_each_column([&](auto& column, std::size_t each) {
        const auto copy = column;
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::size_t j = 0; j < each; ++j) column[i * each + j] = copy[order[i] * each + j];
    });
    const OfferTable offers = test::default_offers(plain.scenario);
    EXPECT_EQ(run(plain, offers), run(shuffled, offers));
    for (std::size_t i = 0; i < order.size(); ++i) {
        ASSERT_EQ(shuffled.customers.id[i], plain.customers.id[order[i]]);
        ASSERT_EQ(shuffled.customers.venue[i * 5], plain.customers.venue[order[i] * 5]);
        ASSERT_EQ(shuffled.customers.since[i * 5], plain.customers.since[order[i] * 5]);
    }
}

TEST(Bits, DoNotDependOnRememberedShocks) {
    Market plain(lively_scenario(1500)), forgetful(lively_scenario(1500));
    const OfferTable offers = test::default_offers(plain.scenario);
    for (int t = 0; t < 8; ++t) {
        const MonthTotals expected = plain.advance(offers, t);
        forgetful.customers.shock_memory = ShockMemory();
        EXPECT_EQ(forgetful.advance(offers, t), expected) << t;
    }
    ShockMemory memory;
    memory.prepare(ShockMemory::kMostBytes, 1, 32, 11);
    EXPECT_TRUE(memory.empty()) << "too much to remember";
    memory.prepare(2, 5, 32, 11);
    EXPECT_FALSE(memory.row(3, 5, 1).known);
    EXPECT_TRUE(memory.row(3, 5, 1).known);
    EXPECT_FALSE(memory.row(3, 5, 4).known) << "another project is drawn anew";
    EXPECT_FALSE(memory.row(3, 6, 4).known) << "so is another customer's";
    EXPECT_EQ(memory.row(4, 5, 1).values, memory.row(3, 5, 1).values + 32);
    EXPECT_FALSE(memory.tastes(1, 5).known);
    EXPECT_TRUE(memory.tastes(1, 5).known);
    EXPECT_FALSE(memory.tastes(1, 6).known);
    EXPECT_FALSE(memory.tastes(0, 0).known) << "nobody's yet";
    EXPECT_EQ(memory.tastes(1, 5).values, memory.tastes(0, 5).values + 11);
}

TEST(Customers, CopiesRememberShocksWhereThereIsRoom) {
    const Scenario s = test::default_scenario(20);
    const Draws draws(1, 0);
    Customers c = make_population(s, draws, 1);
    const std::size_t workloads = s.workloads.size(), row = Shocks(s, draws).row();
    c.shock_memory.prepare(c.size(), workloads, row, 11);
    std::fill_n(c.shock_memory.row(3, 7, 1).values, row, 1.5F);
    std::fill_n(c.shock_memory.tastes(2, 7).values, 11, 0.5);
    Customers copy;
    copy = c;
    std::fill_n(c.shock_memory.row(3, 7, 1).values, row, 2.5F);
    std::fill_n(c.shock_memory.tastes(2, 7).values, 11, 0.75);
    const ShockMemory::Row its = copy.shock_memory.row(3, 7, 1);
    EXPECT_TRUE(its.known);
    EXPECT_EQ(std::vector<float>(its.values, its.values + row), std::vector<float>(row, 1.5F)) << "its own";
    EXPECT_FALSE(copy.shock_memory.row(4, 7, 1).known);
    const ShockMemory::Tastes tastes = copy.shock_memory.tastes(2, 7);
    EXPECT_TRUE(tastes.known);
    EXPECT_EQ(std::vector<double>(tastes.values, tastes.values + 11), std::vector<double>(11, 0.5));
    EXPECT_FALSE(copy.shock_memory.tastes(1, 7).known);
    Customers moved = std::move(c);
    EXPECT_TRUE(moved.shock_memory.row(3, 7, 1).known);
    EXPECT_EQ(moved.id, copy.id);

    const test::Remembering thrice(3 * moved.size() * (workloads * (8 + row * 4) + 4 + 11 * 8));
    moved.shock_memory.leave_room_for(2);
    EXPECT_FALSE(moved.shock_memory.empty());
    moved.shock_memory.leave_room_for(3);
    EXPECT_TRUE(moved.shock_memory.empty());
    EXPECT_TRUE(Customers(moved).shock_memory.empty());
}

TEST(Bits, DoNotDependOnHowMuchMayBeRemembered) {
    Market plain(lively_scenario(1500)), forgetful(lively_scenario(1500));
    const OfferTable offers = test::default_offers(plain.scenario);
    for (int t = 0; t < 4; ++t) {
        const MonthTotals expected = plain.advance(offers, t);
        const test::Remembering little(t < 2 ? 0 : 1000);
        EXPECT_EQ(forgetful.advance(offers, t), expected) << t;
        EXPECT_TRUE(forgetful.customers.shock_memory.empty()) << "there is room for less than all";
        EXPECT_EQ(ShockMemory::bytes_for(plain.scenario, 1500), 0);
    }
    EXPECT_FALSE(plain.customers.shock_memory.empty());
    EXPECT_EQ(ShockMemory::bytes_for(plain.scenario, 1500), 1500 * (5 * (4 * 8 * 4 + 8) + 11 * 8 + 4.0));
}

/// Kernels that count what is drawn, and how often the sieve is sure, and pass it on.
struct Counted {
    const Kernels* inner = nullptr;
    std::atomic<int> rows = 0, rough = 0, single = 0, looks = 0, sure = 0;
};
Counted counted;

Kernels counting(const Kernels& inner) {
    counted.inner = &inner;
    counted.rows = counted.rough = counted.single = counted.looks = counted.sure = 0;
    Kernels table = inner;
    table.own_attractions = [](const ShockView& view, std::uint32_t customer, int slot, int epoch, const double* lab,
                               const double* venue, float* own) {
        ++counted.rows;
        counted.inner->own_attractions(view, customer, slot, epoch, lab, venue, own);
    };
    table.own_of_offers = [](const ShockView& view, const TasteView& tastes, const OwnOffer* offers, std::size_t count,
                             float* own) {
        counted.single += static_cast<int>(count);
        counted.inner->own_of_offers(view, tastes, offers, count, own);
    };
    if (inner.sift == nullptr) return table;
    table.own_roughly = [](const ShockView& view, const TasteView& tastes, std::uint32_t customer,
                           const ProjectRows& rows) {
        counted.rough += rows.count;
        counted.inner->own_roughly(view, tastes, customer, rows);
    };
    table.sift = [](const TermsView& view, Sifting* customers, std::size_t count) {
        counted.inner->sift(view, customers, count);
        counted.looks += static_cast<int>(count);
        for (const Sifting& its : std::span(customers, count)) counted.sure += its.sure ? 1 : 0;
    };
    return table;
}

/// What nobody remembers is drawn for every decision, in single precision first where the kernels have a way to and the
/// sieve looks at every decision: not where it has to be bought somewhere, nor with many venues at once.
TEST(Bits, DoNotDependOnFirstLooksInSinglePrecision) {
    int sets = 0;
    const Kernels* const* all = all_kernels(sets);
    for (int which = 0; which < sets; ++which)
        for (const int variant : {0, 1, 2}) {
            use_kernels(all[which]);
            Scenario s = lively_scenario(1500);
            if (variant == 1) s.choice.legacy = false;
            if (variant == 2) s.portfolio.max_venues = 5;
            Market plain(s), forgetful(s);
            const OfferTable offers = test::default_offers(s);
            const std::vector<MonthTotals> expected = run(plain, offers);
            const test::Remembering nothing(0);
            const Kernels table = counting(*all[which]);
            use_kernels(&table);
            EXPECT_EQ(run(forgetful, offers), expected) << table.name << variant;
            EXPECT_EQ(forgetful.customers.own, plain.customers.own) << table.name << variant;
            use_kernels(nullptr);
            if (table.sift == nullptr || variant != 0) {
                EXPECT_EQ(counted.rough + counted.single, 0) << table.name << variant;
                continue;
            }
            EXPECT_GT(counted.sure, 0.97 * counted.looks) << table.name;
            EXPECT_GT(counted.rough, 2 * counted.rows)
                << table.name << ": at renewals and entries values are asked for, too";
            EXPECT_GT(counted.single, 1000) << table.name;
        }
    use_kernels(nullptr);
}

/// Venues in another order, in which clouds stand behind others; position n holds what `from[n]` held.
const std::vector<std::size_t> kMixed{test::kDirOai, test::kAzr,    test::kSelf, test::kAws,
                                      test::kGcp,    test::kDirAnt, test::kNeo};

template <class T>
void mix(std::vector<T>& column, std::size_t rows, std::size_t each = 1) {
    const std::vector<T> old = column;
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t n = 0; n < kMixed.size(); ++n)
            for (std::size_t j = 0; j < each; ++j)
                column[(r * kMixed.size() + n) * each + j] = old[(r * kMixed.size() + kMixed[n]) * each + j];
}

void mix(OfferTable& offers) {
    const auto labs = static_cast<std::size_t>(offers.labs);
    mix(offers.legal, labs), mix(offers.quality, labs), mix(offers.known_quality, labs), mix(offers.seller_price, labs);
    mix(offers.discounted, labs), mix(offers.counts_to_commit, labs);
    mix(offers.news, 1), mix(offers.platform_fee, 1), mix(offers.reliability, 1);
    mix(offers.egress_fee, 1, offers.egress_fee.size() / kMixed.size());
}

TEST(Bits, DoNotDependOnWhereCloudsStandAmongVenues) {
    Scenario mixed = lively_scenario(3000);
    mix(mixed.venues, 1);
    for (Segment& segment : mixed.segments) mix(segment.home_share, 1);
    Market plain(lively_scenario(3000)), m(mixed);
    ASSERT_EQ(plain.customers.base_venues, 4);
    ASSERT_EQ(m.customers.base_venues, 7);
    OfferTable offers = test::default_offers(plain.scenario), moved = offers;
    mix(moved);
    for (Market* market : {&plain, &m})
        for (std::size_t i = 0; i < 3000; ++i) market->customers.base_spend[i] = 30 * market->customers.budget[i];
    for (int t = 0; t < 20; ++t) {
        const MonthTotals totals = plain.advance(offers, t);
        EXPECT_EQ(m.advance(moved, t).workload_paid.size(), totals.workload_paid.size());
    }
    int in_use = 0, moves_of_home = 0;
    for (std::size_t i = 0; i < plain.customers.size(); ++i) {
        ASSERT_EQ(kMixed[m.customers.contract_cloud[i]], plain.customers.contract_cloud[i]) << i;
        ASSERT_EQ(kMixed[m.customers.growth_cloud[i]], plain.customers.growth_cloud[i]) << i;
        moves_of_home += plain.customers.migration_left[i] > 0 ? 1 : 0;
        for (std::size_t n = 0; n < 7; ++n)
            ASSERT_EQ(m.customers.base_shares(i)[n], kMixed[n] < 4 ? plain.customers.base_shares(i)[kMixed[n]] : 0);
        for (std::size_t slot = i * 5; slot < i * 5 + 5; ++slot) {
            const std::uint8_t venue = m.customers.venue[slot];
            ASSERT_EQ(venue == kNone ? venue : kMixed[venue], plain.customers.venue[slot]) << i;
            ASSERT_EQ(m.customers.lab[slot], plain.customers.lab[slot]) << i;
            ASSERT_EQ(m.customers.desired[slot], plain.customers.desired[slot]) << i;
            in_use += venue == kNone ? 0 : 1;
        }
    }
    EXPECT_GT(in_use, 5000);
    EXPECT_GT(moves_of_home, 10);
}

TEST(Bits, DoNotDependOnAnOfferNobodyCanPrefer) {  // K14, with and without its news
    Scenario s = lively_scenario(2000);
    s.attention.new_offer = 0;
    Market without(s), with(s);
    OfferTable offers = test::default_offers(s);
    const std::vector<MonthTotals> expected = run(without, offers);
    open_offer(offers, test::kGdm, test::kNeo, -1e6);
    offers.news[test::kNeo] = 1U << test::kGdm;
    EXPECT_EQ(run(with, offers), expected);
    EXPECT_EQ(with.customers.lab, without.customers.lab);
    open_offer(offers, test::kGdm, test::kNeo, 0);
    Market wanted(s);
    EXPECT_NE(run(wanted, offers), expected) << "an offer that somebody prefers does change things";
}

TEST(Bits, DependOnDrawSlotsNotOnPositions) {  // K12
    const auto choices = [](bool with_idle_lab) {
        Scenario s = test::neutral_scenario(3, 2, 3000);
        s.choice.lab_taste_sd = .3;
        if (!with_idle_lab) s.labs.erase(s.labs.begin() + 1);
        Market m(s);
        OfferTable offers = test::empty_offers(s);
        const int last = static_cast<int>(s.labs.size()) - 1;
        for (int v = 0; v < 2; ++v) {
            open_offer(offers, 0, v);
            open_offer(offers, last, v);
        }
        m.advance(offers, 0);
        std::vector<std::pair<int, int>> chosen;
        for (std::size_t i = 0; i < m.customers.size(); ++i)
            chosen.emplace_back(s.labs[m.customers.lab[i]].draw_slot, m.customers.venue[i]);
        return chosen;
    };
    EXPECT_EQ(choices(true), choices(false));
}

TEST(Shares, OfSymmetricLabsAndCloudsAreEqual) {  // K12
    Scenario s = test::neutral_scenario(4, 2, 40'000);
    s.choice.lab_taste_sd = .3;
    s.choice.venue_taste_sd = .1;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    for (int l = 0; l < 4; ++l)
        for (int v = 0; v < 2; ++v) open_offer(offers, l, v);
    m.advance(offers, 0);
    for (int l = 0; l < 4; ++l) EXPECT_TRUE(test::share_is(m.count(l), 40'000, .25)) << l;
    EXPECT_TRUE(test::share_is(m.count(-1, 0), 40'000, .5));
    EXPECT_FALSE(test::share_is(m.count(-1, 0), 40'000, .52));
}

TEST(Totals, AreThoseOfCustomersSplitInHalves) {  // K28: within a tick per posting
    Market whole(lively_scenario(1000)), halves(lively_scenario(1000));
    const std::vector<Weight> half = whole.customers.weight;
    for (Weight& weight : whole.customers.weight) weight *= 2;
    halves.customers.for_each_column([](auto& column, std::size_t) {
        const auto copy = column;
        column.insert(column.end(), copy.begin(), copy.end());
    });
    const OfferTable offers = test::default_offers(whole.scenario);
    const std::vector<MonthTotals> a = run(whole, offers), b = run(halves, offers);
    const auto postings = static_cast<std::int64_t>(whole.customers.size()) * 5;
    const auto close = [&](const std::vector<Money>& x, const std::vector<Money>& y, std::int64_t per_customer) {
        for (std::size_t j = 0; j < x.size(); ++j) EXPECT_LE(std::abs(x[j] - y[j]), postings * per_customer) << j;
    };
    for (std::size_t t = 0; t < a.size(); ++t) {
        EXPECT_EQ(a[t].users, b[t].users);
        EXPECT_EQ(a[t].venue_flow, b[t].venue_flow);
        EXPECT_EQ(a[t].by_venue_count, b[t].by_venue_count);
        EXPECT_EQ(2 * a[t].switches, b[t].switches);
        close(a[t].seller_paid, b[t].seller_paid, 1);
        close(a[t].egress_paid, b[t].egress_paid, 4);
        close(a[t].surplus, b[t].surplus, 1);
        close(a[t].compute, b[t].compute, 1);
        close(a[t].switching_cost, b[t].switching_cost, 1);
        EXPECT_GT(a[t].seller_paid[0], 1000 * postings) << "too coarse to tell";
    }
}

}  // namespace
}  // namespace nephoscope
