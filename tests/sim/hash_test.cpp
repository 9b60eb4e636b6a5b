#include "sim/core/hash.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <cmath>
#include <string>
#include <vector>

namespace nephoscope {
namespace {

template <class... Values>
std::string hash_of(const Values&... values) {
    Hasher hasher;
    (hasher.add(values), ...);
    return hasher.hex();
}

TEST(Hasher, OfNothingIsThePublishedValue) { EXPECT_EQ(Hasher().hex(), "99aa06d3014798d86001c324468d497f"); }

TEST(Hasher, HashesLittleEndianBytes) {
    const std::vector<unsigned char> bytes = {0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,  // an integer
                                              0,    0,    0,    0,    0,    0,    0xf8, 0xbf,  // −1.5
                                              2,    0,    0,    0,    0,    0,    0,    0,     // a length
                                              'a',  'b'};
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
    std::string expected;
    for (const unsigned char byte : canonical.digest) {
        expected += "0123456789abcdef"[byte / 16];
        expected += "0123456789abcdef"[byte % 16];
    }
    EXPECT_EQ(hash_of(0x0102030405060708, -1.5, "ab"), expected);
}

TEST(Hasher, SeesOrderTypeAndBoundaries) {
    EXPECT_NE(hash_of(1, 2), hash_of(2, 1));
    EXPECT_NE(hash_of(1), hash_of(1.0));
    EXPECT_NE(hash_of(0), hash_of(0, 0));
    EXPECT_NE(hash_of("ab", "c"), hash_of("a", "bc"));
    EXPECT_EQ(hash_of(-1), hash_of(std::int64_t{-1}));
    EXPECT_EQ(hash_of(std::uint8_t{200}), hash_of(200));
}

TEST(Hasher, TakesEqualNumbersForEqual) {
    EXPECT_EQ(hash_of(-0.0), hash_of(0.0));
    EXPECT_EQ(hash_of(std::nan("1")), hash_of(-std::nan("2")));
}

TEST(Hasher, CopiesGoTheirOwnWays) {
    Hasher first;
    first.add(1);
    Hasher second = first;
    second.add(2);
    EXPECT_EQ(first.hex(), hash_of(1));
    EXPECT_EQ(second.hex(), hash_of(1, 2));
    second = first;
    EXPECT_EQ(second.hex(), first.hex());
    EXPECT_EQ(second.hex(), first.hex());  // asking does not change it
}

// The first outputs of splitmix64 from seed 0 (Vigna's splitmix64.c).
TEST(Mix64, IsSplitmix64) {
    constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
    EXPECT_EQ(mix64(step), 0xe220a8397b1dcdafULL);
    EXPECT_EQ(mix64(2 * step), 0x6e789e6aa1b965f4ULL);
    EXPECT_NE(combine64(1, 2), combine64(2, 1));
}

}  // namespace
}  // namespace nephoscope
