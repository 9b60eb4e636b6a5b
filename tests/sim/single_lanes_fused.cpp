#include "sim/core/single_draws.h"

/// The functions of sim/core/single_math.h and single_draws.h as they are on a machine with fused multiplication;
/// compiled for x86-64-v3. Whoever calls them has asked the processor before.
namespace nephoscope::test {

void fused_log(const float* from, float* to) { store(to, log_single(load<Singles>(from))); }
void fused_expm1(const float* from, float* to) { store(to, expm1_single(load<Singles>(from))); }
void fused_exp(const float* from, float* to) { store(to, exponential_single(load<Singles>(from)).value()); }

void fused_sine(const float* from, float* to) { store(to, sin_pi_single(load<Singles>(from))); }
void fused_minus_log(const float* words, float* to) {
    store(to, minus_log_single(uniform_single<Singles>(whole_bits(load<Singles>(words)))));
}
void fused_quantile(const float* words, float* to) {
    store(to, normal_quantile_single(uniform_single<Singles>(whole_bits(load<Singles>(words)))));
}

/// Two rows at once.
void fused_quantile_pair(const float* words, float* to) {
    store_rows(to, normal_quantile_single(uniform_single<TwoRows>(whole_bits(load_rows<TwoRows>(words)))));
}
void fused_log_pair(const float* from, float* to) { store_rows(to, log_single(load_rows<TwoRows>(from))); }
void fused_expm1_pair(const float* from, float* to) { store_rows(to, expm1_single(load_rows<TwoRows>(from))); }

}  // namespace nephoscope::test
