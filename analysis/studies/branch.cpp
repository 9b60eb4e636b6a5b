#include "analysis/studies/branch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/scenario/branching.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

/// "2027-04, 2028-12 (3 of 16 replications)".
std::string list_of(const CheckpointReader& reader) {
    std::vector<std::string> months;
    for (const auto& [month, replications] : reader.months())
        months.push_back(
            replications == reader.header().replications
                ? month.str()
                : fmt::format("{} ({} of {} replications)", month.str(), replications, reader.header().replications));
    return months.empty() ? "none" : fmt::format("{}", fmt::join(months, ", "));
}

Scenario stored_scenario(const CheckpointReader& reader, Sources& sources) {
    const std::string name = reader.header().scenario;
    Diagnostics diagnostics(sources);
    const std::string shown = fmt::format("{} in {}", name, reader.path());
    const LoadedDocument document = load_text(shown, reader.header().scenario_text, sources, diagnostics);
    Scenario scenario = read_scenario(document, name, sources, diagnostics);
    if (!diagnostics.ok())
        throw FormatError(fmt::format("{}: the stored scenario does not read:\n{}", reader.path(), diagnostics.str()));
    return scenario;
}

/// The options that make the size of `wrong` that of the checkpoint, "" when it is already.
std::string remedy(const Scenario& right, const Scenario& wrong) {
    const SimulationParameters &a = right.simulation, &b = wrong.simulation;
    std::string options;
    if (a.agents != b.agents) options += fmt::format(" --agents {}", a.agents);
    if (a.replications != b.replications) options += fmt::format(" --replications {}", a.replications);
    if (a.seed != b.seed) options += fmt::format(" --seed {}", a.seed);
    return options;
}

}  // namespace

Branch::Branch(const std::string& path, Month month, Sources& sources)
    : reader_(path), month_(month), scenario_(stored_scenario(reader_, sources)) {
    const auto found = reader_.months().find(month);
    if (found == reader_.months().end() || found->second != reader_.header().replications)
        throw ArgumentError("--from", fmt::format("{}@{}", path, month.str()),
                            fmt::format("a month that the checkpoint holds whole: {}", list_of(reader_)));
    if (month < scenario_.simulation.start || month >= scenario_.simulation.end ||
        scenario_.simulation.replications != reader_.header().replications)
        throw FormatError(fmt::format("{}: its months or replications are not those of its scenario", path));
}

void Branch::require_same_until(const std::vector<Scenario>& scenarios, const Sources& sources) const {
    std::string text;
    Scenario stored = scenario_;
    stored.name = "checkpoint";
    for (const Scenario& scenario : scenarios) {
        const std::string differences = diff_until(stored, scenario, month_, sources);
        if (differences.empty()) continue;
        text += fmt::format("{}: cannot go on from {}: what acts by {} differs from '{}', which was run\n{}",
                            scenario.name, reader_.path(), month_.str(), scenario_.name, differences);
        const std::string options = remedy(scenario_, scenario);
        if (!options.empty()) text += fmt::format("  say{}, as the run that wrote the checkpoint did\n", options);
    }
    if (text.empty()) return;
    throw InputError(text + fmt::format("clauses, events and other dated keys may differ where they act from {} on "
                                        "(docs/checkpoints.md); nothing was run\n",
                                        (month_ + 1).str()));
}

void Branch::refuse(int replication, const std::string& reason) const {
    throw FormatError(
        fmt::format("{}: state of replication {} at the end of {}: {}; it was written by a nephoscope that "
                    "keeps other state: take the checkpoint again",
                    reader_.path(), replication, month_.str(), reason));
}

std::string save_run(const StartState& start, const Market& market, const MarketRecorder& recorder) {
    StateWriter writer;
    writer("start", start);
    market.save(writer);
    recorder.save(writer);
    return writer.bytes();
}

OpenedRun::OpenedRun(std::string_view state, const Scenario& scenario, const Draws& draws, const Schedule& schedule,
                     int threads, const Ranks& ranks)
    : start_(empty_start(scenario, ranks)) {
    StateReader reader(state);
    reader("start", start_);
    market_.emplace(scenario, draws, start_, threads).open(reader, schedule.done.value());
    recorder_.emplace(*market_, start_, schedule).open(reader);
    reader.finish();
}

}  // namespace nephoscope
