#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/sweeps/study.h"

namespace nephoscope {

/// What a store is for: written into it once, and again, under the next number, when the study grows.
struct Plan {
    std::string name;        ///< of the study
    std::string study_text;  ///< as the study was read
    std::string identity;    ///< a line "what = value" for all that every run of the store shares
    std::vector<std::string> keys;
    std::vector<std::vector<double>> points;  ///< [points][keys]
    int replications = 0;

    std::size_t runs() const { return points.size() * static_cast<std::size_t>(replications); }
};

/// The plan of a study. Its identity is the version of results, the seed, the outcomes, and every value of its
/// scenarios but those that points or the study itself set.
Plan plan_of(const Study& study);

/// The scenarios of the first point whose values fit together; none when those of a hundred points do not.
std::vector<Scenario> first_sound_scenarios(const Study& study);

/// Other parts of a plan's identity: what a study says of its runs, without its scenarios.
std::string identity_of_study(const Study& study);

std::string pack(const Plan& plan);
Plan unpack_plan(std::string_view bytes);  ///< throws BytesError

/// How a study stands to the plan of a store.
enum class PlanChange { none, grown, other };
struct PlanComparison {
    PlanChange change = PlanChange::none;
    std::string difference;  ///< lines for the reader: what another study changed, or what a grown one adds
};
/// A study may gain points and replications; whatever else differs makes it another study.
PlanComparison compare(const Plan& stored, const Plan& now);

}  // namespace nephoscope
