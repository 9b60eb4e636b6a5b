#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/baseline.h"
#include "tests/bench/ratios.h"

/// nephoscope_gate BOUNDS [CUSTOMERS]: compares ratios of times that are taken in one process with their bounds; exit
/// code 1 when one is beyond, 2 when the bounds cannot be read.
namespace nephoscope::bench {
namespace {

struct Bound {
    std::string ratio, remedy;
    bool at_most = true;
    double value = 0;
};

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(' '), last = text.find_last_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

/// One line of the file.
Bound read_bound(const std::string& line) {
    std::istringstream fields(line);
    std::string ratio, side, value, remedy, rest;
    std::getline(fields, ratio, '|'), std::getline(fields, side, '|'), std::getline(fields, value, '|');
    std::getline(fields, remedy);
    side = trimmed(side);
    std::istringstream number(value);
    Bound bound{trimmed(ratio), trimmed(remedy), side == "at most", 0};
    if ((side != "at most" && side != "at least") || !(number >> bound.value) || number >> rest || bound.remedy.empty())
        throw std::invalid_argument(
            fmt::format("'{}' is not: ratio | at most or at least | number | where to look", line));
    return bound;
}

std::vector<Bound> read_bounds(const std::string& path) {
    std::ifstream file(path);
    std::vector<Bound> bounds;
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#') bounds.push_back(read_bound(line));
    if (bounds.empty()) throw std::invalid_argument(fmt::format("no bounds in '{}'", path));
    return bounds;
}

struct Measured {
    std::string name;
    double ratio;
};

std::vector<Measured> measure(int customers) {
    const Scenario& scenario = baseline(customers);
    const Draws draws(scenario.simulation.seed, 0);
    const StartState& start = start_of(scenario, draws);
    const Rounds rounds =
        measure_rounds(count_months(plain_kernels(), scenario, draws, start), scenario, draws, start, 5);
    std::vector<Measured> measured;
    for (std::size_t set = 0; set < rounds.kernels.size(); ++set) {
        measured.push_back({"engine/words " + rounds.kernels[set].name, rounds.engine_over_words(set)});
        if (set > 0) measured.push_back({"plain/" + rounds.kernels[set].name, rounds.plain_over(set)});
    }
    measured.push_back({"twin/engine", rounds.twin_over_engine()});
    return measured;
}

/// Prints every ratio beside its bound; how many are beyond it.
int compare(const std::vector<Bound>& bounds, const std::vector<Measured>& measured) {
    int beyond = 0;
    for (const Bound& bound : bounds) {
        const auto its = std::find_if(measured.begin(), measured.end(),
                                      [&](const Measured& other) { return other.name == bound.ratio; });
        const std::string asked = fmt::format("{} {}", bound.at_most ? "at most" : "at least", bound.value);
        if (its == measured.end()) {
            fmt::print("{:20} not measured on this machine ({})\n", bound.ratio, asked);
            continue;
        }
        const bool holds = bound.at_most ? its->ratio <= bound.value : its->ratio >= bound.value;
        fmt::print("{:20} {:6.2f}, {}{}\n", bound.ratio, its->ratio, asked, holds ? "" : ": BEYOND");
        if (holds) continue;
        ++beyond;
        fmt::print(stderr, "gate: {} is {:.2f} but must be {}; look at: {}\n", bound.ratio, its->ratio, asked,
                   bound.remedy);
    }
    return beyond;
}

}  // namespace
}  // namespace nephoscope::bench

int main(int argc, char** argv) {
    using namespace nephoscope::bench;
    if (argc < 2) {
        fmt::print(stderr, "usage: nephoscope_gate BOUNDS [CUSTOMERS]\n");
        return 2;
    }
    try {
        const std::vector<Bound> bounds = read_bounds(argv[1]);
        return compare(bounds, measure(argc > 2 ? std::stoi(argv[2]) : 10000)) == 0 ? 0 : 1;
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "gate: {}\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        fmt::print(stderr, "gate: {}\n", error.what());
        return 3;
    }
}
