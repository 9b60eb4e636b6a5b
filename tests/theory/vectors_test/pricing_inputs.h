#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/theory/equilibrium.h"
#include "models/theory/errors.h"
#include "tests/theory/vectors_test/choice_inputs.h"

/// Reading of the inputs that the topics of pricing and exclusivity have in common.
namespace nephoscope::vectors {

/// A list of lists as a matrix. Raises ArgumentError naming `rows` when their lengths differ.
inline Eigen::MatrixXd matrix_of(const Json& rows) {
    Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.at(0).size()));
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        const Eigen::VectorXd row = vector_of(rows[static_cast<std::size_t>(i)]);
        theory::require_size("rows", row.size(), matrix.cols());
        matrix.row(i) = row.transpose();
    }
    return matrix;
}

inline std::vector<int> integers(const Json& list) { return list.get<std::vector<int>>(); }

/// A mixture of logits from weights, delta_by_segment and alpha_by_segment, each nested when nests are given.
inline theory::ChoiceDemand segments_of(const Json& inputs) {
    const std::vector<double> weights = numbers(inputs.at("weights"));
    std::vector<theory::BuyerSegment> segments;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        theory::BuyerSegment segment{weights[i],
                                     vector_of(inputs.at("delta_by_segment").at(i)),
                                     number(inputs.at("alpha_by_segment").at(i)),
                                     {}};
        if (inputs.contains("nest")) segment.nesting = nest_level(inputs, "nest", "lambda");
        segments.push_back(segment);
    }
    return theory::ChoiceDemand(segments, outside_of(inputs));
}

/// Demand from delta, alpha, outside and, when nested, nest and lambda; or from segments.
inline theory::ChoiceDemand demand_of(const Json& inputs) {
    if (inputs.contains("weights")) return segments_of(inputs);
    theory::BuyerSegment segment{1.0, vector_of(inputs.at("delta")), number(inputs.at("alpha")), {}};
    if (inputs.contains("nest") && !inputs.at("nest").is_null()) segment.nesting = nest_level(inputs, "nest", "lambda");
    return theory::ChoiceDemand({segment}, outside_of(inputs));
}

/// The demand of inputs that hold it under "demand" or at top level.
inline theory::ChoiceDemand market_demand(const Json& inputs) {
    return demand_of(inputs.contains("demand") ? inputs.at("demand") : inputs);
}

/// One firm per product unless said otherwise.
inline std::vector<int> firms_of(const Json& inputs, Eigen::Index products, const std::string& key = "firm") {
    if (inputs.contains(key)) return integers(inputs.at(key));
    std::vector<int> firm;
    for (Eigen::Index j = 0; j < products; ++j) firm.push_back(static_cast<int>(j));
    return firm;
}

}  // namespace nephoscope::vectors
