#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "models/start.h"

namespace nephoscope {

/// The start states of one replication, for scenarios in their order. Those whose start fingerprints agree share
/// population, inversion and burn-in, prepared on first use. `scenarios`, `draws` and `ranks` must outlive this.
/// Without `remember` starts forget what burn-in drew: where those of many replications are kept.
class SharedStarts {
public:
    SharedStarts(const std::vector<Scenario>& scenarios, const std::vector<std::string>& fingerprints,
                 const Draws& draws, int threads, const Ranks& ranks = Ranks::alone(), bool remember = true)
        : scenarios_(scenarios),
          fingerprints_(fingerprints),
          draws_(draws),
          threads_(threads),
          ranks_(ranks),
          remember_(remember) {}

    /// A market of its own takes it over when no later scenario shares it.
    StartState& of(std::size_t scenario) {
        const std::string& fingerprint = fingerprints_[scenario];
        const auto known = states_.find(fingerprint);
        if (known != states_.end()) return known->second;
        StartState start = prepare_start(scenarios_[scenario], draws_, threads_, ranks_);
        ShockMemory& memory = start.customers.shock_memory;
        if (!remember_)
            memory = ShockMemory();
        else if (is_shared_later(scenario))
            memory.leave_room_for(most_starts());
        return states_.emplace(fingerprint, std::move(start)).first->second;
    }

    bool is_shared_later(std::size_t scenario) const {
        const auto later = fingerprints_.begin() + static_cast<std::ptrdiff_t>(scenario) + 1;
        return std::find(later, fingerprints_.end(), fingerprints_[scenario]) != fingerprints_.end();
    }

private:
    /// That may be there at once, beside a run.
    int most_starts() const {
        return static_cast<int>(std::set<std::string>(fingerprints_.begin(), fingerprints_.end()).size());
    }

    const std::vector<Scenario>& scenarios_;
    const std::vector<std::string>& fingerprints_;
    const Draws& draws_;
    int threads_;
    const Ranks& ranks_;
    bool remember_;
    std::map<std::string, StartState> states_;
};

/// start_fingerprint of each.
std::vector<std::string> start_fingerprints(const std::vector<Scenario>& scenarios);

}  // namespace nephoscope
