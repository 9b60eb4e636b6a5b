#include "cli/on_ranks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/options.h"
#include "cli/verbs.h"
#include "sim/core/error.h"
#include "sim/run/ranks.h"

namespace nephoscope::cli {

namespace {

std::unique_ptr<LaunchedRanks> join(const std::string& verb) {
    try {
        return join_ranks();
    } catch (const LaunchError& error) {
        throw UsageError(fmt::format("nephoscope {}: {}", verb, error.what()));
    }
}

/// The exception that is being handled, as every rank learns of it: its exit code, printed once.
int shared_failure(const LaunchedRanks& ranks) {
    const int speaker = ranks.fail();
    return ranks.value_of(speaker, speaker == ranks.rank() ? report_exception() : kBug);
}

int carry_out(const LaunchedRanks& ranks, const std::function<int(const Ranks&)>& body) {
    try {
        const std::vector<std::int64_t> codes = ranks.gather(body(ranks));
        return static_cast<int>(*std::max_element(codes.begin(), codes.end()));
    } catch (const RankFailure& failure) {
        return ranks.value_of(failure.rank, kBug);
    } catch (...) {
        return shared_failure(ranks);
    }
}

}  // namespace

int on_ranks(const std::string& verb, const std::function<int(const Ranks&)>& body) {
    const std::unique_ptr<LaunchedRanks> ranks = join(verb);
    if (ranks == nullptr) return body(Ranks::alone());
    if (!ranks->is_first() && std::freopen("/dev/null", "w", stdout) == nullptr)
        throw MachineError("/dev/null cannot be opened");
    return carry_out(*ranks, body);
}

}  // namespace nephoscope::cli
