#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// A gallery is a folder of broken files, each with the text that a reader must see in `name.expected`, so that
/// messages are reviewed like code. UPDATE_GOLDEN=1 rewrites the expected texts.
namespace nephoscope::test {

inline std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Names of the files with `extension`, without it, in byte order.
inline std::vector<std::string> case_names(const std::filesystem::path& gallery, const std::string& extension) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(gallery))
        if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// Compares with `name.expected` of the current folder, or rewrites it.
inline void expect_messages(const std::string& name, const std::string& messages) {
    const std::string expected = name + ".expected";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected, std::ios::binary) << messages;
    EXPECT_EQ(messages, contents(expected));
}

}  // namespace nephoscope::test
