#include "analysis/studies/shared_starts.h"

namespace nephoscope {

std::vector<std::string> start_fingerprints(const std::vector<Scenario>& scenarios) {
    std::vector<std::string> fingerprints;
    for (const Scenario& scenario : scenarios) fingerprints.push_back(start_fingerprint(scenario));
    return fingerprints;
}

}  // namespace nephoscope
