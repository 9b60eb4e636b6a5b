#include "tests/bench/month_counts.h"

#include <fmt/format.h>

#include <algorithm>

namespace nephoscope::bench {

namespace {

/// One row of the table.
void row(const char* what, double count, const std::string& note = "") {
    fmt::print("| {} | {:.3f} | {} |\n", what, count, note);
}

}  // namespace

MonthCounts count_months(const Kernels& kernels, const Scenario& scenario, const Draws& draws,
                         const StartState& start) {
    MonthCounts counts;
    use_kernels(&counting_kernels(kernels, counts.kernels));
    counts.run = run_months(scenario, draws, start);
    use_kernels(nullptr);
    if (scenario.base_cloud.ai_pull)
        counts.foreseen = counts.run.births * static_cast<double>(scenario.workloads.size());
    return counts;
}

void print_counts(const MonthCounts& counts, const Scenario& scenario) {
    const Counts& kernels = counts.kernels;
    const auto each = [&](double count) { return counts.per_agent_month(count); };
    const auto calls = [&](Part part) {
        return each(static_cast<double>(kernels.parts[static_cast<std::size_t>(part)].calls));
    };
    const auto asked = [&](Part part, Operation operation) {
        return each(kernels.parts[static_cast<std::size_t>(part)].asked[static_cast<std::size_t>(operation)]);
    };
    const auto of_stream = [&](const auto& column, Stream stream) {
        return each(static_cast<double>(column[static_cast<std::size_t>(stream)]));
    };
    fmt::print(
        "{} agent-months: {} customers at the start, {} months; {} labs, {} venues, {} workloads\n\n| per agent-month "
        "| | |\n|---|---|---|\n",
        counts.run.agent_months, scenario.simulation.agents, scenario.simulation.months(), scenario.labs.size(),
        scenario.venues.size(), scenario.workloads.size());
    row("decisions", each(counts.run.decisions));
    row("renewals", each(counts.run.renewals));
    row("portfolio problems", calls(Part::best_offers), "decisions, and values of portfolios at renewals and entries");
    row("– with a search of venue sets", calls(Part::best_set),
        fmt::format("of {:.2f} workloads each",
                    each(static_cast<double>(kernels.set_rows)) / std::max(1e-12, calls(Part::best_set))));
    row("questions", each(static_cast<double>(kernels.questions)), "workloads that ask for their best offers");
    row("alternatives", each(static_cast<double>(kernels.alternatives)),
        fmt::format("offers that may be taken, of {:.3f} computed", each(static_cast<double>(kernels.slots))));
    row("own attractions drawn", calls(Part::own_attractions), "workloads; the rest is remembered");
    row("customers whose tastes are drawn for it", calls(Part::tastes));
    row("desires of workloads", each(static_cast<double>(kernels.desires)), "on an offer; nearly all are posted");
    row("logarithms", each(kernels.asked(Operation::logarithm)));
    row("– of offers' prices", asked(Part::best_offers, Operation::logarithm));
    row("– of own attractions", asked(Part::own_attractions, Operation::logarithm));
    row("– of tastes", asked(Part::tastes, Operation::logarithm));
    row("– of desires", asked(Part::desires, Operation::logarithm) + asked(Part::desire_block, Operation::logarithm));
    row("– of base tastes", asked(Part::gumbels, Operation::logarithm));
    row("exponentials", each(kernels.asked(Operation::expm1)));
    row("– of best offers", asked(Part::best_offers, Operation::expm1),
        "one per venue and workload where an offer is worth it, two where staying is");
    row("– of desires", asked(Part::desires, Operation::expm1) + asked(Part::desire_block, Operation::expm1));
    row("sines", each(kernels.asked(Operation::sine)));
    row("Philox blocks", each(counts.blocks()), "of four words");
    const std::pair<const char*, Stream> streams[] = {
        {"– of evaluation", Stream::evaluation},         {"– of turnover", Stream::turnover},
        {"– of activation", Stream::activation},         {"– of nests", Stream::nest},
        {"– of offers' shocks", Stream::idiosyncratic},  {"– of tastes for labs", Stream::taste_lab},
        {"– of tastes for venues", Stream::taste_venue}, {"– of base tastes", Stream::base}};
    for (const auto& [name, stream] : streams)
        row(name, of_stream(kernels.blocks, stream),
            fmt::format("{:.3f} words are used", of_stream(kernels.words, stream)));
    row("– of entries", each(counts.foreseen));
}

void print_sieve(const MonthCounts& counts) {
    const auto calls = [&](Part part) {
        return static_cast<double>(counts.kernels.parts[static_cast<std::size_t>(part)].calls);
    };
    const auto looks = static_cast<double>(counts.kernels.decisions),
               settled = static_cast<double>(counts.kernels.settled);
    if (looks == 0) return;
    fmt::print("\n| with the sieve, per agent-month | | |\n|---|---|---|\n");
    row("decisions that it looks at", counts.per_agent_month(looks),
        fmt::format("{:.2f} workloads each, {:.1f} customers at a time",
                    static_cast<double>(counts.kernels.sifted) / looks, looks / calls(Part::sift)));
    row("– that it leaves to the exact kernels", counts.per_agent_month(looks - settled),
        fmt::format("one in {:.0f}", looks / std::max(1.0, looks - settled)));
    row("values of portfolios between bounds", counts.per_agent_month(calls(Part::appraise)));
    row("exact portfolio problems", counts.per_agent_month(calls(Part::best_offers)));
}

}  // namespace nephoscope::bench
