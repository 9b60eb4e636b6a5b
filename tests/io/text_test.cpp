#include "sim/io/text.h"

#include <gtest/gtest.h>

namespace nephoscope {
namespace {

using Parts = std::vector<std::string>;

TEST(Utf8, IsTakenInItsShortestFormOnly) {
    for (const char* good : {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_FALSE(first_invalid_utf8(good)) << good;
    for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC2", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"})
        EXPECT_EQ(first_invalid_utf8(std::string("ab") + bad + "c"), 2U) << bad;
}

TEST(Printable, KeepsLengthAndDropsWhatATerminalObeys) {
    EXPECT_EQ(printable("tab\tü€"), "tab\tü€");
    EXPECT_EQ(printable("\x1b[31m\x7f\r\n"), "?[31m???");
    EXPECT_EQ(printable("a\xFF\xC2\x9B"), "a???");  // U+009B is the one-character form of ESC [
    EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
}

TEST(Key, SplitsAtDotsOutsideOfQuotes) {
    EXPECT_EQ(split_key("agreement.msft-openai-share.cap_usd"), (Parts{"agreement", "msft-openai-share", "cap_usd"}));
    EXPECT_EQ(split_key(" a . b "), (Parts{"a", "b"}));
    EXPECT_EQ(split_key("lab.\"gpt-4.1\".order"), (Parts{"lab", "gpt-4.1", "order"}));
    EXPECT_EQ(split_key("'a.b'.\"\""), (Parts{"a.b", ""}));
    EXPECT_EQ(split_key("\"a\\\"\\\\b\""), (Parts{"a\"\\b"}));
    for (const char* bad : {"", ".", "a.", ".a", "a..b", "a b", "a=b", "\"a", "'a", "\"a\\", "\"\\n\"", "ü", "\"a\"b"})
        EXPECT_FALSE(split_key(bad)) << bad;
}

TEST(Key, JoinsBackToItself) {
    for (const Parts& parts : {Parts{"a"}, Parts{"a", "b.c"}, Parts{"", ""}, Parts{"ü \"q\"", "\\"}, Parts{"2026-05"}})
        EXPECT_EQ(split_key(joined_key(parts)), parts) << joined_key(parts);
    EXPECT_EQ(joined_key({"agreement", "azure-only"}), "agreement.azure-only");
    EXPECT_EQ(quoted_key("a b"), "\"a b\"");
}

TEST(QuotedText, EscapesWhatTomlForbids) { EXPECT_EQ(quoted_text("a\"\\\n\x7f"), "\"a\\\"\\\\\\u000A\\u007F\""); }

}  // namespace
}  // namespace nephoscope
