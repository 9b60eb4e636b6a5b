#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/scenario/parameters.h"

namespace nephoscope::test {

/// Uniform draws of a test, the same on every platform: SplitMix64 (Steele, Lea & Flood 2014).
class Roll {
public:
    explicit Roll(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
    std::uint64_t next();
    double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }  ///< in [0, 1)
    double between(double low, double high) { return low + (high - low) * unit(); }
    int whole(int low, int high) { return low + static_cast<int>(unit() * (high - low + 1)); }  ///< both included
    bool chance(double p) { return unit() < p; }
    template <class T>
    const T& of(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(whole(0, static_cast<int>(values.size()) - 1))];
    }

private:
    std::uint64_t state_;
};

/// Ends of the range worth sweeping of a parameter whose default (or usual value) is `centre`, cut to its domain:
/// "1.5–6", "−.5–0", "×0.5–2", "±25%", "±.1", "20e9–∞". Nothing where the row states none.
struct Range {
    double low = 0, high = 0;
};
std::optional<Range> sweep_range(const Parameter& row, double centre);

/// A scenario file with random sets, parameters within their sweep ranges, rules, clauses of every type and dated
/// events; 150 customers, eight months, start values given. The same seed gives the same text.
std::string random_scenario(std::uint64_t seed);

}  // namespace nephoscope::test
