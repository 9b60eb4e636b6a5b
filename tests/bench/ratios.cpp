#include "tests/bench/ratios.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/stopwatch.h"

namespace nephoscope::bench {

namespace {

template <class Round, class Value>
std::vector<double> values_of(const std::vector<Round>& rounds, Value value) {
    std::vector<double> values;
    for (const Round& round : rounds) values.push_back(value(round));
    return values;
}

std::string range(const std::vector<double>& ratios) {
    const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
    return fmt::format("{:.1f} ({:.1f}–{:.1f})", median(ratios), *least, *most);
}

const auto ratio_of = [](const auto& round) { return round.ratio(); };
const auto engine_of = [](const auto& round) { return round.engine; };

}  // namespace

double Rounds::engine_over_words(std::size_t set) const { return median(values_of(kernels[set].rounds, ratio_of)); }

double Rounds::twin_over_engine() const { return median(values_of(twin, ratio_of)); }

double Rounds::plain_over(std::size_t set) const {
    std::vector<double> ratios;
    for (std::size_t r = 0; r < kernels[set].rounds.size(); ++r)
        ratios.push_back(kernels[0].rounds[r].engine / kernels[set].rounds[r].engine);
    return median(ratios);
}

Rounds measure_rounds(const MonthCounts& counts, const Scenario& scenario, const Draws& draws, const StartState& start,
                      int rounds) {
    int count = 0;
    const Kernels* const* all = all_kernels(count);
    Rounds measured;
    for (int n = 0; n < count; ++n) measured.kernels.push_back({all[n]->name, {}});
    for (int r = 0; r < rounds; ++r) {
        for (int n = 0; n < count; ++n)
            measured.kernels[static_cast<std::size_t>(n)].rounds.push_back(
                against_words(*all[n], counts, scenario, draws, start));
        measured.twin.push_back(against_twin(scenario, draws, start, r));
    }
    return measured;
}

void print_ratios(const Rounds& rounds, const MonthCounts& counts) {
    fmt::print(
        "\nCPU ns per agent-month, medians of {} rounds; ratios with their range; {:.2f} Philox blocks per "
        "agent-month:\n\n| kernels | engine | agent-months/s | its words | engine ÷ words | plain ÷ it |\n"
        "|---|---|---|---|---|---|\n",
        rounds.twin.size(), counts.per_agent_month(counts.blocks()));
    for (std::size_t set = 0; set < rounds.kernels.size(); ++set) {
        const auto& its = rounds.kernels[set].rounds;
        const double engine = median(values_of(its, engine_of));
        fmt::print("| {} | {:.0f} | {:.3g} | {:.1f} | {} | {:.2f} |\n", rounds.kernels[set].name, engine, 1e9 / engine,
                   median(values_of(its, [](const WordsRatio& round) { return round.words; })),
                   range(values_of(its, ratio_of)), rounds.plain_over(set));
    }
    const double engine = median(values_of(rounds.twin, engine_of)),
                 twin = median(values_of(rounds.twin, [](const TwinRatio&round) { return round.twin; })),
                 naming = median(values_of(rounds.twin, [](const TwinRatio&round) { return round.twin_naming; }));
    fmt::print(
        "\n| against the twin | ns per agent-month | agent-months/s | ÷ engine |\n|---|---|---|---|\n"
        "| engine | {:.0f} | {:.3g} | 1 |\n| twin, customers alone | {:.0f} | {:.3g} | {} |\n"
        "| the same, with its counts by name | {:.0f} | {:.3g} | {} |\n",
        engine, 1e9 / engine, twin, 1e9 / twin, range(values_of(rounds.twin, ratio_of)), naming, 1e9 / naming,
        range(values_of(rounds.twin, [](const TwinRatio& round) { return round.twin_naming / round.engine; })));
}

}  // namespace nephoscope::bench
