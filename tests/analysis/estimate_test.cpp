#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/studies/ensemble.h"
#include "models/customers/population.h"
#include "tests/support/remembering.h"
#include "tests/support/shipped.h"

/// What a run will take, told before it starts.
namespace nephoscope {
namespace {

constexpr double kRemembered = 5 * (4 * 8 * 4 + 8) + 11 * 8 + 4;  ///< bytes, by a customer of the baseline

std::vector<Scenario> of_size(int agents) {
    return {test::shipped("baseline", {"simulation.replications=1", "simulation.agents=" + std::to_string(agents)})};
}

TEST(Estimate, NamesTheMemoryThatCustomersTake) {
    const Scenario s = of_size(3000)[0];
    Customers c = make_population(s, Draws(1, 0), 1);
    EXPECT_EQ(population_size(s), c.size());
    EXPECT_GT(population_size(s), 3000U) << "newcomers are among them";
    std::size_t bytes = 0;
    c.for_each_column([&](const auto& column, std::size_t) { bytes += column.capacity() * sizeof column[0]; });
    EXPECT_EQ(bytes, bytes_per_customer(s) * c.size());
}

TEST(Estimate, GrowsWithTheCustomersAndWhatTheyRemember) {
    const EnsembleEstimate some = estimate(of_size(100'000), 2), more = estimate(of_size(1'000'000), 2);
    EXPECT_EQ(some.not_remembered_bytes, 0);
    const double customers = static_cast<double>(population_size(of_size(1'000'000)[0]));
    const double each = static_cast<double>(bytes_per_customer(of_size(10)[0])) + kRemembered;
    EXPECT_NEAR((more.memory_bytes - some.memory_bytes) / (0.9 * customers * each), 1, 1e-5);
    EXPECT_GT(more.seconds, 5 * some.seconds);
    EXPECT_LT(more.seconds, 10 * some.seconds) << "both inversions sample as many";
}

/// A start that is copied remembers as much as the run, where there is room for both.
TEST(Estimate, CountsAStartBesideItsRun) {
    const auto beside = [](int agents) {
        std::vector<Scenario> two = of_size(agents);
        const double alone = estimate(two, 2).memory_bytes;
        two.push_back(two[0]);
        return (estimate(two, 2).memory_bytes - alone) / static_cast<double>(population_size(two[0]));
    };
    const auto columns = static_cast<double>(bytes_per_customer(of_size(10)[0]));
    EXPECT_NEAR(beside(500'000), columns + kRemembered, 1e-6);
    EXPECT_NEAR(beside(1'000'000), columns, 1e-6);
}

TEST(Estimate, TellsWhatMoreMemoryWouldSave) {
    const EnsembleEstimate forgetful = estimate(of_size(10'000'000), 2);
    EXPECT_NEAR(forgetful.not_remembered_bytes, 11.33e6 * kRemembered, 0.01e9);
    EXPECT_LT(forgetful.memory_bytes, 2.5e9);
    const test::Remembering enough(std::size_t{9} << 30);
    const EnsembleEstimate remembers = estimate(of_size(10'000'000), 2);
    EXPECT_EQ(remembers.not_remembered_bytes, 0);
    EXPECT_NEAR(remembers.memory_bytes, forgetful.memory_bytes + forgetful.not_remembered_bytes, 1);
    EXPECT_LT(remembers.seconds, 0.8 * forgetful.seconds);
    EXPECT_EQ(estimate(of_size(10'000'000), 2, 10).not_remembered_bytes, 0) << "a rank remembers its own part";
}

}  // namespace
}  // namespace nephoscope
