#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/theory/choice.h"
#include "models/theory/choice_demand.h"
#include "models/theory/choice_nested.h"
#include "tests/theory/vectors_test/harness.h"

/// Reading of the inputs that the topics of choice, mixed logit and calibration have in common.
namespace nephoscope::vectors {

Eigen::VectorXd vector_of(const Json& value);
Json list_of(const Eigen::VectorXd& values);
Json table_of(const Eigen::MatrixXd& values);

/// `outside` of the inputs: null means none; absent means 0, the usual normalisation.
std::optional<double> outside_of(const Json& inputs);

/// The mask under `key`; absent means that all alternatives are available.
std::vector<std::uint8_t> mask_of(const Json& inputs, const std::string& key = "available");

/// A choice set of `utility` with the inputs' outside, available and scale.
theory::ChoiceSet choice_set(const Json& inputs, const Eigen::VectorXd& utility);

/// δ − α p of the inputs.
Eigen::VectorXd priced_utility(const Json& inputs, const std::string& price_key = "p");

/// A level of nests from labels in `inputs[nest_key]` and λ by label in `inputs[lambda_key]`, in ascending label order.
theory::NestLevel nest_level(const Json& inputs, const std::string& nest_key, const std::string& lambda_key);

/// shares, dshare_k_dprice_j, elasticity_k_j, diversion_j_k_diag_is_outside and the outside share.
Json response_json(const theory::PriceResponse& response, const Eigen::VectorXd& price);

}  // namespace nephoscope::vectors
