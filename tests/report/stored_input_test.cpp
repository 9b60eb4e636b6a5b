#include "analysis/report/stored_input.h"

#include <gmock/gmock.h>

#include "analysis/report/assumptions.h"
#include "analysis/report/page_parts.h"

namespace nephoscope::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<StoredInput> inputs(const std::string& a, const std::string& b) {
    return stored_inputs({"a", "b"}, {{"a", a}, {"b", b}}, {{"a", "what if?"}});
}

const std::string kExclusive = "[agreement.x]\ntype = \"exclusivity\"\nbeneficiary = \"azure\"\nend = \"2032-12\"\n";

TEST(StoredInput, TheIncumbentIsWhoseExclusivityDiffers) {
    EXPECT_EQ(incumbent_of(inputs(kExclusive, "")), "azure");
    EXPECT_EQ(incumbent_of(inputs(kExclusive, kExclusive)), "azure");
    EXPECT_EQ(incumbent_of(inputs("", "")), "");
    EXPECT_EQ(incumbent_of(inputs(kExclusive, "[metrics]\nincumbent = \"aws\"\n")), "aws");
}

TEST(StoredInput, SegmentsStandInTheirOrder) {
    EXPECT_THAT(segment_order(inputs("[segment.mega]\norder = 2\n[segment.smb]\norder = 1\n", "")),
                ElementsAre("smb", "mega"));
}

TEST(StoredInput, ATextThatCannotBeReadIsToldAndShownAsText) {
    const auto broken = inputs("a = <script>", kExclusive);
    EXPECT_NE(broken[0].problem, "");
    EXPECT_EQ(broken[1].problem, "");
    const std::string html = assumptions_html(broken);
    EXPECT_THAT(html, HasSubstr("cannot be read"));
    EXPECT_THAT(html, HasSubstr("a = &lt;script&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST(Assumptions, ComeWithValueRangeAndSource) {
    const std::string html =
        assumptions_html(inputs("[choice]\nnest_dissimilarity = 0.25\n", "[choice]\nnest_dissimilarity = 0.5\n"));
    EXPECT_THAT(html, HasSubstr("What differs between the scenarios (1)"));
    EXPECT_THAT(html, HasSubstr("<td><bdi>0.25</bdi></td><td><bdi>0.5</bdi></td>"));
    EXPECT_THAT(html, HasSubstr("<td>.1\u2013.6</td><td>C T10, A; L4 McFadden 1978</td>"));
}

TEST(NotValidated, IsTheSectionOfThatNameAsHtml) {
    const std::string html = not_validated_html(
        "# A\n\n## What is not validated\n\nFirst.\n- **Bold** and\n  `code <x>`.\n- Last\n\n## B\n- other\n");
    EXPECT_EQ(
        html,
        "<p>First.</p>\n<ul>\n<li><strong>Bold</strong> and <code>code &lt;x&gt;</code>.</li>\n<li>Last</li>\n</ul>\n");
    EXPECT_EQ(not_validated_html("# A\n"), "");
}

}  // namespace
}  // namespace nephoscope::report
