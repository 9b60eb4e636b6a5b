// A gallery of scenarios that are TOML but wrong: `name.toml` with the text that a reader must see in `name.expected`,
// so that messages are reviewed like code. UPDATE_GOLDEN=1 rewrites the expected texts. tests/io has the gallery of
// broken files.
#include <gtest/gtest.h>

#include <filesystem>

#include "models/scenario/scenario.h"
#include "tests/support/gallery.h"

namespace nephoscope {
namespace {

const std::filesystem::path kGallery = std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "tests/scenario/gallery";

std::vector<std::string> case_names() { return test::case_names(kGallery, ".toml"); }

std::string messages_of(const std::string& file) {
    Sources sources;
    Diagnostics diagnostics(sources);
    load_scenario(file, {}, sources, diagnostics);
    return diagnostics.str();
}

class ScenarioGallery : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override { std::filesystem::current_path(kGallery); }
};

TEST_P(ScenarioGallery, SaysWhatIsExpected) {
    const std::string messages = messages_of(GetParam() + ".toml");
    EXPECT_NE(messages, "") << "nothing is wrong with this file";
    test::expect_messages(GetParam(), messages);
}

INSTANTIATE_TEST_SUITE_P(Of, ScenarioGallery, ::testing::ValuesIn(case_names()),
                         [](const auto& tested) { return tested.param; });

TEST(ScenarioGalleryItself, BreaksAFileThatIsRight) {
    EXPECT_GE(case_names().size(), 90U);
    EXPECT_EQ(messages_of((kGallery / "parents/base.toml").string()), "");
}

}  // namespace
}  // namespace nephoscope
