#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "models/theory/choice.h"
#include "models/theory/choice_nested.h"

/// The forms of generalised-extreme-value choice that the property tests run over.
namespace nephoscope::theory {

/// A form with its parameters, as a function of the choice set.
struct GevForm {
    std::string name;
    std::function<ChoiceLaw(const ChoiceSet&)> law;
};

/// Six alternatives with utilities in (−2, 2) and an outside option at 0.3.
inline ChoiceSet random_choice_set(std::mt19937_64& bits) {
    ChoiceSet set;
    set.utility.resize(6);
    for (double& utility : set.utility) utility = 4.0 * double(bits() >> 11) * 0x1p-53 - 2.0;
    set.outside = 0.3;
    return set;
}

/// Forms for six alternatives.
inline std::vector<GevForm> gev_forms() {
    const NestLevel labs{{0, 0, 0, 1, 1, 2}, Eigen::Vector3d(0.8, 0.6, 0.9), "lambda_top"};
    const NestLevel models{{0, 0, 1, 2, 2, 3}, Eigen::Vector4d(0.3, 0.8, 0.25, 0.5), "lambda_mid"};
    Eigen::MatrixXd allocation(6, 3);
    allocation << 0.5, 0.5, 0.0, 0.2, 0.3, 0.5, 1.0, 0.0, 0.0, 0.0, 0.6, 0.4, 0.1, 0.1, 0.8, 0.4, 0.0, 0.6;
    const Eigen::Vector3d dissimilarity(0.4, 0.7, 1.0);
    return {
        {"logit", [](const ChoiceSet& set) { return logit(set); }},
        {"logit with scale",
         [](ChoiceSet set) {
             set.scale = 0.25;
             return logit(set);
         }},
        {"nested", [=](const ChoiceSet& set) { return nested_logit(set, {labs}).choice; }},
        {"three levels",
         [=](const ChoiceSet& set) {
             return nested_logit(set, {labs, models}).choice;
         }},
        {"cross-nested", [=](const ChoiceSet& set) { return cross_nested_logit(set, allocation, dissimilarity); }},
    };
}

}  // namespace nephoscope::theory
