#include "sim/core/hash.h"

#define XXH_STATIC_LINKING_ONLY  // the fields of XXH3_state_t, for state()
#include <xxhash.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "sim/core/contract.h"

namespace nephoscope {
namespace {

XXH3_state_t* of(void* state) { return static_cast<XXH3_state_t*>(state); }

void* new_state() {
    XXH3_state_t* state = XXH3_createState();
    if (state == nullptr) throw std::bad_alloc();
    return state;
}

}  // namespace

Hasher::Hasher() : state_(new_state()) { XXH3_128bits_reset(of(state_)); }

Hasher::~Hasher() { XXH3_freeState(of(state_)); }

Hasher::Hasher(const Hasher& other) : state_(new_state()) { XXH3_copyState(of(state_), of(other.state_)); }

Hasher& Hasher::operator=(const Hasher& other) {
    if (this != &other) XXH3_copyState(of(state_), of(other.state_));
    return *this;
}

void Hasher::add(std::int64_t value) {
    std::array<unsigned char, 8> bytes;
    auto rest = static_cast<std::uint64_t>(value);
    for (unsigned char& byte : bytes) {
        byte = static_cast<unsigned char>(rest & 0xffU);
        rest >>= 8;
    }
    NEPHOSCOPE_EXPECT(XXH3_128bits_update(of(state_), bytes.data(), bytes.size()) == XXH_OK);
}

void Hasher::add(double value) {
    static_assert(std::numeric_limits<double>::is_iec559);
    if (value == 0) value = 0;  // −0.0 too
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    std::int64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    add(bits);
}

void Hasher::add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    NEPHOSCOPE_EXPECT(XXH3_128bits_update(of(state_), text.data(), text.size()) == XXH_OK);
}

namespace {

/// All that changes in a state without a secret of its own.
struct HashState {
    std::array<std::uint64_t, 8> accumulators;
    std::array<unsigned char, 256> buffer;
    std::uint64_t buffered, stripes, length;
};
static_assert(sizeof(HashState::accumulators) == sizeof(XXH3_state_t::acc));
static_assert(sizeof(HashState::buffer) == sizeof(XXH3_state_t::buffer));

}  // namespace

std::string Hasher::state() const {
    const XXH3_state_t& from = *of(state_);
    HashState to{};
    std::memcpy(to.accumulators.data(), from.acc, sizeof from.acc);
    std::memcpy(to.buffer.data(), from.buffer, from.bufferedSize);
    // The digest reads the end of the buffer too, where the stripe before the buffered bytes stands.
    std::memcpy(to.buffer.data() + from.bufferedSize, from.buffer + from.bufferedSize,
                from.totalLen > sizeof from.buffer ? sizeof from.buffer - from.bufferedSize : 0);
    to.buffered = from.bufferedSize;
    to.stripes = from.nbStripesSoFar;
    to.length = from.totalLen;
    return std::string(reinterpret_cast<const char*>(&to), sizeof to);
}

bool Hasher::set_state(std::string_view state) {
    HashState from;
    XXH3_state_t& to = *of(state_);
    if (state.size() != sizeof from) return false;
    std::memcpy(&from, state.data(), sizeof from);
    if (from.buffered > sizeof to.buffer || from.stripes >= to.nbStripesPerBlock) return false;
    XXH3_128bits_reset(&to);
    std::memcpy(to.acc, from.accumulators.data(), sizeof to.acc);
    std::memcpy(to.buffer, from.buffer.data(), sizeof to.buffer);
    to.bufferedSize = static_cast<XXH32_hash_t>(from.buffered);
    to.nbStripesSoFar = from.stripes;
    to.totalLen = from.length;
    return true;
}

std::string Hasher::hex() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(of(state_)));
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : canonical.digest) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace nephoscope
