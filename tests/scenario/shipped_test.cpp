// The shipped scenarios say what docs/model.md#agreements and docs/model.md#parameters say.
#include <gtest/gtest.h>

#include <set>

#include "models/scenario/parameters.h"
#include "tests/scenario/described.h"
#include "tests/support/shipped.h"

namespace nephoscope {
namespace {

using test::shipped;

std::string lab_at(const Scenario& s, const Clause& c) {
    return s.labs[static_cast<std::size_t>(c.lab)].id + "@" + s.venues[static_cast<std::size_t>(c.venue)].id;
}

/// "hosting openai@azure 2023-01..2032-12", one line per clause of the type.
std::set<std::string> lines_of(const Scenario& s, ClauseType type) {
    std::set<std::string> lines;
    for (const Clause& c : s.clauses)
        if (c.type == type)
            lines.insert(
                fmt::format("{} {}..{} {}", lab_at(s, c), c.start.str(), c.end.str(),
                            type == ClauseType::resale || type == ClauseType::revenue_share ? c.rate : c.fraction));
    return lines;
}

const std::set<std::string> kCommonHosting{"openai@azure 2023-01..2032-12 0",
                                           "anthropic@aws 2023-10..2032-12 0",
                                           "anthropic@google-cloud 2024-03..2032-12 0",
                                           "anthropic@azure 2025-12..2032-12 0",
                                           "google-deepmind@google-cloud 2023-01..2032-12 0",
                                           "open-weights@azure 2023-07..2032-12 0",
                                           "open-weights@aws 2023-07..2032-12 0",
                                           "open-weights@google-cloud 2023-07..2032-12 0",
                                           "open-weights@neocloud 2023-07..2032-12 0"};

const std::set<std::string> kCommonResale{
    "anthropic@aws 2023-10..2032-12 0.5", "anthropic@google-cloud 2024-03..2032-12 0.25",
    "anthropic@azure 2025-12..2032-12 0.25", "google-deepmind@google-cloud 2023-01..2032-12 0.5"};

std::set<std::string> joined(std::set<std::string> a, const std::set<std::string>& b) {
    a.insert(b.begin(), b.end());
    return a;
}

TEST(Baseline, HasTheClausesOfTheFactualWorld) {
    for (const char* name : {"baseline", "nonexclusive_2026"}) {
        const Scenario s = shipped(name);
        EXPECT_EQ(lines_of(s, ClauseType::hosting),
                  joined(kCommonHosting, {"openai@aws 2026-05..2032-12 0", "openai@neocloud 2026-05..2032-12 0"}));
        EXPECT_EQ(lines_of(s, ClauseType::exclusivity), std::set<std::string>{"openai@azure 2023-01..2026-04 0"});
        EXPECT_EQ(lines_of(s, ClauseType::first_ship), std::set<std::string>{"openai@azure 2026-05..2032-12 0"});
        EXPECT_EQ(lines_of(s, ClauseType::resale),
                  joined(kCommonResale, {"openai@azure 2023-01..2026-04 0.2", "openai@azure 2026-05..2032-12 0",
                                         "openai@aws 2026-05..2032-12 0.25", "openai@neocloud 2026-05..2032-12 0.25"}));
        EXPECT_EQ(lines_of(s, ClauseType::revenue_share),
                  (std::set<std::string>{"openai@azure 2023-01..2026-04 0.2", "openai@azure 2026-05..2030-12 0.2"}));
    }
}

TEST(Exclusive2032, LetsTheOldClausesRunOnWithoutTheAmendment) {
    const Scenario s = shipped("exclusive_2032");
    EXPECT_EQ(lines_of(s, ClauseType::hosting), kCommonHosting);
    EXPECT_EQ(lines_of(s, ClauseType::exclusivity), std::set<std::string>{"openai@azure 2023-01..2032-12 0"});
    EXPECT_TRUE(lines_of(s, ClauseType::first_ship).empty());
    EXPECT_EQ(lines_of(s, ClauseType::resale), joined(kCommonResale, {"openai@azure 2023-01..2032-12 0.2"}));
    EXPECT_EQ(lines_of(s, ClauseType::revenue_share), std::set<std::string>{"openai@azure 2023-01..2030-12 0.2"});
    for (const Clause& c : s.clauses) EXPECT_FALSE(c.cap.has_value()) << c.id;
}

TEST(Exclusive2032, DiffersFromTheFactualWorldInAgreementsOnly) {
    Scenario open = shipped("nonexclusive_2026"), exclusive = shipped("exclusive_2032");
    Sources sources;
    EXPECT_EQ(lines_of(open, ClauseType::equity), lines_of(exclusive, ClauseType::equity));
    EXPECT_EQ(lines_of(open, ClauseType::compute_commit), lines_of(exclusive, ClauseType::compute_commit));
    EXPECT_EQ(lines_of(open, ClauseType::licence), lines_of(exclusive, ClauseType::licence));
    open.clauses.clear();
    exclusive.clauses.clear();
    EXPECT_EQ(test::described(open), test::described(exclusive));
}

TEST(NonexclusiveWithoutNeocloud, LacksWhatOpenaiSellsThere) {
    const Scenario s = shipped("nonexclusive_without_neocloud"), open = shipped("nonexclusive_2026");
    EXPECT_EQ(s.clauses.size() + 2, open.clauses.size());
    EXPECT_EQ(lines_of(s, ClauseType::hosting).count("openai@neocloud 2026-05..2032-12 0"), 0U);
    EXPECT_EQ(lines_of(open, ClauseType::hosting).count("openai@neocloud 2026-05..2032-12 0"), 1U);
}

TEST(Baseline, HasEveryDefaultOfTheTable) {
    const Scenario s = shipped("baseline");
    int compared = 0;
    for (const Parameter& row : parameters()) {
        if (row.table().find('*') != std::string::npos || !row.has_default() || !row.bind.get) continue;
        EXPECT_EQ(value_text(row.bind.get(s, 0)), value_text(row.initial)) << row.key;
        ++compared;
    }
    EXPECT_GE(compared, 55);
}

TEST(Baseline, SharesSetsWithTheirDrawSlotsWithEveryFileThatExtendsIt) {
    const Scenario s = shipped("baseline");
    const auto ids = [](const auto& entities) {
        std::vector<std::string> list;
        for (const auto& entity : entities) list.push_back(fmt::format("{}:{}", entity.id, entity.draw_slot));
        return list;
    };
    EXPECT_EQ(ids(s.labs),
              (std::vector<std::string>{"openai:0", "anthropic:1", "google-deepmind:2", "open-weights:3"}));
    EXPECT_EQ(ids(s.venues), (std::vector<std::string>{"azure:0", "aws:1", "google-cloud:2", "neocloud:3",
                                                       "openai-direct:4", "anthropic-direct:5", "self-hosted:6"}));
    EXPECT_EQ(ids(s.workloads),
              (std::vector<std::string>{"coding:0", "assistant:1", "knowledge:2", "agents:3", "batch:4"}));
    EXPECT_EQ(s.segments[0].id, "smb");
    EXPECT_EQ(s.segments[3].id, "mega");
    EXPECT_EQ(ids(shipped("exclusive_2032").venues), ids(s.venues));
}

}  // namespace
}  // namespace nephoscope
