#pragma once

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string>

#include "models/start.h"

/// The factual world in any size, and its start, made once.
namespace nephoscope {

inline const Scenario& baseline(int agents) {
    static std::map<int, Scenario> known;
    const auto at = known.find(agents);
    if (at != known.end()) return at->second;
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios";
    Scenario scenario = load_scenario(folder + "/nonexclusive_2026.toml",
                                      {{folder}, {fmt::format("simulation.agents={}", agents)}}, sources, diagnostics);
    if (!diagnostics.ok()) throw std::runtime_error(diagnostics.str());
    return known.emplace(agents, std::move(scenario)).first->second;
}

inline const StartState& start_of(const Scenario& scenario, const Draws& draws) {
    static std::map<int, StartState> known;
    const auto at = known.find(scenario.simulation.agents);
    if (at != known.end()) return at->second;
    return known.emplace(scenario.simulation.agents, prepare_start(scenario, draws, 1)).first->second;
}

}  // namespace nephoscope
