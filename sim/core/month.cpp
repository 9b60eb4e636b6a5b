#include "sim/core/month.h"

#include <fmt/format.h>

#include <chrono>

namespace nephoscope {

std::optional<Month> Month::parse(std::string_view text) {
    if (text.size() != 7 || text[4] != '-') return std::nullopt;
    const auto number = [text](std::size_t first, std::size_t size) {
        int value = 0;
        for (const char c : text.substr(first, size)) {
            if (c < '0' || c > '9') return -1;
            value = value * 10 + (c - '0');
        }
        return value;
    };
    const int year = number(0, 4);
    const int month = number(5, 2);
    if (year < 0 || month < 1 || month > 12) return std::nullopt;
    return Month(year, month);
}

std::string Month::str() const { return fmt::format("{:04}-{:02}", year(), month_of_year()); }

int Month::days_since_2000() const {
    using namespace std::chrono;
    constexpr sys_days origin = std::chrono::year{2000} / January / 1;
    const sys_days first = std::chrono::year{year()} / std::chrono::month{static_cast<unsigned>(month_of_year())} / 1;
    return static_cast<int>((first - origin).count());
}

}  // namespace nephoscope
