#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"

namespace nephoscope::test {

using Settings = std::vector<std::string>;

/// One parameter: the setting that changes it (others may go along), a named result, and where that goes.
struct Move {
    Settings change;  ///< the first is the parameter's, KEY=VALUE
    std::string result;
    int sign = 0;  ///< +1 rises, −1 falls, 0 moves in a direction that MODEL does not state
    Settings context = {};
    std::string scenario = "baseline";
    bool inverted = false;  ///< start values from the inversion, else given
};

/// A parameter that cannot move a result in the baseline, and why.
struct Unmoved {
    std::string key;
    std::string reason;
};

const std::vector<Move>& moves();
const std::vector<Unmoved>& unmoved();

/// What one run of 14 months of 300 customers gives, by name: sums over months unless `named_results` says otherwise.
using Results = std::map<std::string, double>;
Results named_results(const Scenario& scenario);

}  // namespace nephoscope::test
