#include "models/customers/population.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "models/customers/rows.h"
#include "models/customers/sizes.h"
#include "sim/core/error.h"
#include "tests/customers/subsample.h"
#include "tests/customers/test_market.h"
#include "tests/support/team.h"

namespace nephoscope {
namespace {

using test::default_scenario;
using test::share_is;

TEST(Sizes, SumToTheOrganisationsAndToTheMeanOfTheLaw) {
    const SizeLaw law{1.06, 400, 1.5e8};
    for (const std::size_t count : {1UL, 7UL, 20'000UL, 100'000UL}) {
        const SizeStrata strata(law, count, 1.5e6);
        Weight mass = 0;
        double spend = 0;
        for (std::size_t j = 0; j < count; ++j) {
            mass += strata.weight(j);
            spend += organisations(strata.weight(j)) * strata.budget(j);
            EXPECT_EQ(mass, strata.mass_of_first(j + 1));
        }
        EXPECT_EQ(mass, static_cast<Weight>(1.5e6 * kWeightPerOrganisation)) << count;
        // Mean of the truncated Pareto law, by hand.
        const double z = law.exponent, ratio = law.minimum / law.maximum;
        const double mean = z / (z - 1) * law.minimum * (1 - std::pow(ratio, z - 1)) / (1 - std::pow(ratio, z));
        EXPECT_NEAR(spend / (1.5e6 * mean), 1, 1e-5) << count;
    }
}

TEST(Sizes, LieWithinTheirStrataAndHandleAnExponentOfOne) {
    for (const double exponent : {1.0, 1.06, 1.5}) {
        const SizeStrata strata({exponent, 100, 1e6}, 8, 1e6);
        const double ratio = std::pow(1e4, 1.0 / 8);
        for (int j = 0; j < 8; ++j) {
            const double lower = 100 * std::pow(ratio, j);
            EXPECT_GT(strata.budget(static_cast<std::size_t>(j)), lower) << exponent << ' ' << j;
            EXPECT_LT(strata.budget(static_cast<std::size_t>(j)), lower * ratio) << exponent << ' ' << j;
        }
    }
}

TEST(Sizes, WithAStratumOfNoOrganisationAreRefused) {
    EXPECT_THROW(SizeStrata({2.0, 1, 1e8}, 1000, 1e3).weight(999), ModelError);
    EXPECT_NO_THROW(SizeStrata({2.0, 1, 1e8}, 10, 1e12).weight(9));
    Scenario s = default_scenario(1000);
    s.customers.organisations = 1000;
    s.customers.size_exponent = 2;
    s.customers.budget_min = 1, s.customers.budget_max = 1e8;
    EXPECT_THROW(make_population(s, Draws(1, 0), 1, 0, Ranks::alone(), 2), ModelError);
}

TEST(Population, HasTheSameSizesForEverySeedButOtherHomes) {
    const Scenario s = default_scenario(3000);
    const Customers a = make_population(s, Draws(1, 0), 1.3), b = make_population(s, Draws(2, 0), 1.3);
    EXPECT_EQ(a.weight, b.weight);
    EXPECT_EQ(a.budget, b.budget);
    EXPECT_EQ(a.segment, b.segment);
    EXPECT_NE(a.contract_cloud, b.contract_cloud);
    EXPECT_EQ(make_population(s, Draws(1, 0), 1.3).contract_cloud, a.contract_cloud);
}

TEST(Population, AgreesWithTheFactsOfTheModelDocument) {
    const Scenario s = default_scenario();
    const auto spend_and_large = [&](double factor, double& mega, double& millions) {
        const Customers c = make_population(s, Draws(3, 0), factor);
        double spend = 0;
        mega = millions = 0;
        for (std::size_t i = 0; i < c.size(); ++i) {
            if (c.entry[i] >= 0) continue;
            const double weight = organisations(c.weight[i]);
            spend += weight * c.budget[i];
            if (c.segment[i] == 3) mega += weight * c.budget[i];
            if (c.segment[i] >= 2) millions += weight;
        }
        mega /= spend;
        return spend;
    };
    double mega = 0, millions = 0;
    EXPECT_NEAR(spend_and_large(1, mega, millions), 5.69e9, 0.005e9);
    spend_and_large(1.3, mega, millions);
    EXPECT_NEAR(mega, .27, .01);
    EXPECT_NEAR(millions, 7000, 250);
}

TEST(Population, AddsNewcomersWithTheirShareOfOrganisations) {
    const Scenario s = default_scenario(3000);
    const Customers c = make_population(s, Draws(1, 0), 1);
    const double births = s.customers.birth_rate * 80 / 12;
    EXPECT_EQ(c.size(), 3000 + static_cast<std::size_t>(std::lround(3000 * births)));
    double weight = 0;
    std::set<int> months;
    for (std::size_t i = 3000; i < c.size(); ++i) {
        EXPECT_EQ(c.id[i], i);
        EXPECT_GE(c.entry[i], 0);
        EXPECT_LT(c.entry[i], 80);
        EXPECT_EQ(c.base_shares(i)[c.contract_cloud[i]], 1);
        EXPECT_EQ(c.active[i], 0);
        EXPECT_FALSE(c.born(i, c.entry[i] - 1));
        EXPECT_TRUE(c.born(i, c.entry[i]));
        months.insert(c.entry[i]);
        weight += organisations(c.weight[i]);
    }
    EXPECT_GT(months.size(), 60U);
    EXPECT_NEAR(weight / (s.customers.organisations * births), 1, 1e-9);
    EXPECT_TRUE(c.born(0, -36));
}

TEST(Population, DrawsHomesRegionsAndContractsWithTheirShares) {
    const Scenario s = default_scenario(40'000);
    const Customers c = make_population(s, Draws(5, 0), 1.3);
    std::size_t smb = 0, azure = 0, regulated = 0, europe = 0, mega = 0, long_terms = 0, active = 0, late = 0;
    for (std::size_t i = 0; i < 40'000; ++i) {
        regulated += c.regulated[i];
        europe += c.region[i] == 1 ? 1 : 0;
        if (c.segment[i] == 0) {
            ++smb;
            azure += c.contract_cloud[i] == 0 ? 1 : 0;
            active += c.is_active(i, 2) ? 1 : 0;
            EXPECT_EQ(c.term[i], 12);
            late += c.phase[i] >= 9 ? 1 : 0;
        }
        if (c.segment[i] == 3) {
            ++mega;
            long_terms += c.term[i] == 36 ? 1 : 0;
        }
        EXPECT_LT(c.phase[i], c.term[i]);
    }
    EXPECT_TRUE(share_is(regulated, 40'000, .30));
    EXPECT_TRUE(share_is(europe, 40'000, .28));
    EXPECT_TRUE(share_is(azure, smb, .30));
    EXPECT_TRUE(share_is(active, smb, .45));
    EXPECT_TRUE(share_is(late, smb, .25));
    EXPECT_TRUE(share_is(long_terms, mega, .5));
    EXPECT_FALSE(share_is(azure, smb, .35));
    EXPECT_FALSE(share_is(long_terms, mega, .45));
}

TEST(Population, SpreadsBaseAwayFromHomeByRevenue) {
    const Scenario s = default_scenario(2000);
    const Customers c = make_population(s, Draws(5, 0), 1.3);
    for (std::size_t i = 0; i < 2000; ++i) {
        double total = 0, shares = 0;
        for (std::size_t v = 0; v < 4; ++v) total += c.base_shares(i)[v];
        for (std::size_t k = 0; k < 5; ++k) shares += c.workload_share[i * 5 + k];
        EXPECT_NEAR(total, 1, 1e-14);
        EXPECT_NEAR(shares, 1, 1e-14);
        const std::size_t home = c.contract_cloud[i];
        EXPECT_NEAR(c.base_shares(i)[home], s.segments[c.segment[i]].home_base_share, 1e-15);
        if (home != 0 && c.segment[i] == 3) {
            EXPECT_NEAR(c.base_shares(i)[0], .35 * 6.6e9 / (29.2e9 - s.venues[home].base_revenue), 1e-14);
        }
    }
}

TEST(Population, TastesAndWorkloadsHaveTheirSpread) {
    Scenario s = default_scenario(20'000);
    const Customers c = make_population(s, Draws(5, 0), 1);
    double square = 0, venue_square = 0, workload = 0;
    for (std::size_t i = 0; i < 20'000; ++i) {
        const double taste = lab_taste(s, Draws(5, 0), c.id[i], 1);
        square += taste * taste;
        venue_square += std::pow(venue_taste(s, Draws(5, 0), c.id[i], 1), 2);
        const double z = std::log(c.workload_share[i * 5] / c.workload_share[i * 5 + 1] / 2) / .6;
        workload += z * z / 2;
    }
    const double five_errors = 5 * std::sqrt(2.0 / 20'000);
    EXPECT_NEAR(square / 20'000 / .09, 1, five_errors);
    EXPECT_NEAR(venue_square / 20'000 / .01, 1, five_errors);
    EXPECT_NEAR(workload / 20'000, 1, five_errors);
}

TEST(Population, KeepsGivenSegmentsWhateverTheBudgets) {
    const Scenario s = default_scenario(1000);
    const Customers c = make_population(s, Draws(1, 0), 1);
    const Customers frozen = make_population(s, Draws(1, 0), 1.5, 1);
    EXPECT_EQ(frozen.segment, c.segment);
    EXPECT_EQ(frozen.contract_cloud, c.contract_cloud);
    EXPECT_NE(make_population(s, Draws(1, 0), 1.5).segment, c.segment);
    EXPECT_EQ(frozen.budget[10], 1.5 * c.budget[10]);
}

TEST(Population, ProfilesSayWhatTheColumnsSay) {
    const Scenario s = default_scenario(2000);
    const Customers c = make_population(s, Draws(1, 0), 1);
    for (std::size_t i = 0; i < c.size(); ++i) {
        const Profile& p = c.profiles[c.profile[i]];
        EXPECT_EQ(p.segment, c.segment[i]);
        EXPECT_EQ(p.contract_cloud, c.contract_cloud[i]);
        EXPECT_EQ(p.regulated, c.regulated[i]);
        EXPECT_TRUE(std::equal(p.base_share.begin(), p.base_share.end(),
                               c.base_share.begin() + static_cast<std::ptrdiff_t>(i * 4)));
    }
    EXPECT_LE(c.profiles.size(), 64U);
}

TEST(Sample, KeepsWeightAndNearlyTheMeanBudget) {
    const Scenario s = default_scenario(20'000);
    const Customers c = make_population(s, Draws(1, 0), 1);
    const Customers few = make_sample(s, Draws(1, 0), 1, 4500);
    EXPECT_EQ(few.size(), 4000U);
    const auto sums = [](const Customers& customers, double& spend) {
        Weight weight = 0;
        spend = 0;
        for (std::size_t i = 0; i < customers.size(); ++i) {
            if (customers.entry[i] >= 0) continue;
            weight += customers.weight[i];
            spend += organisations(customers.weight[i]) * customers.budget[i];
        }
        return weight;
    };
    double all = 0, sampled = 0;
    EXPECT_EQ(sums(c, all), sums(few, sampled));
    EXPECT_NEAR(sampled / all, 1, 1e-3);
    EXPECT_EQ(few.workload_share.size(), few.size() * 5);
    EXPECT_EQ(few.workload_share[5 * 7 + 2], c.workload_share[5 * few.id[7] + 2]);
    EXPECT_EQ(make_sample(s, Draws(1, 0), 1, 20'000).size(), 20'000U);
}

/// Parts of a population one behind the other, by id.
Customers joined(const std::vector<Customers>& parts) {
    Customers all;
    for (const Customers& part : parts) {
        std::vector<const void*> columns;
        const_cast<Customers&>(part).for_each_column([&](auto& column, std::size_t) { columns.push_back(&column); });
        std::size_t next = 0;
        all.labs = part.labs, all.workloads = part.workloads;
        all.venues = part.venues, all.base_venues = part.base_venues;
        all.for_each_column([&](auto& column, std::size_t) {
            const auto& more = *static_cast<const std::remove_reference_t<decltype(column)>*>(columns[next++]);
            column.insert(column.end(), more.begin(), more.end());
        });
    }
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all.id[a] < all.id[b]; });
    all.for_each_column([&](auto& column, std::size_t width) {
        const auto old = column;
        for (std::size_t i = 0; i < order.size(); ++i)
            std::copy_n(old.begin() + static_cast<std::ptrdiff_t>(order[i] * width), width,
                        column.begin() + static_cast<std::ptrdiff_t>(i * width));
    });
    return all;
}

/// Every column but the profile, which numbers what a part has.
void expect_same_columns(Customers a, Customers b) {
    a.profile.clear(), b.profile.clear();
    std::vector<const void*> columns;
    b.for_each_column([&](auto& column, std::size_t) { columns.push_back(&column); });
    std::size_t next = 0;
    a.for_each_column([&](auto& column, std::size_t) {
        EXPECT_EQ(column, *static_cast<const std::remove_reference_t<decltype(column)>*>(columns[next]))
            << "column " << next;
        ++next;
    });
}

/// The columns that profiles stand for are equal, so profiles say the same when they agree with them.
void expect_same_profiles(const Customers& a, const Customers& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(a.profiles[a.profile[i]], b.profiles[b.profile[i]]) << i;
}

TEST(Population, IsTheSameInPartsOfAnyNumberOfRanks) {
    Scenario s = default_scenario(31);
    s.customers.birth_rate = 0.05;  // per year
    const Customers whole = make_population(s, Draws(1, 0), 1.3), few = test::subsample(whole, 10);
    const Customers unscaled = test::subsample(make_population(s, Draws(1, 0), 1), 10);
    EXPECT_GT(whole.size(), 31U) << "there are newcomers";
    for (const int size : {1, 2, 3, 45}) {
        std::vector<Customers> parts(static_cast<std::size_t>(size)), samples(static_cast<std::size_t>(size));
        test::Team(size).run([&](const Ranks& ranks) {
            const auto r = static_cast<std::size_t>(ranks.rank());
            parts[r] = make_population(s, Draws(1, 0), 1.3, 0, ranks);
            samples[r] = make_sample(s, Draws(1, 0), 1.3, 10, ranks);
            expect_same_columns(parts[r], part_of(whole, 31, ranks));
            expect_same_columns(samples[r], part_of(few, few.size(), ranks));
            Customers grown = make_sample(s, Draws(1, 0), 1.1, 31, ranks);
            rescale_sample(s, Draws(1, 0), 1.3, 0, 31, 1, grown);
            add_newcomers(s, Draws(1, 0), 1.3, 0, 1, grown);
            expect_same_columns(grown, parts[r]);
            EXPECT_EQ(sampled_budgets(s, 10, ranks), part_of(unscaled, unscaled.size(), ranks).budget);
        });
        for (const Customers& part : parts)
            EXPECT_LE(part.size(), whole.size() / static_cast<std::size_t>(size) + 2) << "about equal parts";
        expect_same_columns(joined(parts), whole);
        expect_same_columns(joined(samples), few);
    }
}

TEST(Population, IsTheSameOnAnyNumberOfThreads) {
    // More customers than one block of the profiles' numbering holds, the last block not full.
    Scenario s = default_scenario(150'001);
    s.customers.birth_rate = 0.01;
    const Customers one = make_population(s, Draws(3, 0), 1.2, 0.9);
    EXPECT_GT(one.size(), 150'001U);
    for (const int threads : {2, 7}) {
        const Customers more = make_population(s, Draws(3, 0), 1.2, 0.9, Ranks::alone(), threads);
        expect_same_columns(more, one);
        EXPECT_EQ(more.profile, one.profile);
        EXPECT_EQ(more.profiles, one.profiles);
    }
}

TEST(Population, NumbersProfilesByTheirFirstCustomer) {
    const Customers c = make_population(default_scenario(70'000), Draws(3, 0), 1.2);
    std::uint32_t next = 0;
    for (const std::uint32_t profile : c.profile) {
        ASSERT_LE(profile, next);
        next = std::max(next, profile + 1);
    }
    EXPECT_EQ(next, c.profiles.size());
    for (std::size_t p = 1; p < c.profiles.size(); ++p)
        EXPECT_EQ(std::find(c.profiles.begin(), c.profiles.begin() + static_cast<std::ptrdiff_t>(p), c.profiles[p]),
                  c.profiles.begin() + static_cast<std::ptrdiff_t>(p));
}

TEST(Population, HasTheDecilesOfItsOrganisations) {
    for (const int agents : {1, 3, 31, 5000}) {
        const Customers c = make_population(default_scenario(agents), Draws(1, 0), 1.3);
        EXPECT_EQ(c.decile, test::deciles(c)) << agents;
    }
}

TEST(Sample, IsThatOfTheWholePopulation) {
    for (const int agents : {1, 7, 31, 2000, 20'001})
        for (const std::size_t most : {1UL, 10UL, 2000UL, 7000UL}) {
            const Scenario s = default_scenario(agents);
            const Customers by_definition = test::subsample(make_population(s, Draws(4, 1), 1.3), most);
            for (const int threads : {1, 2, 7}) {
                const Customers sample = make_sample(s, Draws(4, 1), 1.3, most, Ranks::alone(), threads);
                EXPECT_LE(sample.size(), most);
                expect_same_columns(sample, by_definition);
                expect_same_profiles(sample, by_definition);
            }
            EXPECT_EQ(sampled_budgets(s, most), test::subsample(make_population(s, Draws(4, 1), 1), most).budget);
        }
}

TEST(Sample, CanBeSizedAnewAndGetNewcomers) {
    for (const int agents : {1, 31, 3000})
        for (const std::size_t most : {1UL, 10UL, 3000UL}) {
            Scenario s = default_scenario(agents);
            s.customers.birth_rate = 0.05;
            Customers customers = make_sample(s, Draws(4, 1), 0.4, most);
            rescale_sample(s, Draws(4, 1), 1.3, 1.3, most, 2, customers);
            const Customers made = make_sample(s, Draws(4, 1), 1.3, most);
            expect_same_columns(customers, made);
            expect_same_profiles(customers, made);
            if (most < static_cast<std::size_t>(agents)) continue;
            rescale_sample(s, Draws(4, 1), 1.3, 0.9, most, 2, customers);
            add_newcomers(s, Draws(4, 1), 1.3, 0.9, 2, customers);
            const Customers population = make_population(s, Draws(4, 1), 1.3, 0.9);
            expect_same_columns(customers, population);
            EXPECT_EQ(customers.profile, population.profile);
            EXPECT_EQ(customers.profiles, population.profiles);
        }
}

}  // namespace
}  // namespace nephoscope
