// A gallery of study files that are TOML but wrong: `name.toml` with the text that a reader must see in
// `name.expected`, so that messages are reviewed like code. UPDATE_GOLDEN=1 rewrites the expected texts.
#include <gtest/gtest.h>

#include <filesystem>

#include "analysis/sweeps/study.h"
#include "tests/support/gallery.h"

namespace nephoscope {
namespace {

const std::filesystem::path kGallery = std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "tests/studies/gallery";

std::vector<std::string> case_names() { return test::case_names(kGallery, ".toml"); }

std::string messages_of(const std::string& file) {
    Sources sources;
    Diagnostics diagnostics(sources);
    load_study(file, sources, diagnostics);
    return diagnostics.str();
}

class StudyGallery : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override { std::filesystem::current_path(kGallery); }
};

TEST_P(StudyGallery, SaysWhatIsExpected) {
    const std::string messages = messages_of(GetParam() + ".toml");
    EXPECT_NE(messages, "") << "nothing is wrong with this file";
    test::expect_messages(GetParam(), messages);
}

INSTANTIATE_TEST_SUITE_P(Of, StudyGallery, ::testing::ValuesIn(case_names()),
                         [](const auto& tested) { return tested.param; });

TEST(StudyGalleryItself, BreaksAFileThatIsRight) {
    EXPECT_GE(case_names().size(), 36U);
    EXPECT_EQ(messages_of((kGallery / "parents/right.toml").string()), "");
}

}  // namespace
}  // namespace nephoscope
