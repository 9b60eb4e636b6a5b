#include "tests/theory/vectors_test/choice_inputs.h"

#include <algorithm>

namespace nephoscope::vectors {

Eigen::VectorXd vector_of(const Json& value) {
    std::vector<double> list = numbers(value);
    return Eigen::Map<Eigen::VectorXd>(list.data(), static_cast<Eigen::Index>(list.size()));
}

Json list_of(const Eigen::VectorXd& values) { return Json(std::vector<double>(values.begin(), values.end())); }

Json table_of(const Eigen::MatrixXd& values) {
    Json table = Json::array();
    for (Eigen::Index k = 0; k < values.rows(); ++k) table.push_back(list_of(values.row(k)));
    return table;
}

std::optional<double> outside_of(const Json& inputs) {
    if (!inputs.contains("outside")) return 0.0;
    if (inputs["outside"].is_null()) return std::nullopt;
    return number(inputs["outside"]);
}

std::vector<std::uint8_t> mask_of(const Json& inputs, const std::string& key) {
    std::vector<std::uint8_t> mask;
    if (!inputs.contains(key) || inputs[key].is_null()) return mask;
    for (const Json& mark : inputs[key]) {
        mask.push_back(mark.is_boolean() ? std::uint8_t(mark.get<bool>()) : mark.get<std::uint8_t>());
    }
    return mask;
}

theory::ChoiceSet choice_set(const Json& inputs, const Eigen::VectorXd& utility) {
    theory::ChoiceSet set;
    set.utility = utility;
    set.outside = outside_of(inputs);
    set.available = mask_of(inputs);
    if (inputs.contains("scale")) set.scale = number(inputs["scale"]);
    return set;
}

Eigen::VectorXd priced_utility(const Json& inputs, const std::string& price_key) {
    return vector_of(inputs.at("delta")) - number(inputs.at("alpha")) * vector_of(inputs.at(price_key));
}

theory::NestLevel nest_level(const Json& inputs, const std::string& nest_key, const std::string& lambda_key) {
    const Json& labels = inputs.at(nest_key);
    const Json& lambda = inputs.at(lambda_key);
    std::vector<Json> distinct(labels.begin(), labels.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());

    theory::NestLevel level;
    level.name = lambda_key;
    level.label_name = nest_key;
    level.dissimilarity.resize(static_cast<Eigen::Index>(distinct.size()));
    for (std::size_t g = 0; g < distinct.size(); ++g) {
        const std::string name = distinct[g].is_string() ? distinct[g].get<std::string>() : distinct[g].dump();
        // A label without λ becomes NaN, which the library refuses by name.
        level.dissimilarity[static_cast<Eigen::Index>(g)] = number(lambda.value(name, Json("nan")));
    }
    for (const Json& label : labels) {
        const auto place = std::lower_bound(distinct.begin(), distinct.end(), label);
        level.nest.push_back(static_cast<int>(place - distinct.begin()));
    }
    return level;
}

Json response_json(const theory::PriceResponse& response, const Eigen::VectorXd& price) {
    return {{"shares", list_of(response.share)},
            {"outside_share", response.outside_share},
            {"dshare_k_dprice_j", table_of(response.price_derivative)},
            {"elasticity_k_j", table_of(theory::elasticity(response, price))},
            {"diversion_j_k_diag_is_outside", table_of(theory::diversion_ratio(response))}};
}

}  // namespace nephoscope::vectors
