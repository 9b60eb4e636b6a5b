#include "analysis/report/html.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nephoscope::report {
namespace {

TEST(Html, TextCannotLeaveItsElementOrAttribute) {
    EXPECT_EQ(html_text("</script><b a=\"x\" c='y'>&amp;"),
              "&lt;/script&gt;&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;");
}

TEST(Html, BytesThatAreNoTextBecomeTheReplacementCharacter) {
    const std::string replacement = "\xEF\xBF\xBD";
    EXPECT_EQ(clean_utf8("a\xFFz"), "a" + replacement + "z");
    EXPECT_EQ(clean_utf8("a\xE2\x82"), "a" + replacement + replacement);  // cut in the middle
    EXPECT_EQ(clean_utf8(std::string("a\0z", 3)), "a" + replacement + "z");
    EXPECT_EQ(clean_utf8("\x1B[31m"), replacement + "[31m");
    EXPECT_EQ(clean_utf8("\xC2\x85"), replacement);  // U+0085, a C1 control
    EXPECT_EQ(clean_utf8("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\t\n"), "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\t\n");
}

TEST(Html, JsonCannotEndTheScriptThatHoldsIt) {
    EXPECT_EQ(json_string("</script><!--"), "\"\\u003c/script\\u003e\\u003c!--\"");
    EXPECT_EQ(json_string("a\"b\\c\nd&\xE2\x80\xA8"), "\"a\\\"b\\\\c\\u000ad\\u0026\\u2028\"");
    EXPECT_EQ(json_string("\xE2\x80\xA9\xE2\x82\xAC"), "\"\\u2029\xE2\x82\xAC\"");
}

TEST(Html, JsonNumbersAreNumbersOrNull) {
    EXPECT_EQ(json_number(0.1234567, 4), "0.1235");
    EXPECT_EQ(json_number(-2e9, 6), "-2e+09");
    EXPECT_EQ(json_number(std::nan(""), 6), "null");
    EXPECT_EQ(json_number(std::numeric_limits<double>::infinity(), 6), "null");
}

TEST(Html, Base64GivesThePublishedAnswers) {  // RFC 4648, section 10
    EXPECT_EQ(base64_of_hex(""), "");
    EXPECT_EQ(base64_of_hex("66"), "Zg==");
    EXPECT_EQ(base64_of_hex("666f"), "Zm8=");
    EXPECT_EQ(base64_of_hex("666f6f626172"), "Zm9vYmFy");
    EXPECT_EQ(base64_of_hex("FBff"), "+/8=");
}

}  // namespace
}  // namespace nephoscope::report
