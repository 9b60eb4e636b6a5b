#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "models/theory/choice.h"

namespace nephoscope::theory {

/// One level of a tree of nests.
struct NestLevel {
    std::vector<int> nest;          ///< nest of each alternative, 0 … nests − 1, shape [alternatives]
    Eigen::VectorXd dissimilarity;  ///< λ of each nest in (0, 1], not above that of the nest it lies in; shape [nests]
    std::string name = "lambda";    ///< how errors call `dissimilarity`
    std::string label_name = "nest";  ///< how errors call `nest`
};

/// What a nested logit says about one level's nests. Shapes [nests], or [alternatives] where said.
struct NestLaw {
    Eigen::VectorXd probability;      ///< P(nest); exactly 0 for an empty nest
    Eigen::VectorXd log_probability;  ///< −∞ for an empty nest
    Eigen::VectorXd inclusive_value;  ///< log Σ exp(V/λ) over the nest's members; −∞ for an empty nest
    Eigen::VectorXd within;           ///< P(j | its nest), shape [alternatives]
};

/// A nested logit's law and its levels, outermost first.
struct NestedLaw {
    ChoiceLaw choice;
    std::vector<NestLaw> levels;
};

/// Raises ArgumentError naming `name` with the index unless every λ lies in (0, 1].
void check_dissimilarity(const std::string& name, const Eigen::VectorXd& dissimilarity);

/// The nested logit with any number of levels, `levels` outermost first; the outside option is a nest of its own.
///
/// With top scale 1, V_nest = λ log Σ exp(V_member / λ) up the tree, P_j the product of the conditional logits down it.
/// λ = 1 is the plain logit; Berry's σ is 1 − λ. Raises ArgumentError as logit() does, and by the level's
/// names for labels out of range, nests that straddle two parents and λ outside (0, λ of the parent].
/// Source: McFadden 1978; Train 2009, ch. 4.2; docs/model.md#choice.
NestedLaw nested_logit(const ChoiceSet& set, const std::vector<NestLevel>& levels);

/// The cross-nested logit, G = Σ_m (Σ_j (a_jm e^{u_j})^{1/λ_m})^{λ_m}, plus the outside option.
///
/// `allocation` a_jm ≥ 0, shape [alternatives][nests], rows summing to 1; `dissimilarity` λ_m in (0, 1], shape [nests].
/// Raises ArgumentError naming `allocation` or `lambda`. Source: Vovsha 1997; Wen & Koppelman 2001; Bierlaire 2006.
ChoiceLaw cross_nested_logit(const ChoiceSet& set, const Eigen::MatrixXd& allocation,
                             const Eigen::VectorXd& dissimilarity);

}  // namespace nephoscope::theory
