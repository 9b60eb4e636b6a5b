// A gallery of broken files: `name.toml` with the text that a reader must see in `name.expected`, so that messages are
// reviewed like code. `name.settings` holds lines of --set. UPDATE_GOLDEN=1 rewrites the expected texts.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "sim/io/document.h"
#include "tests/support/gallery.h"

namespace nephoscope {
namespace {

const std::filesystem::path kGallery = std::filesystem::path(NEPHOSCOPE_SOURCE_DIR) / "tests/io/gallery";

std::vector<std::string> case_names() { return test::case_names(kGallery, ".expected"); }

std::string messages_of(const std::string& name) {
    LoadOptions options;
    std::istringstream settings(test::contents(name + ".settings"));
    for (std::string line; std::getline(settings, line);) options.settings.push_back(line);
    options.search_folders = {"installed"};
    Sources sources;
    Diagnostics diagnostics(sources);
    const LoadedDocument loaded = load_document(name + ".toml", options, sources, diagnostics);
    EXPECT_EQ(loaded.ok, diagnostics.ok()) << name;
    EXPECT_TRUE(loaded.ok || loaded.root.table.empty()) << name << ": a broken document must come back empty";
    return diagnostics.str();
}

class Gallery : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override { std::filesystem::current_path(kGallery); }
};

TEST_P(Gallery, SaysWhatIsExpected) {
    const std::string messages = messages_of(GetParam());
    test::expect_messages(GetParam(), messages);
}

INSTANTIATE_TEST_SUITE_P(Of, Gallery, ::testing::ValuesIn(case_names()),
                         [](const auto& tested) { return tested.param; });

TEST(GalleryItself, HasAnExpectedTextForEveryFile) {
    const auto names = case_names();
    EXPECT_GE(names.size(), 45U);
    for (const auto& entry : std::filesystem::directory_iterator(kGallery)) {
        if (entry.path().extension() != ".toml") continue;
        EXPECT_TRUE(std::binary_search(names.begin(), names.end(), entry.path().stem().string())) << entry.path();
    }
}

}  // namespace
}  // namespace nephoscope
