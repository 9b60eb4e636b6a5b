// Input that wants to crash the reader. Whatever comes, the answer is a tree or an error with a text.
#include <gtest/gtest.h>

#include <random>

#include "sim/io/document.h"
#include "sim/io/toml_nesting.h"

namespace nephoscope {
namespace {

using namespace std::string_literals;

/// Half a million parts of a key: some hundred bytes of stack for each overflow it [bytes].
constexpr std::size_t kHostileSize = std::size_t{1} << 20U;

/// Reads a text; true when it was taken, false when it was refused with an error.
bool is_taken(const std::string& text) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const LoadedDocument loaded = load_text("hostile", text, sources, diagnostics);
    EXPECT_EQ(loaded.ok, diagnostics.ok()) << text.substr(0, 200);
    EXPECT_EQ(diagnostics.str().empty(), loaded.ok) << text.substr(0, 200);
    return loaded.ok;
}

std::string repeated(const std::string& piece, std::size_t bytes) {
    std::string text;
    while (text.size() + piece.size() <= bytes) text += piece;
    return text;
}

TEST(Hostile, NestingDoesNotOverflowTheStack) {
    for (const char* piece :
         {"[", "a=[", "[[", "{a=", "a={a=", "a.", "'a'.", "a .", "1.1.", "1.1 . ", "\"\".", "[a.", "[\n", "a={a.a="})
        EXPECT_FALSE(is_taken(repeated(piece, kHostileSize))) << piece;
    for (const char* piece : {"a.", "1.1.", "'='.", "\"#\"."}) {
        EXPECT_FALSE(is_taken(repeated(piece, kHostileSize) + "a = 1\n")) << piece;
        EXPECT_FALSE(is_taken("[" + repeated(piece, kHostileSize) + "a]\n")) << piece;
        EXPECT_FALSE(is_taken("x = { y = '''\n'''', " + repeated(piece, kHostileSize) + "a = \"'\" }\n")) << piece;
    }
}

TEST(Hostile, TheDeepestNestingThatPassesTheScanIsSurvived) {
    const std::string key = repeated("a.", 2 * kMostDotsPerLine) + "a";
    std::string text = "[" + key + "]\n" + key + " = ";
    for (int i = 0; i < 8; ++i) text += "[\n{ " + key + " = ";
    EXPECT_FALSE(is_taken(text + "1" + repeated(" }\n]", 8 * 4) + "\n"));
}

TEST(Hostile, LongListsOfNumbersAndTextsAreNoNesting) {
    EXPECT_TRUE(is_taken("a = [" + repeated("1.5, ", 100'000) + "]\n"));
    EXPECT_TRUE(is_taken("a = [" + repeated("-1.5e-3,", 100'000) + "]\n"));
    EXPECT_TRUE(is_taken("# " + repeated("..", 1000) + "\na = 1\n"));
    EXPECT_EQ(line_that_nests_too_deeply("a = 1\n" + repeated("a.", 600)), 2U);
    EXPECT_FALSE(line_that_nests_too_deeply("a = '" + repeated("a.", 2 * kMostDotsPerLine) + "'"));
}

TEST(Hostile, TextsThatBrokeTheLibraryAreRefused) {
    for (const char* text : {"[&",
                             "\u00e9 = 1",
                             "a = \u00e9",
                             "[\u1ab0]",
                             "a \u2b00 = 1",
                             "a = 1 \u202f",
                             "[[&",
                             "[ &",
                             "a.&=1",
                             "[a.&]",
                             "{",
                             "a={&",
                             "\"",
                             "'",
                             "=",
                             "a",
                             "a=",
                             "[]",
                             "[[]]",
                             "a=\"\\",
                             "a=\"\\u",
                             "a=\"\\uD800\"",
                             "a=\"\\U00110000\"",
                             "a=0x",
                             "a=0b2",
                             "a=1__0",
                             "a=1e",
                             "a=.5",
                             "a=5.",
                             "a=+",
                             "a=-nan1",
                             "a=2026-13-01",
                             "a=2026-05-01T",
                             "a=25:00:00",
                             "a=2026-05-01 00:00:00+99:99",
                             "a=[1,,2]",
                             "a={b=1,}",
                             "a={b=1\n}",
                             "\r",
                             "a=1\rb=2",
                             "a=1e999999999",
                             "\"\"\"\na\"\"\"=1"})
        EXPECT_FALSE(is_taken(text)) << text;
}

TEST(Hostile, EveryPrefixOfAScenarioAndItsMutantsAreAnswered) {
    const std::string scenario =
        "# Q?\nextends_not = \"b\"\n[lab.openai]\nkind = 'closed'\nprice = 3.25e0\nlist = [1, 2.5, { a.b = 1, c = "
        "\"\\u00e9\" }]\n"
        "[[x.y]]\nz = \"\"\"\nü\\\n  b\"\"\"\nw = 0xFF\nt = '''a'b'''\n";
    for (std::size_t length = 0; length <= scenario.size(); ++length) is_taken(scenario.substr(0, length));
    std::mt19937 draw(20'260'501);
    int taken = 0;
    const std::string alphabet = "[]{}=.,#\"'\\\n\r\t 0123456789abexuTZ+-_\x00\x7f\x80\xc3\xa9\xff"s;
    for (int mutant = 0; mutant < 20'000; ++mutant) {
        std::string text = scenario;
        for (auto edits = 1 + draw() % 4; edits > 0; --edits) {
            const std::size_t at = draw() % text.size();
            if (draw() % 3 == 0)
                text.erase(at, 1 + draw() % 5);
            else
                text.insert(at, 1, alphabet[draw() % alphabet.size()]);
        }
        taken += is_taken(text) ? 1 : 0;
    }
    EXPECT_GT(taken, 1000);
    EXPECT_LT(taken, 19'000);
}

}  // namespace
}  // namespace nephoscope
