#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "analysis/studies/shared_starts.h"
#include "models/customers/kernels.h"
#include "models/customers/population.h"
#include "models/market.h"
#include "models/metrics/metrics.h"
#include "models/pricing/offer_table.h"
#include "tests/support/remembering.h"
#include "tests/support/shipped.h"

/// DESIGN section 6: one scenario, one seed, the same bits, whatever does not belong to the question.
namespace nephoscope {
namespace {

using test::shipped;

const std::vector<std::string> kSmall{"simulation.agents=600", "simulation.end=\"2027-08\""};

std::string hash_of(const Scenario& scenario, int threads = 1, int record_every = 1, std::uint32_t replication = 0) {
    const Draws draws(scenario.simulation.seed, replication);
    const StartState start = prepare_start(scenario, draws, threads);
    Market market(scenario, draws, start, threads);
    const Schedule schedule{scenario.simulation.start, scenario.simulation.end, record_every};
    MarketRecorder recorder(market, start, schedule);
    run(market, schedule, recorder, [] { return false; });
    return recorder.finish().texts.at("result_hash");
}

TEST(SameBits, ForOneTwoAndSevenThreads) {
    const Scenario scenario = shipped("baseline", {"simulation.agents=3000", "simulation.end=\"2026-10\""});
    const std::string one = hash_of(scenario, 1);
    EXPECT_EQ(hash_of(scenario, 2), one);
    EXPECT_EQ(hash_of(scenario, 7), one);
}

/// An inversion hands over what its last pass burnt in; whoever is given its values burns in anew.
TEST(SameBits, ForAStartThatTakesOverTheLastBurnIn) {
    Scenario scenario = shipped("baseline", {"simulation.agents=800", "customers.birth_rate_per_year=0.2"});
    const Draws draws(scenario.simulation.seed, 2);
    StartState inverted = prepare_start(scenario, draws, 3);
    const StartValues& values = inverted.inversion.values;
    scenario.start = {true, values.lab_fit, values.venue_appeal, values.budget_factor,
                      inverted.inversion.segment_factor};
    StartState burnt = prepare_start(scenario, draws, 1);
    EXPECT_GT(inverted.customers.size(), 900U) << "newcomers are among them";
    EXPECT_EQ(inverted.hash, burnt.hash);
    EXPECT_EQ(inverted.totals, burnt.totals);
    std::vector<std::string> columns;
    inverted.customers.for_each_column([&](const auto& column, std::size_t) {
        columns.emplace_back(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(column[0]));
    });
    std::size_t number = 0;
    burnt.customers.for_each_column([&](const auto& column, std::size_t) {
        EXPECT_EQ(std::string(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(column[0])),
                  columns[number])
            << "column " << number;
        ++number;
    });
}

void expect_start_taken_over(const Scenario& scenario) {
    const std::vector<Scenario> scenarios{scenario, scenario};
    const std::vector<std::string> fingerprints = start_fingerprints(scenarios);
    const Draws draws(scenario.simulation.seed, 0);
    const auto hash = [&](Market market) {
        for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) market.advance(m);
        return market.result_hash();
    };
    SharedStarts starts(scenarios, fingerprints, draws, 1);
    ASSERT_TRUE(starts.is_shared_later(0));
    ASSERT_FALSE(starts.is_shared_later(1));
    StartState& start = starts.of(0);
    EXPECT_FALSE(start.customers.shock_memory.empty());
    const std::string copied = hash(Market(scenario, draws, std::as_const(start), 1));
    StartState forgetful = start;
    forgetful.customers.shock_memory = ShockMemory();
    EXPECT_EQ(hash(Market(scenario, draws, std::move(forgetful), 1)), copied);
    const std::string name = start.hash;
    const std::vector<double> lab_fit = start.inversion.values.lab_fit;
    EXPECT_EQ(&starts.of(1), &start);
    EXPECT_EQ(hash(Market(scenario, draws, std::move(start), 1)), copied);
    EXPECT_EQ(start.customers.size(), 0U) << "its customers are gone, what names it is there";
    EXPECT_EQ(start.hash, name);
    EXPECT_EQ(start.inversion.values.lab_fit, lab_fit);
    EXPECT_EQ(lab_fit.size(), scenario.labs.size());

    const double bytes = ShockMemory::needed_for(scenario, static_cast<double>(population_size(scenario)));
    const test::Remembering once(static_cast<std::size_t>(bytes));
    SharedStarts little(scenarios, fingerprints, draws, 1);
    EXPECT_TRUE(little.of(0).customers.shock_memory.empty()) << "there is room for one";
    EXPECT_TRUE(
        SharedStarts(scenarios, fingerprints, draws, 1, Ranks::alone(), false).of(1).customers.shock_memory.empty());
    StartState alone = prepare_start(scenario, draws, 1);
    EXPECT_FALSE(alone.customers.shock_memory.empty());
    EXPECT_EQ(hash(Market(scenario, draws, std::move(alone), 1)), copied);
}

TEST(SameBits, ForAMarketThatTakesOverItsStart) {
    Scenario scenario = shipped("baseline", kSmall);
    expect_start_taken_over(scenario);
    scenario.start.given = true;  // burnt in without the inversion's cache
    scenario.start.lab_fit.assign(scenario.labs.size(), 0);
    scenario.start.venue_appeal.assign(scenario.venues.size(), 0);
    scenario.start.budget_factor = 1;
    expect_start_taken_over(scenario);
    EXPECT_EQ(prepare_start(scenario, Draws(scenario.simulation.seed, 0), 1).inversion.values.lab_fit,
              scenario.start.lab_fit);
}

/// What a start remembers belongs to all scenarios that share it, not to the one that prepared it.
TEST(SameBits, ForAScenarioOnTheStartOfAnother) {
    const Scenario exclusive = shipped("exclusive_2032", kSmall), open = shipped("nonexclusive_2026", kSmall);
    ASSERT_EQ(start_fingerprint(exclusive), start_fingerprint(open));
    const Draws draws(open.simulation.seed, 0);
    const auto hash = [&](const StartState& start) {
        Market market(open, draws, start, 1);
        for (Month m = open.simulation.start; m <= open.simulation.end; ++m) market.advance(m);
        return market.result_hash();
    };
    StartState forgetful = prepare_start(open, draws, 1);
    forgetful.customers.shock_memory = ShockMemory();
    EXPECT_EQ(hash(prepare_start(exclusive, draws, 1)), hash(forgetful));
}

/// Everybody with a project knows its own attractions when the months begin; newcomers have none yet.
TEST(Start, RemembersWhatBurnInDrew) {
    const Scenario s = shipped("baseline", kSmall);
    const Draws draws(4, 2);
    StartState start = prepare_start(s, draws, 2);
    Customers& c = start.customers;
    ASSERT_FALSE(c.shock_memory.empty());
    const Shocks shocks(s, draws);
    const Tastes tastes(s, draws);
    TasteRow its;
    int known = 0;
    for (std::size_t slot = 0; slot < c.epoch.size(); ++slot) {
        const std::size_t i = slot / s.workloads.size();
        const int k = static_cast<int>(slot % s.workloads.size()), epoch = c.epoch[slot];
        const ShockMemory::Row row = c.shock_memory.row(slot, c.id[i], epoch);
        ASSERT_EQ(row.known, i < 600 && c.is_active(i, k)) << slot;
        if (!row.known) continue;
        std::vector<float> own(shocks.row());
        tastes.of(c.id[i], its);
        shocks.own(c.id[i], k, epoch, its, own.data());
        ASSERT_EQ(own, std::vector<float>(row.values, row.values + own.size())) << slot;
        known += epoch > 0 ? 1 : 0;
    }
    EXPECT_GT(known, 500) << "of later projects than the first";
}

/// Serves one set of kernels while it lives.
struct Use {
    explicit Use(const Kernels* its) { use_kernels(its); }
    ~Use() { use_kernels(nullptr); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
};

/// Inversion, burn-in, bases that move, short capacity: what kernels compute reaches the hash everywhere.
TEST(SameBits, ForEverySetOfKernels) {
    const Scenario scenario =
        shipped("baseline", {"simulation.agents=250", "simulation.end=\"2027-03\"", "venue.azure.ai_capacity_mw=2500",
                             "base_cloud.migration_months=1", "customers.birth_rate_per_year=0.2"});
    const auto hash = [&](const Kernels* its) {
        const Use use(its);
        EXPECT_EQ(kernels().name, its->name);
        return hash_of(scenario, 2);
    };
    int count = 0;
    const Kernels* const* all = all_kernels(count);
    ASSERT_EQ(all[0]->name, plain_kernels().name);
    const std::string plain = hash(all[0]);
    for (int k = 1; k < count; ++k) EXPECT_EQ(hash(all[k]), plain) << all[k]->name;

    Kernels wrong = plain_kernels();  // a tick more in one cell of one block
    wrong.desire_block = [](const DesireView& view, std::size_t first, std::size_t last, DesireSums& sums) {
        plain_kernels().desire_block(view, first, last, sums);
        for (std::size_t cell = 0; first == 0; cell += desire_fields(view.clouds))
            if (sums.cells[cell] != 0) {
                sums.cells[cell] += 1;
                return;
            }
    };
    EXPECT_NE(hash(&wrong), plain);
}

TEST(SameBits, ForAnyRecordingInterval) {
    const Scenario scenario = shipped("baseline", kSmall);
    EXPECT_EQ(hash_of(scenario, 1, 12), hash_of(scenario, 1, 1));
}

/// The same customers, their columns in another order.
Customers shuffled(Customers customers) {
    std::vector<std::size_t> order(customers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return mix64(a + 1) < mix64(b + 1); });
    customers.for_each_column([&](auto& column, std::size_t width) {
        auto old = column;
        for (std::size_t i = 0; i < order.size(); ++i)
            std::copy_n(old.begin() + static_cast<std::ptrdiff_t>(order[i] * width), width,
                        column.begin() + static_cast<std::ptrdiff_t>(i * width));
    });
    return customers;
}

TEST(SameBits, WithCustomersInAnotherOrderInMemory) {
    const Scenario scenario = shipped("baseline", kSmall);
    const Draws draws(scenario.simulation.seed, 0);
    StartState start = prepare_start(scenario, draws, 1);
    const auto hash = [&] {
        Market market(scenario, draws, start, 1);
        for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) market.advance(m);
        return market.result_hash();
    };
    const std::string sorted = hash();
    start.customers = shuffled(start.customers);
    EXPECT_NE(start.customers.id.front(), 0U) << "the order did change";
    EXPECT_EQ(hash(), sorted);
}

TEST(SameBits, NotForAnotherSeedOrReplication) {
    const Scenario scenario = shipped("baseline", kSmall);
    const std::string hash = hash_of(scenario);
    Scenario reseeded = shipped("baseline", {kSmall[0], kSmall[1], "simulation.seed=7"});
    EXPECT_NE(hash_of(reseeded), hash);
    EXPECT_NE(hash_of(scenario, 1, 1, 1), hash);
}

TEST(SameBits, WithDisplayOrderChanged) {
    const Scenario plain = shipped("baseline", kSmall);
    const Scenario ordered = shipped("baseline", {kSmall[0], kSmall[1], "lab.openai.order=9", "venue.aws.order=-3"});
    EXPECT_EQ(hash_of(ordered), hash_of(plain));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// The text of a scenario with everything resolved.
std::string resolved_text(const std::vector<std::string>& settings) {
    return write_toml(shipped("baseline", settings).resolved);
}

struct Trajectory {
    std::vector<Money> balances;  ///< sorted
    std::uint64_t customers = 0;
    Money surplus = 0;
    friend bool operator==(const Trajectory&, const Trajectory&) = default;
};

Trajectory trajectory_of(const Scenario& scenario) {
    const Draws draws(scenario.simulation.seed, 0);
    const StartState start = prepare_start(scenario, draws, 1);
    Market market(scenario, draws, start, 1);
    Trajectory trajectory;
    for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) {
        market.advance(m);
        for (const Money surplus : market.totals().surplus) trajectory.surplus += surplus;
    }
    for (int a = 0; a < market.ledger().accounts(); ++a) trajectory.balances.push_back(market.ledger().balance(a));
    std::sort(trajectory.balances.begin(), trajectory.balances.end());
    trajectory.customers = customer_state_sum(market.customers(), scenario);
    return trajectory;
}

TEST(SameBits, UnderANewNameWhenTheDrawSlotIsKept) {
    const std::string text = resolved_text(kSmall);
    const Trajectory plain = trajectory_of(test::from_text(text));
    const std::string renamed =
        replaced(replaced(replaced(text, "openai", "zz-lab"), "azure", "a-cloud"), "agents]", "tasks]");
    EXPECT_NE(renamed, text);
    EXPECT_EQ(trajectory_of(test::from_text(renamed)), plain);
    const std::string moved = replaced(text, "draw_slot = 0\n", "draw_slot = 50\n");
    ASSERT_NE(moved, text);
    EXPECT_FALSE(trajectory_of(test::from_text(moved)) == plain) << "another slot is another draw";
}

/// Tables of the file in the opposite order.
TEST(SameBits, WithEntitiesListedInAnotherOrder) {
    const std::string text = resolved_text(kSmall);
    std::vector<std::string> blocks;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text.find("\n[", at);
        end = end == std::string::npos ? text.size() : end + 1;
        blocks.push_back(text.substr(at, end - at));
        at = end;
    }
    ASSERT_GT(blocks.size(), 20U);
    std::string reversed = blocks.front()[0] == '[' ? "" : blocks.front();
    for (std::size_t b = blocks.size(); b-- > (reversed.empty() ? 0U : 1U);) reversed += blocks[b] + "\n";
    EXPECT_EQ(hash_of(test::from_text(reversed)), hash_of(test::from_text(text)));
}

/// A trigger that draws every month and touches no clause.
TEST(SameBits, WithAStreamDrawnFromThatNothingReads) {
    Scenario scenario = shipped("baseline", kSmall);
    const std::string hash = hash_of(scenario);
    Clause idle;
    idle.id = "zz-idle";
    idle.type = ClauseType::trigger;
    idle.start = scenario.simulation.start;
    idle.end = scenario.simulation.end;
    idle.hazard = 0.5;
    scenario.clauses.push_back(idle);
    EXPECT_EQ(hash_of(scenario), hash);
}

/// A pair that differs only from 2026-05 on shares its start, although each half prepares it apart.
TEST(Start, OfThePairIsOneState) {
    const Scenario base = shipped("exclusive_2032", kSmall), alternative = shipped("nonexclusive_2026", kSmall);
    EXPECT_EQ(start_fingerprint(base), start_fingerprint(alternative));
    const Draws draws(base.simulation.seed, 0);
    EXPECT_EQ(prepare_start(base, draws, 1).hash, prepare_start(alternative, draws, 1).hash);
    const Scenario other = shipped("nonexclusive_2026", {kSmall[0], kSmall[1], "choice.taste_precision=4"});
    EXPECT_NE(start_fingerprint(other), start_fingerprint(base));
    EXPECT_NE(prepare_start(other, draws, 1).hash, prepare_start(base, draws, 1).hash);
}

/// K14: agreements about a lab that nobody can prefer change no customer and no dollar, with no attention to news.
TEST(Start, AnOfferNobodyCanPreferChangesNothing) {
    Scenario without = shipped("baseline", {kSmall[0], kSmall[1], "attention.new_offer=0"});
    without.labs[static_cast<std::size_t>(without.lab_index("google-deepmind"))].quality = -900;
    without.start = {true, std::vector<double>(without.labs.size(), 0), std::vector<double>(without.venues.size(), 0),
                     1.3};
    Scenario with = without;
    Clause hosting = with.clauses.front();
    for (const Clause& clause : with.clauses)
        if (clause.type == ClauseType::hosting) hosting = clause;
    hosting.id = "zz-new";
    hosting.lab = with.lab_index("google-deepmind");
    hosting.venue = with.venue_index("azure");
    hosting.start = Month(2026, 9);
    hosting.end = with.simulation.end;
    with.clauses.push_back(hosting);
    const Draws draws(with.simulation.seed, 0);
    const auto run_of = [&](const Scenario& scenario) {
        const StartState start = prepare_start(scenario, draws, 1);
        auto market = std::make_unique<Market>(scenario, draws, start, 1);
        for (Month m = scenario.simulation.start; m <= scenario.simulation.end; ++m) market->advance(m);
        return market;
    };
    const auto a = run_of(without), b = run_of(with);
    EXPECT_EQ(customer_state_sum(a->customers(), without), customer_state_sum(b->customers(), with));
    for (int account = 0; account < a->ledger().accounts(); ++account)
        EXPECT_EQ(a->ledger().balance(account), b->ledger().balance(account));
    EXPECT_EQ(a->totals().surplus, b->totals().surplus);
    EXPECT_TRUE(b->offers().is_legal(hosting.lab, hosting.venue, 0)) << "the new offer was there";
    EXPECT_FALSE(a->offers().is_legal(hosting.lab, hosting.venue, 0));
}

}  // namespace
}  // namespace nephoscope
