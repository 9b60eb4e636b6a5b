#include <fmt/format.h>

#include "models/market.h"

/// result_hashes FOLDER: the result hash of small runs of scenarios in which, together, every mechanism acts.
namespace {

using namespace nephoscope;

void print_hash(const std::string& folder, const std::string& name, const std::vector<std::string>& more) {
    std::vector<std::string> settings{"simulation.agents=400", "simulation.end=\"2027-12\""};
    settings.insert(settings.end(), more.begin(), more.end());
    Sources sources;
    Diagnostics diagnostics(sources);
    const Scenario scenario = load_scenario(folder + "/" + name + ".toml", {{folder}, settings}, sources, diagnostics);
    if (!diagnostics.ok()) throw InputError(diagnostics.str());
    for (std::uint32_t replication = 0; replication < 2; ++replication) {
        const Draws draws(scenario.simulation.seed, replication);
        const StartState start = prepare_start(scenario, draws, 2);
        Market market(scenario, draws, start, 2);
        for (int t = 0; t < scenario.simulation.months(); ++t) market.advance(scenario.simulation.start + t);
        fmt::print("result hash of {}, replication {}: {}\n", name, replication, market.result_hash());
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "result_hashes: say where the scenarios are\n");
        return 2;
    }
    try {
        print_hash(argv[1], "exclusive_2032", {});
        print_hash(argv[1], "nonexclusive_2026", {"lab.openai.cash_usd=20e9", "venue.azure.ai_capacity_mw=2500"});
        print_hash(argv[1], "price_war", {"lab.openai.price_rule=\"bertrand\"", "lab.anthropic.price_rule=\"nash\""});
    } catch (const std::exception& error) {
        fmt::print(stderr, "result_hashes: {}\n", error.what());
        return 1;
    }
    return 0;
}
