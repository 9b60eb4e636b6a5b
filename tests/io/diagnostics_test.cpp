#include "sim/io/diagnostics.h"

#include <gtest/gtest.h>

namespace nephoscope {
namespace {

TEST(Diagnostics, ShowPlaceLineCaretHintAndNote) {
    Sources sources;
    const int child = sources.add("scenarios/exclusive_2032.toml", std::string(12, '\n') + "beneficiary = \"aws\"\n");
    const int parent = sources.add("scenarios/baseline.toml", std::string(40, '\n') + "[agreement.azure-only]\n");
    Diagnostics diagnostics(sources);
    diagnostics.error({child, 13, 15, 20}, "openai is already exclusive to azure until 2032-12");
    diagnostics.note({parent, 41, 1, 23}, "the other exclusivity is here", "end one of them first");
    EXPECT_EQ(diagnostics.str(),
              "scenarios/exclusive_2032.toml:13:15: error: openai is already exclusive to azure until 2032-12\n"
              "  13 | beneficiary = \"aws\"\n"
              "     |               ^~~~~\n"
              "scenarios/baseline.toml:41:1: note: the other exclusivity is here\n"
              "  41 | [agreement.azure-only]\n"
              "     | ^~~~~~~~~~~~~~~~~~~~~~ end one of them first\n"
              "1 error; nothing was run\n");
}

TEST(Diagnostics, StandInOrderOfFileAndLineWithNotesBehindTheirError) {
    Sources sources;
    const int first = sources.add("a", "x\ny\nz\n"), second = sources.add("b", "x\n");
    Diagnostics diagnostics(sources);
    diagnostics.error({second, 1, 1, 2}, "four");
    diagnostics.error({first, 3, 1, 2}, "two");
    diagnostics.note({second, 1, 1, 2}, "three");
    diagnostics.error({first, 1, 1, 2}, "one");
    const std::string text = diagnostics.str();
    EXPECT_LT(text.find("one"), text.find("two"));
    EXPECT_LT(text.find("two"), text.find("three"));
    EXPECT_LT(text.find("three"), text.find("four"));
    EXPECT_NE(text.find("3 errors; nothing was run\n"), std::string::npos);
}

TEST(Diagnostics, TellAnErrorOfASharedParentOnce) {
    Sources sources;
    Diagnostics diagnostics(sources);
    for (int scenario = 0; scenario < 2; ++scenario) {
        const int parent = sources.add("parent.toml", "x = 1\n");
        diagnostics.error({parent, 1, 1, 2}, "wrong");
        diagnostics.note({parent, 1, 5, 6}, "because of this");
    }
    EXPECT_EQ(diagnostics.errors(), 1);
    EXPECT_EQ(diagnostics.told(), 2);
    const std::string text = diagnostics.str();
    EXPECT_EQ(text.find("because"), text.rfind("because"));
    diagnostics.error({0, 1, 1, 2}, "wrong in another way");
    EXPECT_EQ(diagnostics.errors(), 2);
}

TEST(Diagnostics, CountTheMachinesFaultsApart) {
    Sources sources;
    Diagnostics diagnostics(sources);
    EXPECT_TRUE(diagnostics.ok());
    EXPECT_EQ(diagnostics.str(), "");
    diagnostics.machine_error({sources.add("gone.toml", ""), 0, 0, 0}, "cannot open: No such file or directory");
    EXPECT_EQ(diagnostics.machine_errors(), diagnostics.errors());
    EXPECT_EQ(diagnostics.str(),
              "gone.toml: error: cannot open: No such file or directory\n1 error; nothing was run\n");
    diagnostics.error({}, "the author's fault", "do this");
    EXPECT_LT(diagnostics.machine_errors(), diagnostics.errors());
    EXPECT_FALSE(diagnostics.ok());
}

TEST(Diagnostics, PutTheCaretUnderTabsAndCharactersOfSeveralBytes) {
    Sources sources;
    const int file = sources.add("a", "\tné = \"ü\"\r\n");
    Diagnostics diagnostics(sources);
    diagnostics.error({file, 1, 8, 12}, "wrong");
    EXPECT_EQ(diagnostics.str(),
              "a:1:8: error: wrong\n"
              "   1 | \tné = \"ü\"\n"
              "     | \t     ^~~\n"
              "1 error; nothing was run\n");
}

TEST(Diagnostics, ShowAWindowOfALongLineAndNoControlCharacters) {
    Sources sources;
    const std::string line = std::string(100'000, 'a') + "\x1b[2J" + std::string(100'000, 'b');
    const int file = sources.add("a", line);
    Diagnostics diagnostics(sources);
    diagnostics.error({file, 1, 100'001, 200'000}, "esc \x1b[2J", "esc \x1b");
    const std::string text = diagnostics.str();
    EXPECT_LT(text.size(), 600U);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("aaa?[2Jbbb"), std::string::npos);
}

TEST(Diagnostics, SurvivePlacesThatAreNotInTheText) {
    Sources sources;
    const int file = sources.add("a", "short\n");
    Diagnostics diagnostics(sources);
    diagnostics.error({file, 99, 7, 9}, "no such line");
    diagnostics.error({file, 1, 70, 90}, "no such column");
    diagnostics.error({file, 1, 5, 2}, "ends before it begins");
    EXPECT_NE(diagnostics.str().find("3 errors"), std::string::npos);
}

TEST(Sources, GiveLinesWithoutTheirEnds) {
    Sources sources;
    const int file = sources.add("a.toml", "one\r\ntwo\n\nfour");
    EXPECT_EQ(sources.line(file, 1), "one");
    EXPECT_EQ(sources.line(file, 2), "two");
    EXPECT_EQ(sources.line(file, 3), "");
    EXPECT_EQ(sources.line(file, 4), "four");
    EXPECT_EQ(sources.line(file, 5), "");
    EXPECT_EQ(sources.line(file, 0), "");
    EXPECT_EQ(sources.line(7, 1), "");
    EXPECT_EQ(sources.str({file, 2, 3, 4}), "a.toml:2:3");
    EXPECT_EQ(sources.str({file, 0, 0, 0}), "a.toml");
    EXPECT_EQ(sources.str({}), "(default)");
}

TEST(Sources, KeepTheSameTextOnce) {
    Sources sources;
    const int a = sources.add("a", "1");
    EXPECT_EQ(sources.add("a", "1"), a);
    EXPECT_NE(sources.add("a", "2"), a);
    EXPECT_NE(sources.add("b", "1"), a);
    EXPECT_EQ(sources.count(), 3);
}

TEST(NearestName, IsFoundWithinAThirdOfTheLength) {
    const std::vector<std::string> labs{"anthropic", "google-deepmind", "openai", "open-weights"};
    EXPECT_EQ(nearest_name("opneai", labs), "openai");  // a swap of neighbours is one edit
    EXPECT_EQ(nearest_name("OpenAI", labs), "");        // three of six letters differ
    EXPECT_EQ(nearest_name("antropic", labs), "anthropic");
    EXPECT_EQ(nearest_name("google_deepmind", labs), "google-deepmind");
    EXPECT_EQ(nearest_name("mistral", labs), "");
    EXPECT_EQ(nearest_name("a", {"b"}), "b");  // one edit is always near
    EXPECT_EQ(nearest_name("ab", {"cd"}), "");
    EXPECT_EQ(nearest_name("x", {}), "");
    EXPECT_EQ(nearest_name("cat", {"bat", "hat"}), "bat");  // the first of several
    EXPECT_EQ(nearest_name(std::string(100'000, 'a'), {std::string(100'000, 'a')}), "");
}

}  // namespace
}  // namespace nephoscope
