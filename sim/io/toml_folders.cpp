#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "sim/io/document.h"

namespace nephoscope {

std::vector<std::string> scenario_folders() {
    std::vector<std::string> folders;
    if (const char* named = std::getenv("NEPHOSCOPE_SCENARIOS"); named != nullptr && *named != '\0')
        folders.emplace_back(named);
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    std::vector<std::filesystem::path> shipped;
    if (!failure) shipped.push_back(program.parent_path().parent_path() / "share/nephoscope/scenarios");
    shipped.emplace_back(NEPHOSCOPE_INSTALLED_SCENARIOS);
    shipped.emplace_back(NEPHOSCOPE_SOURCE_SCENARIOS);
    for (const auto& folder : shipped) {
        if (std::filesystem::is_directory(folder, failure)) folders.push_back(folder.string());
    }
    return folders;
}

}  // namespace nephoscope
