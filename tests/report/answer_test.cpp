#include "analysis/report/answer.h"

#include <gmock/gmock.h>

#include "analysis/report/headline_table.h"

namespace nephoscope::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Headlines of one scenario: spend shares of two venues, surplus and NPV of two parties, three replications unless
/// cut.
Headlines headlines(const std::string& name, double shift, double noise, std::size_t replications = 3) {
    Headlines h{name, {}, {}};
    const auto add = [&](const std::string& metric, const std::string& entity, const std::string& month, double level) {
        h.keys.push_back({metric, entity, month});
        std::vector<double> values{level - noise, level, level + noise};
        values.resize(replications);
        h.values.push_back(values);
    };
    add("spend_share_by_venue", "azure", "2032-12", 0.30 - shift);
    add("spend_share_by_venue", "aws", "2032-12", 0.20 + shift);
    add("consumer_surplus_net", "", "2032-12", 5e9);
    add("npv", "azure", "", 800e9 - shift * 1e12);
    add("npv", "aws", "", 600e9 + shift * 1e12);
    return h;
}

TEST(Answer, NamesWhoGainsAndLosesWithTheirIntervals) {
    const auto sentences = answer(headlines("old", 0, 0), headlines("new", 0.05, 0), "azure");
    ASSERT_EQ(sentences.size(), 3U);
    EXPECT_THAT(sentences[0], HasSubstr("under <bdi>new</bdi> instead of <bdi>old</bdi>"));
    EXPECT_THAT(sentences[0], HasSubstr("<bdi>aws</bdi> gains most, 5.00 percentage points [5.00, 5.00]"));
    EXPECT_THAT(sentences[0], HasSubstr("<bdi>azure</bdi> loses most, 5.00 percentage points [5.00, 5.00]"));
    EXPECT_THAT(sentences[1], HasSubstr("net of moving costs stays exactly the same"));
    EXPECT_THAT(sentences[2],
                HasSubstr("<bdi>azure</bdi>, which has or had the exclusivity, falls by 50.0 USD bn [50.0, 50.0]"));
    EXPECT_THAT(sentences[2], HasSubstr("<bdi>aws</bdi> gains most, 50.0 USD bn"));
}

TEST(Answer, SaysThatItCannotBeToldWhenIntervalsHoldZero) {
    // Means 0.001 apart; paired differences -0.199, 0.001, 0.201: the 95 % half-width is t(2) 0.2/sqrt(3) = 0.4968.
    const auto sentences = answer(headlines("old", 0, 0.0), headlines("new", 0.001, 0.2), "azure");
    EXPECT_THAT(sentences[0], HasSubstr("which venue gains or loses AI spend cannot be told: every interval holds 0"));
    EXPECT_THAT(sentences[0], Not(HasSubstr("gains most")));
}

TEST(Answer, OneReplicationHasNoIntervalAndTellsNothing) {
    const auto sentences = answer(headlines("old", 0, 0, 1), headlines("new", 0.05, 0, 1), "azure");
    EXPECT_THAT(sentences[0], HasSubstr("cannot be told, because one replication has no interval"));
    EXPECT_THAT(sentences[2], HasSubstr("cannot be told, because one replication has no interval"));
    for (const std::string& sentence : sentences) EXPECT_THAT(sentence, Not(HasSubstr("gains most")));
}

TEST(Answer, OfOneScenarioQuotesLevelsAndClaimsNoCause) {
    const auto sentences = answer(headlines("only", 0, 0.01));
    EXPECT_THAT(sentences.back(), HasSubstr("cannot be told from one scenario"));
    EXPECT_THAT(sentences.back(), HasSubstr("<bdi>azure</bdi> with 800.0 USD bn"));
}

TEST(Answer, NamesFromTheFileStayText) {
    Headlines base = headlines("<i>", 0, 0), alternative = headlines("<script>alert(1)</script>", 0.05, 0);
    for (Headlines* h : {&base, &alternative})
        for (HeadlineKey& key : h->keys)
            if (key.entity == "aws") key.entity = "\"><img src=x>";
    std::string all = comparison_tables(base, alternative);
    for (const std::string& sentence : answer(base, alternative, "azure")) all += sentence;
    EXPECT_THAT(all, Not(HasSubstr("<script")));
    EXPECT_THAT(all, Not(HasSubstr("<img")));
    EXPECT_THAT(all, HasSubstr("&quot;&gt;&lt;img src=x&gt;"));
}

TEST(HeadlineTable, MarksWhatCannotBeTold) {
    const std::string table = comparison_tables(headlines("old", 0, 0), headlines("new", 0.001, 0.2));
    EXPECT_THAT(table, HasSubstr("cannot be told"));
    EXPECT_THAT(comparison_tables(headlines("old", 0, 0), headlines("new", 0.05, 0)), Not(HasSubstr("cannot be told")));
}

}  // namespace
}  // namespace nephoscope::report
