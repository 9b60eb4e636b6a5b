#include <gtest/gtest.h>

#include "models/scenario/parameters.h"

namespace nephoscope {
namespace {

const std::string kFolder = std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios/";

/// Two scenarios over one set of sources, as check --diff and compare load them.
struct Pair {
    Sources sources;
    Diagnostics diagnostics{sources};
    Scenario a, b;
    Pair(const std::string& first, const std::vector<std::string>& settings_a, const std::string& second,
         const std::vector<std::string>& settings_b)
        : a(load_scenario(kFolder + first, {{}, settings_a}, sources, diagnostics)),
          b(load_scenario(kFolder + second, {{}, settings_b}, sources, diagnostics)) {
        EXPECT_EQ(diagnostics.str(), "");
    }
    std::string diff() const {
        std::string text = diff_scenarios(a, b, sources);
        for (std::size_t at; (at = text.find(kFolder)) != std::string::npos;) text.erase(at, kFolder.size());
        return text;
    }
};

TEST(Diff, OfAScenarioWithItselfIsEmpty) {
    EXPECT_EQ(Pair("duopoly.toml", {}, "duopoly.toml", {}).diff(), "");
    EXPECT_EQ(Pair("duopoly.toml", {}, "duopoly.toml", {"choice.taste_precision=3"}).diff(), "") << "3 is 3.0";
}

TEST(Diff, NamesValuesAndPlacesOfBothSides) {
    EXPECT_EQ(Pair("duopoly.toml", {}, "duopoly.toml", {"choice.peer_effect=0.1"}).diff(),
              "choice.peer_effect\n  duopoly: 0.05  (default)\n  duopoly: 0.1  (--set:1:20)\n");
    const std::string diff = Pair("duopoly.toml", {}, "duopoly_exclusive.toml", {}).diff();
    EXPECT_EQ(diff.find("agreement.alpha-only-north.end\n  duopoly: \"2026-04\"  (duopoly.toml:"), 0U) << diff;
    EXPECT_NE(diff.find("\n  duopoly_exclusive: absent\n"), std::string::npos) << diff;
}

TEST(Diff, ShowsATableThatOneSideLacksAsOneEntry) {
    const std::string extra = R"(agreement.extra={type="equity",holder="south",lab="beta",fraction=0.1})";
    EXPECT_EQ(
        Pair("duopoly.toml", {}, "duopoly.toml", {extra}).diff(),
        "agreement.extra\n  duopoly: absent\n  duopoly: (--set:1:17)\n"
        "    fraction = 0.1  (--set:1:67)\n    holder = \"south\"  (--set:1:39)\n    lab = \"beta\"  (--set:1:51)\n"
        "    participation = 0.0  (default)\n    type = \"equity\"  (--set:1:23)\n");
}

std::string compared(const std::vector<std::string>& settings) {
    const Pair pair("duopoly.toml", {}, "duopoly.toml", settings);
    Diagnostics diagnostics(pair.sources);
    check_comparable(pair.a, pair.b, diagnostics);
    return diagnostics.str();
}

TEST(Comparable, AreScenariosThatDifferInAgreementsAndParameters) {
    EXPECT_EQ(compared({}), "");
    EXPECT_EQ(compared({"agreement.alpha-only-north.end=2027-12", "choice.taste_precision=4", "lab.beta.kind=open"}),
              "");
    EXPECT_EQ(compared({"simulation.record_every_months=12"}), "");
}

TEST(Comparable, AreNotScenariosOfOtherSizesMonthsSeedsOrDrawSlots) {
    for (const char* setting :
         {"simulation.agents=2001", "simulation.replications=5", "simulation.seed=1", "simulation.start=2026-06",
          "simulation.end=2028-11", "simulation.burn_in_months=25", "lab.alpha.draw_slot=9", "venue.north.draw_slot=9",
          "workload.coding.draw_slot=9", "region.world.draw_slot=9"}) {
        const std::string messages = compared({setting});
        EXPECT_NE(messages.find("paired differences need the same"), std::string::npos) << setting;
        EXPECT_NE(messages.find("1 error; nothing was run"), std::string::npos) << messages;
    }
}

}  // namespace
}  // namespace nephoscope
