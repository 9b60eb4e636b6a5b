#pragma once

#include "models/theory/mixed_logit.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {

/// The price coefficient's law from `inputs.price_coefficient`; without a `type` it is normal.
theory::PriceCoefficient price_coefficient(const Json& inputs);

/// The market of the inputs. `delta` may be absent, when it is what is looked for.
theory::MixedMarket mixed_market(const Json& inputs);

}  // namespace nephoscope::vectors
