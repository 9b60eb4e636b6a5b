#include <gtest/gtest.h>

#include <set>

#include "tests/analysis/checkpoint_run.h"

/// Guards of guards: a field that were forgotten would be noticed, and so is state of any other shape.
namespace nephoscope {
namespace {

using test::first_difference;
using test::run_on;
using test::run_straight;
using test::shipped;

std::uint64_t length_at(const std::string& bytes, std::size_t at) {
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data() + at, sizeof length);
    return length;
}

struct Field {
    std::string name, bytes;
};

/// The fields of a state: each its name and its bytes, both behind their length.
std::vector<Field> fields_of(const std::string& state) {
    std::vector<Field> fields;
    for (std::size_t at = 0; at < state.size();) {
        Field field;
        for (std::string* part : {&field.name, &field.bytes}) {
            const std::uint64_t length = length_at(state, at);
            *part = state.substr(at + sizeof length, length);
            at += sizeof length + length;
        }
        fields.push_back(field);
    }
    return fields;
}

std::string joined(const std::vector<Field>& fields) {
    std::string state;
    for (const Field& field : fields)
        for (const std::string* part : {&field.name, &field.bytes}) {
            const std::uint64_t length = part->size();
            state.append(reinterpret_cast<const char*>(&length), sizeof length) += *part;
        }
    return state;
}

std::string room_of(const std::string& name) { return name.substr(0, name.find('.')); }

/// Whether a run that goes on from a state with `lost` as it was earlier is told from the right one.
bool is_noticed(const std::vector<Field>& state, std::size_t lost, const std::string& earlier, const Scenario& scenario,
                Month month, const Recording& right) {
    std::vector<Field> planted = state;
    planted[lost].bytes = earlier;
    try {
        return !first_difference(run_on(joined(planted), scenario, month), right).empty();
    } catch (const std::exception&) {
        return true;
    }
}

/// Every field in turn is left as it was some months before, as if nobody had kept it. A market in which all of them
/// matter: a price rule, rounds, builds that follow demand, open weights that fall behind.
TEST(CheckpointFields, OneForgottenOfAnyMechanismIsNoticed) {
    const Scenario scenario =
        shipped("baseline", {"simulation.agents=200", "simulation.end=\"2027-08\"", "metrics.panel=50",
                             "metrics.counterfactuals=true", "lab.openai.price_rule=\"bertrand\"",
                             "lab.openai.cash_usd=5e9", "lab.openai.training_plan_usd_per_month=9e9",
                             "event.late.type=open_lag", "event.late.value=7", "event.late.start=\"2027-04\"",
                             "capacity.build_limit_mw_per_month=3000", "capacity.build_lead_months=2",
                             "finance.runway_trigger_months=21", "finance.dilution_limit_per_year=0.3"});
    const Month first = scenario.simulation.start, month{2027, 3};
    const test::Straight straight = run_straight(scenario, {0, month - first});
    const std::vector<Field> state = fields_of(straight.states.at(month)),
                             before = fields_of(straight.states.at(first));
    ASSERT_EQ(joined(state), straight.states.at(month));
    ASSERT_EQ(state.size(), before.size());
    std::set<std::string> noticed;
    for (std::size_t i = 0; i < state.size(); ++i) {
        ASSERT_EQ(state[i].name, before[i].name);
        if (state[i].bytes == before[i].bytes) continue;
        if (!is_noticed(state, i, before[i].bytes, scenario, month, straight.recording)) continue;
        noticed.insert(state[i].name);
        noticed.insert(room_of(state[i].name));
    }
    for (const char* name : {"quality.latent",
                             "quality.versions",
                             "quality.followed",
                             "prices.ruled_list_price",
                             "capacity.installed",
                             "capacity.arrivals",
                             "capacity.desired",
                             "commitments.drawn",
                             "commitments.remaining",
                             "funding.finances",
                             "funding.outflow",
                             "funding.dilution",
                             "reliability",
                             "offers",
                             "customers",
                             "lagged",
                             "totals",
                             "ledger.balance",
                             "share_paid",
                             "months",
                             "hasher.state",
                             "next",
                             "recorded",
                             "panel.pv",
                             "panel.last",
                             "panel",
                             "variables"})
        EXPECT_EQ(noticed.count(name), 1U) << name << " could be forgotten";
}

/// What does not change is found in the run all the same: spoilt instead of left.
TEST(CheckpointFields, OfTheStartAreKept) {
    const Scenario scenario = shipped("duopoly", {"simulation.agents=200", "simulation.end=\"2026-09\""});
    const Month month{2026, 7};
    const test::Straight straight = run_straight(scenario, {2});
    const std::vector<Field> state = fields_of(straight.states.at(month));
    for (std::size_t i = 0; i < state.size(); ++i) {
        if (room_of(state[i].name) != "start") continue;
        std::string spoilt = state[i].bytes;
        spoilt.back() = static_cast<char>(spoilt.back() ^ 1);
        EXPECT_TRUE(is_noticed(state, i, spoilt, scenario, month, straight.recording)) << state[i].name;
    }
}

TEST(CheckpointFields, StateOfAnotherShapeIsRefused) {
    const Scenario scenario = shipped("duopoly", {"simulation.agents=100", "simulation.end=\"2026-08\""});
    const Month month{2026, 6};
    const std::vector<Field> state = fields_of(run_straight(scenario, {1}).states.at(month));
    const auto message = [&](const std::vector<Field>& fields) -> std::string {
        try {
            run_on(joined(fields), scenario, month);
        } catch (const StateError& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message(state), "");
    for (std::size_t i = 0; i < state.size(); ++i) {
        std::vector<Field> spoilt = state;
        spoilt[i].bytes += "x";
        EXPECT_NE(message(spoilt), "") << state[i].name << " with a byte more";
        spoilt[i].bytes = state[i].bytes.substr(0, state[i].bytes.size() - 1);
        EXPECT_NE(message(spoilt), "") << state[i].name << " with a byte less";
        spoilt.erase(spoilt.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_NE(message(spoilt), "") << "without " << state[i].name;
    }
    std::vector<Field> more = state;
    more.push_back(more.back());
    EXPECT_EQ(message(more), "there is more than this program knows of");
    const Scenario other = shipped("baseline", {"simulation.agents=100", "simulation.end=\"2026-08\""});
    EXPECT_THROW(run_on(joined(state), other, month), StateError) << "of other sets";
}

}  // namespace
}  // namespace nephoscope
