#include "sim/core/ranks.h"

#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/core/exact.h"

namespace nephoscope {

namespace {

constexpr std::int64_t kHalf = std::int64_t{1} << 32;

/// Each value as value = high·2^32 + low with 0 ≤ low < 2^32, side by side: sums of halves are exact for 2^31 ranks.
std::vector<std::int64_t> split(std::span<const std::int64_t> values) {
    std::vector<std::int64_t> halves;
    halves.reserve(2 * values.size());
    for (const std::int64_t value : values) {
        halves.push_back(value >> 32);
        halves.push_back(value & (kHalf - 1));
    }
    return halves;
}

}  // namespace

const Ranks& Ranks::alone() {
    static const Ranks one;
    return one;
}

std::size_t Ranks::part_size(std::size_t count) const {
    const auto r = static_cast<std::size_t>(rank()), all = static_cast<std::size_t>(size());
    return (count + all - 1 - r) / all;
}

std::size_t Ranks::in_part(std::size_t n) const {
    return n * static_cast<std::size_t>(size()) + static_cast<std::size_t>(rank());
}

void Ranks::sum(std::span<std::int64_t> values) const {
    if (size() == 1) return;
    std::vector<std::int64_t> halves = split(values);
    add_up(halves);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int128 whole = static_cast<int128>(halves[2 * i]) * kHalf + halves[2 * i + 1];
        values[i] = static_cast<std::int64_t>(whole);
        if (values[i] != whole)
            throw ModelError(fmt::format("an exact sum over {} ranks would leave the range of 64 bits", size()));
    }
}

std::int64_t Ranks::sum(std::int64_t value) const {
    sum(std::span(&value, 1));
    return value;
}

std::uint64_t Ranks::sum_modulo(std::uint64_t value) const {
    if (size() == 1) return value;
    const auto as_signed = static_cast<std::int64_t>(value);
    std::vector<std::int64_t> halves = split(std::span(&as_signed, 1));
    add_up(halves);
    return static_cast<std::uint64_t>(static_cast<int128>(halves[0]) * kHalf + halves[1]);
}

std::vector<std::int64_t> Ranks::gather(std::int64_t value) const {
    std::vector<std::int64_t> values(static_cast<std::size_t>(size()), 0);
    values[static_cast<std::size_t>(rank())] = value;
    add_up(values);
    return values;
}

bool Ranks::any(bool here) const {
    std::int64_t count = here ? 1 : 0;
    add_up(std::span(&count, 1));
    return count != 0;
}

}  // namespace nephoscope
