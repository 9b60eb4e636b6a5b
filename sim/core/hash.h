#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace nephoscope {

/// A strong 64-bit mix (splitmix64's finaliser): neighbouring inputs give unrelated outputs.
constexpr std::uint64_t mix64(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    x ^= x >> 31;
    return x;
}

/// Order-dependent combination of two 64-bit values.
constexpr std::uint64_t combine64(std::uint64_t seed, std::uint64_t value) {
    return mix64(seed + 0x9e3779b97f4a7c15ULL + mix64(value + 0x9e3779b97f4a7c15ULL));
}

/// A 128-bit running hash (XXH3, docs/decisions/0003-result-hash.md). Integers and doubles enter little-endian, 8 bytes
/// each; −0.0 enters as 0.0 and every NaN as the same one; text enters with its length before it.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher&);
    Hasher& operator=(const Hasher&);
    void add(std::int64_t value);
    void add(double value);
    /// Integers of other types enter as 8 bytes too, so that a column's width is no part of the hash.
    template <std::integral T>
    void add(T value) {
        add(static_cast<std::int64_t>(value));
    }
    void add(std::string_view text);
    std::string hex() const;  ///< 32 lower-case hexadecimal digits

    /// Where the hash stands, to go on from later: accumulators, what is not mixed in yet, how far it is.
    std::string state() const;
    /// Goes on from a state. False, with nothing changed, for bytes that are none.
    bool set_state(std::string_view state);

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        std::string state = self.state();
        visit("state", state);
        if constexpr (!std::is_const_v<Self>) {
            if (!self.set_state(state)) visit.fail("is no state of the hash");
        }
    }

private:
    void* state_;
};

}  // namespace nephoscope
