#include <vector>

#include "models/theory/mixed_logit_pricing.h"
#include "tests/theory/vectors_test/choice_inputs.h"
#include "tests/theory/vectors_test/harness.h"
#include "tests/theory/vectors_test/mixed_inputs.h"

namespace nephoscope::vectors {
namespace {

Json bertrand_nash_mixed(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const Eigen::VectorXd cost = vector_of(inputs.at("cost"));
    Json priced = inputs;
    priced["p"] = inputs.at("cost");
    const theory::Contracts contracts = theory::ownership(inputs.at("firm").get<std::vector<int>>(), cost);
    const theory::Equilibrium found = theory::mixed_logit_equilibrium(mixed_market(priced), contracts);
    return {{"prices", list_of(found.prices)},
            {"shares", list_of(found.shares)},
            {"outside_share", found.outside_share},
            {"payoffs", list_of(found.payoffs)},
            {"consumer_surplus", found.consumer_surplus}};
}

const Topic topic("mixed_logit", {{"bertrand_nash_mixed", bertrand_nash_mixed}});

}  // namespace
}  // namespace nephoscope::vectors
