#include "sim/core/single_lanes.h"

/// log_single and expm1_single as they are on a machine with fused multiplication; compiled for x86-64-v3. Whoever
/// calls them has asked the processor before.
namespace nephoscope::test {

void fused_log(const float* from, float* to) { store(to, log_single(load<Singles>(from))); }
void fused_expm1(const float* from, float* to) { store(to, expm1_single(load<Singles>(from))); }

/// Two registers at once.
void fused_log_pair(const float* from, float* to) {
    const Pair<Singles> logs = log_single(Pair<Singles>{load<Singles>(from), load<Singles>(from + kSingles)});
    store(to, logs.first), store(to + kSingles, logs.second);
}

void fused_expm1_pair(const float* from, float* to) {
    const Pair<Singles> values = expm1_single(Pair<Singles>{load<Singles>(from), load<Singles>(from + kSingles)});
    store(to, values.first), store(to + kSingles, values.second);
}

}  // namespace nephoscope::test
