#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

/// Processes that carry out one run together: each has a part of the customers, and whatever is summed over customers
/// is summed over ranks, as integers, so that all of them go on with the same totals and the number of ranks changes no
/// bit. What launches them and carries their messages is sim/run/ranks.h.
namespace nephoscope {

/// Another rank failed and says why itself: this one only ends.
struct RankFailure : std::runtime_error {
    explicit RankFailure(int failed) : std::runtime_error("another rank failed"), rank(failed) {}
    int rank;  ///< the lowest that failed
};

/// All functions but those of parts are collective: every rank calls them in the same order, from the thread that runs
/// the month. Each of them throws RankFailure once some rank has failed.
class Ranks {
public:
    static const Ranks& alone();  ///< the one rank of a process without others

    virtual ~Ranks() = default;
    virtual int rank() const { return 0; }
    virtual int size() const { return 1; }
    bool is_first() const { return rank() == 0; }

    /// How many of `count` things this rank has: every size()-th, so that each rank has as many of the first as of the
    /// last, who may give more work.
    std::size_t part_size(std::size_t count) const;
    /// Which of them the n-th of its part is; these ascend.
    std::size_t in_part(std::size_t n) const;

    /// Adds up each value over ranks, in place. Throws ModelError, at all ranks, when a sum leaves 64 bits.
    void sum(std::span<std::int64_t> values) const;
    std::int64_t sum(std::int64_t value) const;

    /// The sum modulo 2^64, for hashes.
    std::uint64_t sum_modulo(std::uint64_t value) const;

    /// The value of every rank [size].
    std::vector<std::int64_t> gather(std::int64_t value) const;

    /// Whether it is true at some rank.
    bool any(bool here) const;

protected:
    /// Adds up each value over ranks, in place; no sum leaves 64 bits.
    virtual void add_up(std::span<std::int64_t>) const {}
};

}  // namespace nephoscope
