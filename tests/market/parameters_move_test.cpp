#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "models/scenario/parameters.h"
#include "tests/market/parameter_lines.h"
#include "tests/support/shipped.h"

/// Every parameter that changes results is set, read back, and moves a named result in the direction that MODEL
/// states; or the list says why it cannot in the baseline. Paired on the same draws.
namespace nephoscope {
namespace {

using test::Move;
using test::Results;
using test::Settings;

/// "lab.openai.cash_usd" → "lab.*.cash_usd".
std::string row_key(const std::string& key) {
    if (find_parameter(key) != nullptr) return key;
    return key.substr(0, key.find('.')) + ".*" + key.substr(key.rfind('.'));
}

std::string key_of(const Move& move) { return move.change[0].substr(0, move.change[0].find('=')); }
std::string value_of(const Move& move) { return move.change[0].substr(move.change[0].find('=') + 1); }

Scenario scenario_of(const Move& move, bool changed) {
    Settings all{"simulation.agents=300", "simulation.end=\"2027-06\"", "simulation.burn_in_months=12"};
    if (!move.inverted)
        all.insert(all.end(),
                   {"start.mode=\"given\"", "start.budget_factor=1.3",
                    "start.lab_fit={openai=0,anthropic=0.06,google-deepmind=-0.38,open-weights=-2.36}",
                    "start.venue_appeal={azure=0,aws=-0.02,google-cloud=0.28,neocloud=0.23,openai-direct=0.18,"
                    "anthropic-direct=0.47,self-hosted=-0.11}"});
    all.insert(all.end(), move.context.begin(), move.context.end());
    if (changed) all.insert(all.end(), move.change.begin(), move.change.end());
    return test::shipped(move.scenario, all);
}

/// The reference of a move; moves of one context share it.
const Results& reference_of(const Move& move) {
    static std::map<std::string, Results> known;
    const std::string key = fmt::format("{}|{}|{}", move.scenario, move.inverted, fmt::join(move.context, "|"));
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
    return known.emplace(key, test::named_results(scenario_of(move, false))).first->second;
}

std::string resolved_value(const Scenario& scenario, const std::string& key) {
    const Node* node = scenario.resolved.find_path(key);
    if (node == nullptr) return "";
    Node holder;
    holder.kind = Node::Kind::table;
    holder.table["value"] = *node;
    return write_toml(holder);
}

std::string plain(std::string text) {
    std::string kept;
    for (const char c : text)
        if (c != '"' && c != ' ' && c != '_') kept += c;
    return kept;
}

/// The value stands in the resolved file, differs from the reference's, and is what the binding gives.
void expect_read_back(const Move& move, const Scenario& scenario) {
    const std::string key = key_of(move);
    const Parameter* row = find_parameter(row_key(key));
    ASSERT_NE(row, nullptr);
    EXPECT_NE(resolved_value(scenario, key), resolved_value(scenario_of(move, false), key));
    const auto id = key.find('.') == key.rfind('.') ? std::string()
                                                    : key.substr(key.find('.') + 1, key.rfind('.') - key.find('.') - 1);
    const auto index = [&](const auto& entities) {
        std::size_t i = 0;
        while (i < entities.size() && entities[i].id != id) ++i;
        return i;
    };
    const std::string set = key.substr(0, key.find('.'));
    const std::size_t at = set == "lab"        ? index(scenario.labs)
                           : set == "venue"    ? index(scenario.venues)
                           : set == "workload" ? index(scenario.workloads)
                           : set == "segment"  ? index(scenario.segments)
                           : set == "region"   ? index(scenario.regions)
                           : set == "event"    ? index(scenario.events)
                                               : 0;
    if (row->bind.get) {
        EXPECT_EQ(plain(value_text(row->bind.get(scenario, at))), plain(value_of(move)));
    }
}

int failed_parts() { return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count(); }

TEST(ParametersMove, NamedResultsInTheStatedDirection) {
    for (const Move& move : test::moves()) {
        SCOPED_TRACE(fmt::format("{} with {}", move.change[0], fmt::join(move.context, " ")));
        const int failures = failed_parts();
        const Scenario changed = scenario_of(move, true);
        if (failed_parts() > failures) continue;
        expect_read_back(move, changed);
        const Results before = reference_of(move), after = test::named_results(changed);
        EXPECT_TRUE(before.count(move.result) == 1 && after.count(move.result) == 1) << "no result " << move.result;
        if (failed_parts() > failures) continue;
        const double change = after.at(move.result) - before.at(move.result);
        if (move.sign == 0)
            EXPECT_NE(change, 0) << move.result;
        else
            EXPECT_GT(change * move.sign, 0) << move.result << " was " << before.at(move.result);
    }
}

/// A new key without a line fails here.
TEST(ParametersMove, EveryParameterHasALine) {
    std::set<std::string> lines, excused;
    for (const Move& move : test::moves()) lines.insert(row_key(key_of(move)));
    for (const auto& [key, reason] : test::unmoved()) {
        EXPECT_TRUE(excused.insert(key).second && lines.count(key) == 0) << key << " stands twice";
        EXPECT_GT(reason.size(), 20U) << key;
    }
    for (const Parameter& row : parameters()) {
        const bool listed = lines.erase(row.key) + excused.erase(row.key) > 0;
        const bool acts = row.active && row.changes_results;
        EXPECT_EQ(listed, acts) << row.key << (acts ? " has no line" : " has a line but changes no results");
    }
    EXPECT_TRUE(lines.empty() && excused.empty()) << "a line is about no parameter";
}

}  // namespace
}  // namespace nephoscope
