#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "models/market.h"
#include "models/metrics/variables.h"
#include "sim/core/parallel.h"
#include "tests/support/shipped.h"

/// The sanity anchors of MODEL 16 : a mis-scaled build shows up here first. Within a
/// factor 1.25 at the start and 1.6 later, means over replications of the factual world. The figures stand in
/// docs/validation.md.
namespace nephoscope {
namespace {

constexpr int kReplications = 6;

struct Anchors {
    double openai_base = 0, openai_share = 0, anthropic_gross = 0, enterprise_gw = 0;  // first month, USD and GW
    double compute_bill = 0, training = 0, opex = 0, burn = 0, pre_money = 0;          // OpenAI's first month, USD
    double azure_load = 0, available = 0, available_later = 0;                         // GW, the last at t = 18
    std::array<double, 4> spend{}, openai_base_later{};                                // at the months below, USD/month
};
constexpr std::array<Month, 4> kMonths{Month(2027, 4), Month(2028, 12), Month(2030, 12), Month(2032, 12)};

/// Capacity after first-party reserves, all clouds.
double available_gw(const Market& market) {
    double mw = 0;
    for (std::size_t v = 0; v < market.scenario().venues.size(); ++v)
        mw += market.capacity().installed(static_cast<int>(v)) * (1 - market.scenario().venues[v].reserve_share);
    return mw / 1e3;
}

/// Load: what classes committed, inference and other ask of Azure.
void measure_first_month(const Market& market, std::size_t openai, Anchors& anchors) {
    const LabMonth& lab = market.accounts().labs[openai];
    const LabFinances& finances = market.funding().finances(static_cast<int>(openai));
    anchors.compute_bill = to_usd(lab.compute_bill);
    anchors.training = to_usd(lab.training_bill);
    anchors.opex = to_usd(lab.operating_cost);
    anchors.burn = market.funding().burn(static_cast<int>(openai));
    anchors.pre_money =
        valuation_multiple(market.scenario(), static_cast<int>(openai), 0) * 12 * to_usd(lab.base) + finances.cash;
    const Clearing& clearing = market.clearing();
    const int azure = market.scenario().venue_index("azure");
    for (const ComputeClass c : {ComputeClass::committed, ComputeClass::inference, ComputeClass::other})
        anchors.azure_load += static_cast<double>(clearing.demand[clearing.at(azure, c)]) / kComputePerMwMonth / 1e3;
    anchors.available = available_gw(market);
}

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
            measure_first_month(market, openai, anchors);
            anchors.enterprise_gw = static_cast<double>(std::accumulate(compute.begin(), compute.end(), Compute{0})) /
                                    kComputePerMwMonth / 1e3;
        }
        if (m - scenario.simulation.start == 18) anchors.available_later = available_gw(market);
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
    expect_within(mean([](const Anchors& a) { return a.compute_bill; }), 3.8e9, 1.25,
                  "OpenAI compute bill 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.training; }), 2.5e9, 1.25, "of it training 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.opex; }), 0.9e9, 1.25, "OpenAI opex 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.burn; }), 2.55e9, 1.25, "OpenAI burn 2026-05 [USD/month]");
    expect_within(mean([](const Anchors& a) { return a.pre_money; }), 861e9, 1.25, "OpenAI pre-money 2026-05 [USD]");
    expect_within(mean([](const Anchors& a) { return a.azure_load; }), 2.84, 1.25, "load of Azure 2026-05 [GW]");
    expect_within(mean([](const Anchors& a) { return a.available; }), 11.5, 1.25,
                  "capacity after reserves 2026-05 [GW]");
    expect_within(mean([](const Anchors& a) { return a.available_later; }), 17.0, 1.6,
                  "capacity after reserves 2027-11 [GW]");
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
