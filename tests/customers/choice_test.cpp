#include "models/customers/base_tastes.h"
#include "models/customers/expected.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"
#include "models/theory/quadrature.h"
#include "tests/customers/test_market.h"

/// Choices against their closed forms (docs/model.md#known-answers, K1 to K6 and K13).
namespace nephoscope {
namespace {

using test::Market;
using test::mean_is;
using test::neutral_scenario;
using test::open_offer;
using test::share_is;

constexpr int kAgents = 100'000;

/// One workload whose −ln π is the frontier advantage plus the offer's quality.
Scenario by_quality(int labs, int clouds, int agents = kAgents) {
    Scenario s = neutral_scenario(labs, clouds, agents);
    s.workloads[0].productivity = 1;
    return s;
}

double outlay_of(const Market& m, const MonthTerms& terms, std::size_t i, double& surplus) {
    const std::size_t slot = m.customers.slot(i, 0);
    if (m.customers.lab[slot] == kNone) {
        surplus = 0;
        return 0;
    }
    const double attraction =
        terms.of(m.customers.profile[i], 0)[terms.position(m.customers.lab[slot], m.customers.venue[slot])].attraction;
    const OutlayAndSurplus got =
        outlay_and_surplus(1, attraction_of(m.customers, slot, attraction), m.scenario.choice.demand_elasticity - 1);
    surplus = got.surplus;
    return got.outlay;
}

TEST(Choice, WithoutNestsFollowsTheLogit) {  // K1
    Scenario s = by_quality(3, 1);
    s.choice.nest_dissimilarity = 1;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    const std::array<double, 3> quality{0, .2, -.3};
    double sum = 0;
    for (int l = 0; l < 3; ++l) {
        open_offer(offers, l, 0, quality[static_cast<std::size_t>(l)]);
        sum += std::exp(3 * quality[static_cast<std::size_t>(l)]);
    }
    m.advance(offers, 0);
    for (int l = 0; l < 3; ++l) {
        const double share = std::exp(3 * quality[static_cast<std::size_t>(l)]) / sum;
        EXPECT_TRUE(share_is(m.count(l), kAgents, share)) << l;
        EXPECT_FALSE(share_is(m.count(l), kAgents, share + .01)) << l;
    }
}

TEST(Choice, NestedByLabFollowsTheNestedLogit) {  // K2
    Scenario s = by_quality(2, 3);
    s.choice.nest_dissimilarity = .25;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    const std::vector<double> attraction{0, .05, -.1, .1};
    const std::vector<int> lab{0, 0, 0, 1}, venue{0, 1, 2, 2};
    for (std::size_t o = 0; o < 4; ++o) open_offer(offers, lab[o], venue[o], attraction[o]);
    m.advance(offers, 0);
    const ExpectedChoice nested = expected_choice(attraction, lab, 3, .25, 1.1, false);
    const ExpectedChoice plain = expected_choice(attraction, lab, 3, 1, 1.1, false);
    // By hand for the first offer: W = Σ exp(αδ/λ), s = e^{αδ/λ}/W · W^λ/Σ W^λ.
    const double w0 = 1 + std::exp(.6) + std::exp(-1.2), w1 = std::exp(.3);
    EXPECT_NEAR(nested.share[0], 1 / w0 * std::pow(w0, .25) / (std::pow(w0, .25) + w1), 1e-14);
    for (std::size_t o = 0; o < 4; ++o) {
        EXPECT_TRUE(share_is(m.count(lab[o], venue[o]), kAgents, nested.share[o])) << o;
        EXPECT_FALSE(share_is(m.count(lab[o], venue[o]), kAgents, plain.share[o])) << o;
    }
}

TEST(Choice, OfALabSoldTwiceIsThatOfTheCloneFormula) {  // K2: 2^λ/(1 + 2^λ)
    for (const double dissimilarity : {1.0, .25, .1}) {
        Scenario s = by_quality(2, 2);
        s.choice.nest_dissimilarity = dissimilarity;
        Market m(s);
        OfferTable offers = test::empty_offers(s);
        open_offer(offers, 0, 0);
        open_offer(offers, 0, 1);
        open_offer(offers, 1, 0);
        m.advance(offers, 0);
        const double p = std::pow(2, dissimilarity);
        EXPECT_TRUE(share_is(m.count(0), kAgents, p / (1 + p))) << dissimilarity;
        EXPECT_FALSE(share_is(m.count(0), kAgents, dissimilarity == 1 ? .55 : 2.0 / 3)) << dissimilarity;
    }
}

/// E[Y] by offer, E[CS] and P(legacy) of a nested market, simulated and closed.
void expect_closed_form(bool legacy, double advantage) {
    Scenario s = by_quality(2, 2);
    s.choice.legacy = legacy;
    s.choice.frontier_advantage = advantage;
    s.choice.demand_elasticity = 1.4;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    const std::vector<double> attraction{.1, -.2, .2};
    const std::vector<int> lab{0, 0, 1}, venue{0, 1, 1};
    std::vector<double> total;
    for (std::size_t o = 0; o < 3; ++o) {
        open_offer(offers, lab[o], venue[o], attraction[o]);
        total.push_back(attraction[o] + advantage);
    }
    m.advance(offers, 0);
    MonthTerms terms(m.scenario, offers, m.customers.profiles);
    terms.set_values(m.start, m.lagged);
    std::vector<double> outlay, surplus, of_first;
    for (std::size_t i = 0; i < m.customers.size(); ++i) {
        double gain = 0;
        outlay.push_back(outlay_of(m, terms, i, gain));
        surplus.push_back(gain);
        const std::size_t slot = m.customers.slot(i, 0);
        of_first.push_back(m.customers.lab[slot] == 0 && m.customers.venue[slot] == 0 ? outlay.back() : 0.0);
    }
    const ExpectedChoice expected = expected_choice(total, lab, 3, s.choice.nest_dissimilarity, 1.4, legacy);
    EXPECT_TRUE(mean_is(outlay, expected.outlay));
    EXPECT_TRUE(mean_is(surplus, expected.surplus));
    EXPECT_TRUE(mean_is(of_first, expected.outlay * expected.share[0])) << "spend shares are choice shares";
    EXPECT_FALSE(mean_is(outlay, expected.outlay * 1.02));
    EXPECT_FALSE(mean_is(surplus, expected.surplus * 1.05));
    if (legacy) {
        EXPECT_TRUE(share_is(kAgents - m.count(-1), kAgents, expected.legacy));
        EXPECT_GT(expected.legacy, .05) << "the case would not test the floor";
    } else {
        EXPECT_EQ(m.count(-1), static_cast<std::size_t>(kAgents));
    }
}

TEST(Choice, SpendsAndGainsTheClosedFormWithTheFloor) { expect_closed_form(true, -.2); }    // K3
TEST(Choice, SpendsAndGainsTheClosedFormWithoutLegacy) { expect_closed_form(false, -.2); }  // K3
TEST(Choice, SpendsAndGainsTheClosedFormFarAboveLegacy) {                                   // the floor fades
    const std::vector<double> attraction{5, 5.1};
    const ExpectedChoice with = expected_choice(attraction, {0, 1}, 3, .25, 1.1, true);
    const ExpectedChoice without = expected_choice(attraction, {0, 1}, 3, .25, 1.1, false);
    EXPECT_NEAR(with.outlay / without.outlay, 1, 1e-12);
    EXPECT_NEAR(with.surplus / without.surplus, 1, 1e-12);
}

TEST(Choice, HasTheTokenElasticityOfTheLogit) {  // K3: −(1 + α(1−s) + (η−1)s)
    const auto tokens = [](double log_price) {
        const ExpectedChoice c = expected_choice({-log_price, .1}, {0, 1}, 3, 1, 1.4, false);
        return std::log(c.outlay * c.share[0]) - log_price;
    };
    const double share = expected_choice({0, .1}, {0, 1}, 3, 1, 1.4, false).share[0];
    EXPECT_NEAR((tokens(1e-5) - tokens(-1e-5)) / 2e-5, -(1 + 3 * (1 - share) + .4 * share), 1e-8);
}

TEST(Choice, SpendsAFixedBudgetAsElasticityGoesToOne) {  // K4
    for (const double attraction : {-3.0, -1e-6, 0.0, .7, 12.0}) {
        const OutlayAndSurplus near = outlay_and_surplus(1000, attraction, (1 + 1e-9) - 1);
        const OutlayAndSurplus limit = outlay_and_surplus(1000, attraction, 0);
        EXPECT_NEAR(near.outlay, 1000, 2e-5) << attraction;
        EXPECT_EQ(limit.outlay, 1000) << attraction;
        EXPECT_EQ(limit.surplus, 1000 * attraction) << attraction;
        EXPECT_NEAR(near.surplus, limit.surplus, 1e-4) << attraction;
        EXPECT_EQ(surplus_of(1000, attraction, .1), outlay_and_surplus(1000, attraction, .1).surplus);
    }
    Scenario s = by_quality(2, 1, 2000);
    s.choice.demand_elasticity = 1 + 1e-9;
    Market cheap(s), dear(s);
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 0);
    open_offer(offers, 1, 0);
    const double paid = to_usd(cheap.advance(offers, 0).desired);
    for (double& price : offers.seller_price) price *= 40;
    EXPECT_NEAR(to_usd(dear.advance(offers, 0).desired) / paid, 1, 1e-7);
}

TEST(Choice, BuysNothingWhenLegacyIsBetter) {  // K5, shocks off by an infinite precision
    Scenario s = by_quality(2, 2, 2000);
    s.choice.taste_precision = 1e12;
    s.choice.frontier_advantage = -.01;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 0);
    open_offer(offers, 1, 1);
    MonthTotals totals = m.advance(offers, 0);
    EXPECT_EQ(m.count(-1), 0U);
    EXPECT_EQ(totals.desired, 0);
    EXPECT_EQ(totals.surplus[0], 0);
    s.choice.frontier_advantage = .01;
    Market better(s);
    totals = better.advance(offers, 0);
    EXPECT_EQ(better.count(-1), 2000U);
    EXPECT_GT(totals.desired, 0);
}

TEST(Choice, WithLabTastesIsTheIntegralOfTheLogit) {  // K6
    Scenario s = by_quality(2, 1);
    s.choice.nest_dissimilarity = 1;
    s.choice.lab_taste_sd = .5;
    Market m(s);
    OfferTable offers = test::empty_offers(s);
    open_offer(offers, 0, 0, .3);
    open_offer(offers, 1, 0, 0);
    m.advance(offers, 0);
    // The difference of two independent tastes has standard deviation √2·σ_L.
    const theory::NormalRule rule = theory::gauss_hermite(64);
    double mixed = 0;
    for (Eigen::Index j = 0; j < rule.node.size(); ++j)
        mixed += rule.weight[j] / (1 + std::exp(-3 * (.3 + std::sqrt(2.0) * .5 * rule.node[j])));
    EXPECT_TRUE(share_is(m.count(0), kAgents, mixed));
    EXPECT_FALSE(share_is(m.count(0), kAgents, 1 / (1 + std::exp(-.9)))) << "the logit without tastes";
}

TEST(Choice, AmongPerfectSubstitutesOpensVenuesInVain) {  // K13
    std::size_t used = 0;                                 // customers of one of the new venues
    const auto opened = [&](double dissimilarity, std::size_t& before, double& gain) {
        Scenario s = by_quality(2, 3, 20'000);
        s.choice.nest_dissimilarity = dissimilarity;
        s.choice.lab_taste_sd = .3;
        Market m(s);
        OfferTable closed = test::empty_offers(s);
        open_offer(closed, 0, 0);
        for (int v = 0; v < 3; ++v) open_offer(closed, 1, v, .1);
        OfferTable open = closed;
        open_offer(open, 0, 1);
        open_offer(open, 0, 2);
        const double surplus = static_cast<double>(m.advance(closed, 0).surplus[0]);
        before = m.count(0);
        gain = static_cast<double>(m.advance(open, closed, 1).surplus[0]) / surplus - 1;
        used = m.count(0, 2);
        return m.count(0);
    };
    std::size_t before = 0;
    double gain = 0;
    const std::size_t same = opened(1e-9, before, gain);  // less than single precision tells apart
    EXPECT_EQ(same, before);
    EXPECT_LT(std::abs(gain), 1e-8);
    EXPECT_EQ(opened(1e-6, before, gain), before);  // hardly anything to choose between venues, but something
    EXPECT_GT(used, 1000U) << "nobody used the new venue";
    EXPECT_LT(std::abs(gain), 1e-6);
    const std::size_t more = opened(.25, before, gain);
    EXPECT_GT(used, 1000U);
    EXPECT_GT(more, before + 500);
    EXPECT_GT(gain, 1e-3);
}

TEST(Terms, AreThoseOfTheModelDocumentByHand) {
    const Scenario s = test::default_scenario(10);
    OfferTable offers = test::default_offers(s);
    open_offer(offers, test::kAnt, test::kNeo);
    StartValues start = test::zero_values(s);
    start.lab_fit = {.1, .2, .3, .4};
    start.venue_appeal = {.01, .02, .03, .04, .05, .06, .07};
    LaggedStatistics lagged = test::no_peers(s);
    lagged.lab_in_use[1 * 4 + 2] = .5;
    const Profile profile{2, 0, 1, {.78, .1, .07, .05, 0, 0, 0}};  // enterprise, azure home, regulated
    const auto of = [&](int lab, int venue) {
        return offer_terms(s, start, lagged, offers, profile, 2, lab, venue);  // knowledge: β .04, τ .5, G .5
    };
    const OfferTerms home = of(test::kAnt, test::kAzr);
    EXPECT_NEAR(home.seller_price, 1.25 * .9, 1e-15);
    EXPECT_NEAR(home.cash_price, 1.25 * .9 + .22 * .08 * .5, 1e-15);
    EXPECT_NEAR(home.attraction, -std::log(home.cash_price) - .5 * .22 + .2 + .01 + .05 * .5 + .8, 1e-14);
    const OfferTerms direct = of(test::kAnt, test::kDirAnt);
    EXPECT_NEAR(direct.cash_price, 1.25 + .08 * .5, 1e-15);
    EXPECT_NEAR(direct.attraction, -std::log(1.29) - (.5 * .4 + .05) + .2 + .06 - .2 + .025 + .8, 1e-14);
    const OfferTerms away = of(test::kOpn, test::kNeo);
    EXPECT_NEAR(away.cash_price, .12 + .95 * .08 * .5, 1e-15);
    EXPECT_NEAR(away.attraction, -std::log(away.cash_price) - (.5 * .95 + .05) - .04 * 8 + .4 + .04 + .8, 1e-14);
    EXPECT_NEAR(of(test::kAnt, test::kNeo).attraction - away.attraction,
                -std::log((1.25 + .038) / away.cash_price) + .32 - .2 - .3 + .025, 1e-14)
        << "closed labs at a neocloud are less appealing";
    const OfferTerms self = of(test::kOpn, test::kSelf);
    EXPECT_NEAR(self.cash_price, .06 + .08 * .5, 1e-15);
    EXPECT_NEAR(self.attraction, -std::log(.10) - (.5 * .5 + .05) - .32 + .4 + .07 + .8, 1e-14);
    offers.counts_to_commit[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAzr))] = 0;
    EXPECT_NEAR(of(test::kAnt, test::kAzr).attraction, home.attraction - .05, 1e-14);
    offers.known_quality[static_cast<std::size_t>(offers.offer(test::kAnt, test::kAzr))] = -3;
    EXPECT_NEAR(of(test::kAnt, test::kAzr).known_attraction, home.attraction - .05 - .12, 1e-14);
}

/// Whether anybody could ever sell the lab at the venue of the default scenario.
bool could_be_sold(int lab, int venue) {
    if (venue == test::kDirOai) return lab == test::kOai;
    if (venue == test::kDirAnt) return lab == test::kAnt;
    return venue != test::kSelf || lab == test::kOpn;
}

TEST(Shocks, AreThoseOfEachOfferAloneAndDrawnForAllThatCouldBeSold) {
    const Scenario s = test::default_scenario(10);
    const Draws draws(3, 0);
    const Shocks shocks(s, draws);
    const TasteRow none{{}, 4};
    std::vector<float> own(shocks.row(), -1);
    shocks.own(17, 3, 2, none, own.data());
    for (int l = 0; l < 4; ++l)
        for (int v = 0; v < venue_stride(7); ++v) {
            const float its = own[static_cast<std::size_t>(l * venue_stride(7) + v)];
            if (v >= 7 || !could_be_sold(l, v)) {
                EXPECT_EQ(its, 0) << l << ' ' << v;
                continue;
            }
            const double shock = shock_of(s, draws, 17, 3, 2, l, v);
            EXPECT_EQ(its, static_cast<float>(shock * (1 / s.choice.taste_precision))) << l << ' ' << v;
            EXPECT_NE(its, 0);
        }
    const auto shock = [&](std::uint32_t customer, int workload, int epoch) {
        return shock_of(s, draws, customer, workload, epoch, 0, 0);
    };
    EXPECT_NE(shock(17, 3, 1), shock(17, 3, 2)) << "a new project has new shocks";
    EXPECT_NE(shock(17, 2, 2), shock(17, 3, 2));
    EXPECT_NE(shock(16, 3, 2), shock(17, 3, 2));
}

TEST(Tastes, AreThoseOfEachLabAndVenueAlone) {
    Scenario s = test::default_scenario(10);
    s.venues[3].draw_slot = 61;  // far from the others' block of words
    const Draws draws(3, 0);
    const Tastes tastes(s, draws);
    TasteRow row;
    for (std::uint32_t customer = 0; customer < 500; ++customer) {
        tastes.of(customer, row);
        for (std::size_t l = 0; l < 4; ++l) EXPECT_EQ(row.lab()[l], lab_taste(s, draws, customer, l)) << l;
        for (std::size_t v = 0; v < 7; ++v) EXPECT_EQ(row.venue()[v], venue_taste(s, draws, customer, v)) << v;
    }
    TasteRow with_entrants;
    s.labs.insert(s.labs.begin(), test::make_lab("entrant", 9, 1, 0));
    s.venues.insert(s.venues.begin() + 2, test::make_venue("entrant", 30, VenueKind::cloud, .1));
    Tastes(s, draws).of(499, with_entrants);
    for (std::size_t l = 0; l < 4; ++l) EXPECT_EQ(with_entrants.lab()[l + 1], row.lab()[l]);
    for (std::size_t v = 0; v < 7; ++v) EXPECT_EQ(with_entrants.venue()[v < 2 ? v : v + 1], row.venue()[v]);
}

TEST(BaseTastes, AreThoseOfEachCloudAlone) {
    Scenario s = test::default_scenario(10);
    s.venues[2].draw_slot = 61;
    const Draws draws(3, 0);
    const BaseTastes tastes(s, draws);
    BaseTastes::Row row;
    for (std::uint32_t customer = 0; customer < 500; ++customer) {
        tastes.of(customer, row);
        for (std::size_t v = 0; v < 4; ++v)
            EXPECT_EQ(row[v], gumbel(draws.of_venue(Stream::base, customer, s.venues[v].draw_slot))) << v;
    }
}

TEST(Tastes, HaveRoomForAsManyLabsAndVenuesAsThereMayBe) {
    Scenario s;
    for (int l = 0; l < kMaxLabs; ++l) s.labs.push_back(test::make_lab("l", 4 * l, 1, 0));
    for (int v = 0; v < kMaxVenues; ++v)
        s.venues.push_back(test::make_venue("v", v < 32 ? 2 * v : 61, VenueKind::cloud, .1));
    const Draws draws(3, 0);
    TasteRow row;
    Tastes(s, draws).of(17, row);
    for (std::size_t l = 0; l < s.labs.size(); ++l) EXPECT_EQ(row.lab()[l], lab_taste(s, draws, 17, l)) << l;
    for (std::size_t v = 0; v < s.venues.size(); ++v) EXPECT_EQ(row.venue()[v], venue_taste(s, draws, 17, v)) << v;
}

TEST(Shocks, AddTheCustomersTastesInSinglePrecision) {
    const Scenario s = test::default_scenario(10);
    const Draws draws(3, 0);
    const Shocks shocks(s, draws);
    const TasteRow tastes{{.1, -.2, .3, .4, .01, .02, -.03, .04, .05, .06, -.07}, 4};
    std::vector<float> own(shocks.row());
    shocks.own(17, 3, 2, tastes, own.data());
    for (const LegalOffer& offer : legal_offers(test::default_offers(s))) {
        const auto l = static_cast<std::size_t>(offer.lab), v = static_cast<std::size_t>(offer.venue);
        const double exact =
            tastes.lab()[l] + tastes.venue()[v] + shock_of(s, draws, 17, 3, 2, offer.lab, offer.venue) / 3;
        const auto got = static_cast<double>(own[l * static_cast<std::size_t>(venue_stride(7)) + v]);
        EXPECT_NEAR(got, exact, 0x1p-24 * std::abs(exact) + 1e-15) << l << ' ' << v;
    }
}

}  // namespace
}  // namespace nephoscope
