#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/scenario/parameters.h"

namespace nephoscope {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Explain, TellsMeaningUnitDefaultRangeAndSource) {
    EXPECT_EQ(explain("attention.base_per_month"),
              "attention.base_per_month  (λ_0)\n"
              "  chance that a customer reconsiders everything in a month, without any cause\n"
              "  unit          probability per month\n"
              "  default       0.08\n"
              "  allowed       a number, in [0, 1]\n"
              "  worth trying  .03–.25\n"
              "  source        C T9; L30\n"
              "  change it     lower delays all responses alike\n");
}

TEST(Explain, TakesIdsNamesSymbolsAndKeysWithoutTheirUnit) {
    const std::string host = explain("lab.*.host_weight");
    EXPECT_EQ(explain("lab.openai.host_weight"), host);
    EXPECT_EQ(explain("host_weight"), host);
    EXPECT_EQ(explain("attention.base"), explain("attention.base_per_month"));
    EXPECT_EQ(explain("λ_0"), explain("attention.base_per_month"));
}

TEST(Explain, OfATableTellsAllItsKeys) {
    for (const char* key : {"attention.base_per_month", "attention.renewal", "attention.shortage"})
        EXPECT_THAT(explain("attention"), HasSubstr(key));
    EXPECT_THAT(explain("attention"), Not(HasSubstr("choice.")));
    EXPECT_THAT(explain("agreement"), HasSubstr("needed by     first_ship"));
    EXPECT_EQ(explain("lab.openai"), explain("lab"));
}

TEST(Explain, WithoutAKeyListsEveryKey) {
    const std::string all = explain("");
    for (const Parameter& row : parameters()) EXPECT_THAT(all, HasSubstr(row.key));
    EXPECT_THAT(all, Not(HasSubstr("(inactive)"))) << "every key has an effect";
}

TEST(Explain, SaysWhatChangesNoResult) {
    EXPECT_THAT(explain("capacity.build_lead_months"), Not(HasSubstr("none in this version")));
    EXPECT_THAT(explain("simulation.record_every_months"), HasSubstr("results stay the same"));
    EXPECT_THAT(explain("simulation.agents"), Not(HasSubstr("effect ")));
}

std::string complaint(const std::string& key) {
    try {
        explain(key);
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Explain, OfAnUnknownKeyNamesTheNearest) {
    EXPECT_THAT(complaint("taste_precison"), HasSubstr("did you mean 'taste_precision'?"));
    EXPECT_THAT(complaint("atention"), HasSubstr("did you mean 'attention'?"));
    EXPECT_THAT(complaint("royalty"), HasSubstr("finance.renewal_royalty"));
    EXPECT_THAT(complaint("xyzzyxyzzy"), Not(HasSubstr("did you mean")));
    EXPECT_THAT(complaint("no\x1bkey"), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace nephoscope
