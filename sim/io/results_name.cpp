#include <fmt/format.h>
#include <time.h>

#include <ctime>
#include <filesystem>

#include "sim/io/results.h"

namespace nephoscope {

std::string new_results_name(const std::string& stem) {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char minute[32];
    std::strftime(minute, sizeof minute, "%Y-%m-%dT%H%M", &local);
    std::string name = fmt::format("{}-{}.nc", stem, minute);
    std::error_code ignored;  // a name that cannot be looked at is refused with a reason when it is written
    for (int n = 2; std::filesystem::exists(std::filesystem::symlink_status(name, ignored)); ++n) {
        name = fmt::format("{}-{}-{}.nc", stem, minute, n);
    }
    return name;
}

}  // namespace nephoscope
