#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string>

#include "models/customers/kernels.h"
#include "models/start.h"

/// The shipped baseline in any size, and its start, made once.
namespace nephoscope {

inline const Scenario& baseline(int agents) {
    static std::map<int, Scenario> known;
    const auto at = known.find(agents);
    if (at != known.end()) return at->second;
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios";
    Scenario scenario = load_scenario(folder + "/baseline.toml",
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

/// The set of kernels that argument `index` names: 0 plain, then v2, v3, v4 as far as this machine runs them.
class WithKernels {
public:
    WithKernels(benchmark::State& state, std::int64_t index) {
        int count = 0;
        const Kernels* const* all = all_kernels(count);
        if (index >= count) {
            state.SkipWithError("this machine does not run that instruction set");
            return;
        }
        use_kernels(all[index]);
        state.SetLabel(all[index]->name);
    }
    ~WithKernels() { use_kernels(nullptr); }
};

}  // namespace nephoscope
