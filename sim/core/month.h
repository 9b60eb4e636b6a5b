#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace nephoscope {

/// A calendar month. Differences are in months: Month(2026, 12) − Month(2026, 5) = 7.
class Month {
public:
    constexpr Month() = default;
    constexpr Month(int year, int month) : count_(year * 12 + month - 1) {}

    /// Reads "2026-05"; nothing when the text is not exactly that form or the month is not 01…12.
    static std::optional<Month> parse(std::string_view text);
    /// The month that is `count` months after January of year 0.
    static constexpr Month from_count(int count) {
        Month m;
        m.count_ = count;
        return m;
    }

    constexpr int year() const { return count_ >= 0 ? count_ / 12 : (count_ - 11) / 12; }
    constexpr int month_of_year() const { return count_ - year() * 12 + 1; }  ///< 1…12
    constexpr int count() const { return count_; }                            ///< months since year 0
    std::string str() const;                                                  ///< "2026-05"
    int days_since_2000() const;                                              ///< of its first day, proleptic Gregorian

    friend constexpr auto operator<=>(Month, Month) = default;
    friend constexpr Month operator+(Month m, int months) { return from_count(m.count_ + months); }
    friend constexpr Month operator-(Month m, int months) { return from_count(m.count_ - months); }
    friend constexpr int operator-(Month a, Month b) { return a.count_ - b.count_; }
    constexpr Month& operator++() {
        ++count_;
        return *this;
    }

private:
    int count_ = 0;
};

}  // namespace nephoscope
