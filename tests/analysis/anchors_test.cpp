#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "models/market.h"
#include "models/metrics/variables.h"
#include "sim/core/parallel.h"
#include "tests/support/shipped.h"

/// The sanity anchors of MODEL 16 that exist at this stage: a mis-scaled build shows up here first. Within a
/// factor 1.25 at the start and 1.6 later, means over replications of the factual world. The figures stand in
/// docs/validation.md.
namespace nephoscope {
namespace {

constexpr int kReplications = 6;

struct Anchors {
    double openai_base = 0, openai_share = 0, anthropic_gross = 0, enterprise_gw = 0;  // first month, USD and GW
    std::array<double, 4> spend{}, openai_base_later{};                                // at the months below, USD/month
};
constexpr std::array<Month, 4> kMonths{Month(2027, 4), Month(2028, 12), Month(2030, 12), Month(2032, 12)};

Anchors measure(const Scenario& scenario, std::uint32_t replication) {
    const Draws draws(scenario.simulation.seed, replication);
    const StartState start = prepare_start(scenario, draws, 1);
    Market market(scenario, draws, start, 1);
    const auto openai = static_cast<std::size_t>(scenario.lab_index("openai"));
    const auto anthropic = static_cast<std::size_t>(scenario.lab_index("anthropic"));
    Anchors anchors;
    for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) {
        market.advance(m);
        const LabMonth& lab = market.accounts().labs[openai];
        if (m == scenario.simulation.start) {
            anchors.openai_base = to_usd(lab.base);
            anchors.openai_share = to_usd(lab.share_paid);
            anchors.anthropic_gross = to_usd(market.accounts().labs[anthropic].gross_revenue);
            const std::vector<Compute>& compute = market.totals().compute;
            anchors.enterprise_gw = static_cast<double>(std::accumulate(compute.begin(), compute.end(), Compute{0})) /
                                    kComputePerMwMonth / 1e3;
        }
        for (std::size_t i = 0; i < kMonths.size(); ++i)
            if (m == kMonths[i]) {
                anchors.spend[i] = Spend(market).total / kMoneyPerUsd;
                anchors.openai_base_later[i] = to_usd(lab.base);
            }
    }
    return anchors;
}

void expect_within(double value, double anchor, double factor, const std::string& name) {
    fmt::print("{:<42} {:>9.3g}  anchor {:>9.3g}  ratio {:.2f}\n", name, value, anchor, value / anchor);
    EXPECT_LE(value, anchor * factor) << name;
    EXPECT_GE(value, anchor / factor) << name;
}

TEST(Anchors, OfTheDefaultsHold) {
    const Scenario scenario = test::shipped("baseline", {"simulation.agents=4000"});
    std::vector<Anchors> all(kReplications);
    for_blocks(kReplications, 1, 2,
               [&](std::size_t r, std::size_t) { all[r] = measure(scenario, static_cast<std::uint32_t>(r)); });
    const auto mean = [&](auto pick) {
        double sum = 0;
        for (const Anchors& anchors : all) sum += pick(anchors);
        return sum / kReplications;
    };
    expect_within(mean([](const Anchors& a) { return a.openai_base; }), 2.6e9, 1.25, "OpenAI Base 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.openai_share; }), 0.53e9, 1.25,
                  "revenue share 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.anthropic_gross; }), 3.3e9, 1.25,
                  "Anthropic gross 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.enterprise_gw; }), 2.6, 1.25,
                  "enterprise inference 2026-05 [GW]");
    constexpr std::array<double, 4> spend{13.5e9, 30e9, 50e9, 68e9}, base{54e9, 106e9, 170e9, 232e9};
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
        expect_within(mean([&](const Anchors& a) { return a.spend[i]; }), spend[i], 1.6,
                      "enterprise spend " + kMonths[i].str() + " [USD/month]");
        expect_within(12 * mean([&](const Anchors& a) { return a.openai_base_later[i]; }), base[i], 1.6,
                      "OpenAI Base " + kMonths[i].str() + " [USD/year]");
    }
}

}  // namespace
}  // namespace nephoscope
