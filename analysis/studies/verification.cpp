#include "analysis/studies/verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "analysis/studies/shared_starts.h"
#include "models/market.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"
#include "sim/io/results.h"

namespace nephoscope {

namespace {

struct NoRecorder final : Recorder {
    void record(Month) override {}
};

std::vector<Scenario> stored_scenarios(const ResultsReader& results) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const auto texts = results.scenario_text("scenario_text");
    std::vector<Scenario> scenarios;
    for (const std::string& name : results.scenarios()) {
        const auto text = texts.find(name);
        if (text == texts.end()) throw FormatError(fmt::format("the file holds no input of scenario '{}'", name));
        const LoadedDocument document = load_text(name + " (stored)", text->second, sources, diagnostics);
        scenarios.push_back(read_scenario(document, name, sources, diagnostics));
    }
    if (!diagnostics.ok()) throw InputError(diagnostics.str());
    return scenarios;
}

}  // namespace

std::size_t Verification::same() const {
    return static_cast<std::size_t>(
        std::count_if(runs.begin(), runs.end(), [](const RunCheck& run) { return run.same(); }));
}

Verification verify(const std::string& path, const VerificationOptions& options) {
    const ResultsReader results(path);
    const std::string version = results.attribute("results_version");
    if (version != std::to_string(kResultsVersion))
        throw FormatError(fmt::format("{}: results_version {} cannot be verified by a program of results_version {}",
                                      path, version.empty() ? "missing" : version, kResultsVersion));
    const std::vector<Scenario> scenarios = stored_scenarios(results);
    const std::vector<std::string> fingerprints = start_fingerprints(scenarios);
    const std::vector<std::string> hashes = results.run_text("result_hash");
    const std::size_t stored = scenarios.empty() ? 0 : hashes.size() / scenarios.size();
    const std::size_t replications =
        options.replications > 0 ? std::min(stored, static_cast<std::size_t>(options.replications)) : stored;
    std::vector<std::vector<std::string>> found(replications, std::vector<std::string>(scenarios.size()));

    const auto began = std::chrono::steady_clock::now();
    std::mutex mutex;
    int done = 0;
    const int threads = options.threads > 0 ? options.threads : available_threads();
    const bool split = options.ranks->size() > 1;  // then every run is, instead of side by side
    const int threads_per_run = split ? threads : 1;
    const auto stop = [&] { return options.ranks->any(options.stop_requested && options.stop_requested()); };
    for_blocks(replications, 1, split ? 1 : threads, [&](std::size_t r, std::size_t) {
        const Draws draws(scenarios.front().simulation.seed, static_cast<std::uint32_t>(r));
        SharedStarts starts(scenarios, fingerprints, draws, threads_per_run, *options.ranks);
        for (std::size_t s = 0; s < scenarios.size(); ++s) {
            if (hashes[s * stored + r].empty()) continue;
            Market market(scenarios[s], draws, starts.of(s), threads_per_run);
            NoRecorder recorder;
            const Schedule schedule{scenarios[s].simulation.start, scenarios[s].simulation.end, 1};
            if (run(market, schedule, recorder, stop) == Outcome::interrupted) return;
            found[r][s] = market.result_hash();
        }
        const std::lock_guard<std::mutex> lock(mutex);
        ++done;
        if (options.progress)
            options.progress(done, static_cast<int>(replications),
                             std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    });

    Verification verification;
    verification.finished = done == static_cast<int>(replications);
    for (std::size_t s = 0; s < scenarios.size(); ++s)
        for (std::size_t r = 0; r < replications; ++r)
            if (!hashes[s * stored + r].empty())
                verification.runs.push_back(
                    {scenarios[s].name, static_cast<int>(r), hashes[s * stored + r], found[r][s]});
    return verification;
}

}  // namespace nephoscope
