#include "sim/core/single_math.h"

/// The functions of sim/core/single_math.h as they are on a machine with fused multiplication; compiled for x86-64-v3.
/// Whoever calls them has asked the processor before.
namespace nephoscope::test {

void fused_log(const float* from, float* to) { store(to, log_single(load<Singles>(from))); }
void fused_expm1(const float* from, float* to) { store(to, expm1_single(load<Singles>(from))); }
void fused_exp(const float* from, float* to) { store(to, exponential_single(load<Singles>(from)).value()); }

/// Two rows at once.
void fused_log_pair(const float* from, float* to) { store_rows(to, log_single(load_rows<TwoRows>(from))); }
void fused_expm1_pair(const float* from, float* to) { store_rows(to, expm1_single(load_rows<TwoRows>(from))); }

}  // namespace nephoscope::test
