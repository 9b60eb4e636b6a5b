#include "sim/core/random.h"

#include <Random123/philox.h>
#include <xxhash.h>

#include <cstring>

#include "sim/core/contract.h"
#include "sim/core/hash.h"
#include "sim/core/math_inline.h"

namespace nephoscope {

double gumbel(std::uint32_t word) { return -math::log_inline(-math::log_inline(unit_uniform(word))); }

double exponential(std::uint32_t word) {
    // 1 − u is exact and equals the uniform of the complement.
    return -math::log_inline(unit_uniform(~word));
}

double normal(std::uint32_t word) { return math::normal_quantile(unit_uniform(word)); }

double scaled_log_stable(const Words& words, double nest_dissimilarity) {
    const double lambda = nest_dissimilarity;
    NEPHOSCOPE_ASSERT(lambda > 0 && lambda <= 1);
    if (lambda == 1) return 0;
    // With U = πu the map is λ·ln S = λ·ln(a·W/c) + ln(c/(b·W)), where a = sin(πλu), b = sin(πu), c = sin(π(1−λ)u).
    // An argument of a sine near 1 is taken from the other end, where `rest` = 1 − u is exact: near λ = 0 and near λ =
    // 1 sines nearly cancel, and a rounded argument there would cost half of the digits.
    const double u = unit_uniform(words[0]);
    const double rest = unit_uniform(~words[0]);
    const double w = exponential(words[1]);
    const auto sine = [u, rest](double factor, double complement) {
        return math::sin_pi_inline(factor * u > 0.5 ? rest + complement * u : factor * u);
    };
    const double a = sine(lambda, 1 - lambda);
    const double b = math::sin_pi_inline(u > 0.5 ? rest : u);
    const double c = sine(1 - lambda, lambda);
    return lambda * math::log_inline(a * w / c) + math::log_inline(c / (b * w));
}

Words philox(const Words& counter, const std::array<std::uint32_t, 2>& key) {
    const r123::Philox4x32::ctr_type in = {{counter[0], counter[1], counter[2], counter[3]}};
    const r123::Philox4x32::key_type with = {{key[0], key[1]}};
    const r123::Philox4x32::ctr_type out = r123::Philox4x32()(in, with);
    return {out[0], out[1], out[2], out[3]};
}

Draws::Draws(std::uint64_t seed, std::uint32_t replication) {
    const std::uint64_t mixed = combine64(seed, replication);
    key_ = {static_cast<std::uint32_t>(mixed), static_cast<std::uint32_t>(mixed >> 32)};
}

Words Draws::block(Stream stream, std::uint64_t customer, int workload_field, int epoch_or_month, int lab_slot,
                   int venue_block) const {
    NEPHOSCOPE_ASSERT(workload_field >= 0 && workload_field < 256);
    NEPHOSCOPE_ASSERT(epoch_or_month >= -32768 && epoch_or_month < 32768);
    NEPHOSCOPE_ASSERT(lab_slot >= 0 && lab_slot < 256);
    NEPHOSCOPE_ASSERT(venue_block >= 0 && venue_block < 256);
    const Words counter = {
        counter_0(stream, workload_field, epoch_or_month),
        static_cast<std::uint32_t>(customer),
        static_cast<std::uint32_t>(customer >> 32),
        static_cast<std::uint32_t>(lab_slot) | static_cast<std::uint32_t>(venue_block) << 8,
    };
    return philox(counter, key_);
}

int default_draw_slot(const char* id) { return static_cast<int>(XXH3_64bits(id, std::strlen(id)) >> 58); }

}  // namespace nephoscope
