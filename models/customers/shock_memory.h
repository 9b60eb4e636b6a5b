#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/shocks.h"
#include "sim/core/cache_lines.h"

namespace nephoscope {

/// Remembers the own attractions of each workload's current project from one decision to the next: speed only, the bits
/// are those of fresh draws. Not state: a copy starts empty, and what is copied to becomes empty. Memory: workloads ×
/// (8 bytes and 4 × labs × padded venues), 14 MB for 20 000 customers with the default sets, 680 MB for a million;
/// where rows would pass most_bytes() it stays unused.
class ShockMemory {
public:
    static constexpr std::size_t kMostBytes = std::size_t{1} << 30;  ///< most_bytes() unless it is set

    /// What the rows of one run may take, for all runs of this process.
    static std::size_t most_bytes();
    static void set_most_bytes(std::size_t bytes);

    ShockMemory() = default;
    ShockMemory(const ShockMemory&) {}
    ShockMemory& operator=(const ShockMemory&) { return *this = ShockMemory(); }
    ShockMemory(ShockMemory&&) = default;
    ShockMemory& operator=(ShockMemory&&) = default;
    ~ShockMemory() = default;

    /// Before a month's decisions: makes room for `slots` rows of `row` values, unless it is there.
    void prepare(std::size_t slots, std::size_t row);

    /// Bytes that it takes for so many customers of a scenario: 0 where their rows are more than it may take.
    static double bytes_for(const Scenario& scenario, double customers);
    /// Bytes of their rows, remembered or not.
    static double row_bytes_for(const Scenario& scenario, double customers);

    bool empty() const { return project_.empty(); }

    /// The row of one workload, and whether it is that of its project; whoever gets one that is not fills it. Not of an
    /// empty memory. Slots are independent, so that customers may be served on any thread.
    struct Row {
        float* values;
        bool known;
    };
    Row row(std::size_t slot, std::uint32_t customer, int epoch) {
        const std::uint64_t project = (std::uint64_t{customer} << 16 | static_cast<std::uint64_t>(epoch)) + 1;
        const bool known = project_[slot] == project;
        project_[slot] = project;
        return {values_.get() + slot * row_, known};
    }

    /// Fetches what row() would give of a slot, ahead of time.
    void prefetch(std::size_t slot) const {
        if (empty()) return;
        const float* values = values_.get() + slot * row_;
        nephoscope::prefetch(project_.data() + slot);
        prefetch_values(values, row_);
    }

private:
    static bool fits(double row_bytes) { return row_bytes <= static_cast<double>(most_bytes()); }

    std::size_t row_ = 0;
    std::vector<std::uint64_t> project_;  ///< [slots] which project is remembered: customer and epoch, plus 1
    FloatLines values_;                   ///< [slots×row]; whoever draws a row is the first to touch it
};

}  // namespace nephoscope
