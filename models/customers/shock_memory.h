#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/customers/shocks.h"
#include "sim/core/cache_lines.h"

namespace nephoscope {

/// Remembers the own attractions of each workload's current project from one decision to the next, and the tastes that
/// the next project's start from: speed only, the bits are those of fresh draws. Not state; a copy remembers the same,
/// and is for the same draws, labs, venues and choice parameters, as all that share a start have (start_fingerprint).
/// Memory: workloads × (8 bytes and 4 × labs × padded venues) and 4 bytes and 8 × (labs and venues), 15 MB for 20 000
/// customers with the default sets, 770 MB for a million; beyond most_bytes() it stays unused.
class ShockMemory {
public:
    static constexpr std::size_t kMostBytes = std::size_t{1} << 30;  ///< most_bytes() unless it is set

    /// What a run may remember, for all runs of this process.
    static std::size_t most_bytes();
    static void set_most_bytes(std::size_t bytes);

    ShockMemory() = default;
    ShockMemory(const ShockMemory& other);
    ShockMemory& operator=(const ShockMemory& other) { return *this = ShockMemory(other); }
    ShockMemory(ShockMemory&&) = default;
    ShockMemory& operator=(ShockMemory&&) = default;
    ~ShockMemory() = default;

    /// Before a month's decisions: makes room for the rows of `row` values of so many customers' workloads and for
    /// `tastes` of each customer, unless it is there.
    void prepare(std::size_t customers, std::size_t workloads, std::size_t row, std::size_t tastes);

    /// Before it is copied: forgets everything where it would pass most_bytes() together with `copies` more.
    void leave_room_for(int copies);

    /// Bytes that it would take to remember so many customers of a scenario.
    static double needed_for(const Scenario& scenario, double customers);
    /// Bytes that it takes: 0 where they are more than it may.
    static double bytes_for(const Scenario& scenario, double customers);

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

    /// The tastes of one customer, likewise.
    struct Tastes {
        double* values;
        bool known;
    };
    Tastes tastes(std::size_t i, std::uint32_t customer) {
        const bool known = whose_[i] == customer + 1;
        whose_[i] = customer + 1;
        return {tastes_.get() + i * tastes_each_, known};
    }

    /// Fetches what row() would give of a slot, ahead of time.
    void prefetch(std::size_t slot) const {
        if (empty()) return;
        const float* values = values_.get() + slot * row_;
        nephoscope::prefetch(project_.data() + slot);
        prefetch_values(values, row_);
    }
    void prefetch_tastes(std::size_t i) const {
        if (empty()) return;
        nephoscope::prefetch(whose_.data() + i);
        prefetch_values(tastes_.get() + i * tastes_each_, tastes_each_);
    }

private:
    static bool fits(double bytes) { return bytes <= static_cast<double>(most_bytes()); }

    std::size_t row_ = 0, tastes_each_ = 0;
    std::vector<std::uint64_t> project_;  ///< [slots] which project is remembered: customer and epoch, plus 1
    FloatLines values_;                   ///< [slots×row]; untouched until a row is drawn or copied
    std::vector<std::uint32_t> whose_;    ///< [customers] whose tastes are remembered: customer, plus 1
    std::unique_ptr<double[]> tastes_;    ///< [customers×tastes]; likewise
};

}  // namespace nephoscope
