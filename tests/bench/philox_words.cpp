#include "tests/bench/philox_words.h"

#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

namespace {

/// CPU seconds of at least `blocks` blocks, as many customers at a time as the months draw them for, and of how many.
double seconds_of_blocks(const Kernels& kernels, const Draws& draws, double blocks, double& drawn) {
    constexpr std::size_t together = 1024;
    static const std::vector<std::uint32_t> customers(together, 7);
    static std::vector<std::uint32_t> word(together);
    const auto calls = static_cast<std::uint32_t>(blocks / together) + 1;
    const double seconds = cpu_seconds_of([&] {
        for (std::uint32_t n = 0; n < calls; ++n)
            kernels.customer_words(draws.key().data(), n, customers.data(), together, word.data());
    });
    drawn += static_cast<double>(calls) * together;
    return seconds;
}

}  // namespace

WordsRatio against_words(const Kernels& kernels, const MonthCounts& counts, const Scenario& scenario,
                         const Draws& draws, const StartState& start) {
    const double per_agent_month = counts.per_agent_month(counts.blocks());
    double seconds = 0, drawn = 0;
    use_kernels(&kernels);
    const MonthsRun run = run_months(scenario, draws, start, [&](const Market& market, int t) {
        seconds += seconds_of_blocks(kernels, draws, per_agent_month * born_by(market.customers(), t), drawn);
    });
    use_kernels(nullptr);
    return {run.seconds * 1e9 / run.agent_months, seconds * 1e9 / drawn * per_agent_month};
}

}  // namespace nephoscope::bench
