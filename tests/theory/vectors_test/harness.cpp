#include "tests/theory/vectors_test/harness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/core/error.h"

namespace nephoscope::vectors {

namespace {

struct Tolerance {
    double absolute = 0.0;
    double relative = 0.0;
};

Tolerance tolerance_of(const Json& object) { return {number(object.at("abs")), number(object.at("rel"))}; }

/// A leaf that stands for a number: a JSON number or one of the three words for what JSON cannot write.
bool is_number(const Json& value) { return value.is_number() || value == "nan" || value == "inf" || value == "-inf"; }

void compare_leaf(const std::string& place, const Json& expected, const Json& got, Tolerance tolerance,
                  Verdict& verdict) {
    if (is_number(expected) && is_number(got)) {
        const double target = number(expected);
        const double allowed =
            std::isfinite(target) ? tolerance.absolute + tolerance.relative * std::fabs(target) : 0.0;
        verdict.compare_number(place, number(got), target, allowed);
    } else {
        verdict.require(expected == got, fmt::format("{}: got {}, expected {}", place, got.dump(), expected.dump()));
    }
}

void compare_tree(const std::string& place, const Json& expected, const Json& got, Tolerance tolerance,
                  const Json& by_key, Verdict& verdict) {
    if (expected.is_object()) {
        for (const auto& [key, value] : expected.items()) {
            const std::string here = place + "/" + key;
            if (!got.is_object() || !got.contains(key)) {
                verdict.require(false, here + ": the topic does not compute this key");
                continue;
            }
            const bool overridden = by_key.is_object() && by_key.contains(key);
            compare_tree(here, value, got.at(key), overridden ? tolerance_of(by_key.at(key)) : tolerance, by_key,
                         verdict);
        }
    } else if (expected.is_array()) {
        const std::size_t length = got.is_array() ? got.size() : 0;
        verdict.require(got.is_array() && length == expected.size(),
                        fmt::format("{}: got {} elements, expected {}", place, length, expected.size()));
        for (std::size_t i = 0; i < std::min(length, expected.size()); ++i) {
            compare_tree(fmt::format("{}/{}", place, i), expected[i], got[i], tolerance, by_key, verdict);
        }
    } else {
        compare_leaf(place, expected, got, tolerance, verdict);
    }
}

/// The error must name an argument of this case, under its own name or under an alias the topic gave.
void require_named_error(const Handlers& handlers, const Compute& compute, const Json& vector_case, Verdict& verdict) {
    try {
        compute(vector_case);
        verdict.require(false, "no error was raised");
    } catch (const ArgumentError& error) {
        const std::string base = error.name.substr(0, error.name.find('['));
        const Json& inputs = vector_case.at("inputs");
        bool named = inputs.contains(base);
        const auto [first, last] = handlers.argument.equal_range(base);
        for (auto alias = first; alias != last; ++alias) named = named || inputs.contains(alias->second);
        verdict.require(named,
                        fmt::format("the error names '{}', which is no input of the case: {}", base, error.what()));
    }
}

void judge_case(const Handlers& handlers, const Json& vector_case, Verdict& verdict) {
    const std::string kind = vector_case.at("kind").get<std::string>();
    const Json& expected = vector_case.at("expected");
    const auto judge = handlers.judge.find(kind);
    const auto compute = handlers.compute.find(kind);
    if (judge != handlers.judge.end()) {
        judge->second(vector_case, verdict);
    } else if (compute == handlers.compute.end()) {
        verdict.require(false, "unknown kind '" + kind + "'");
    } else if (expected == Json{{"error", true}}) {
        require_named_error(handlers, compute->second, vector_case, verdict);
    } else {
        compare(vector_case, compute->second(vector_case), verdict);
    }
}

}  // namespace

void Verdict::require(bool holds, const std::string& sentence) {
    ++numbers;
    if (!holds) failures.push_back(sentence);
}

void Verdict::compare_number(const std::string& place, double got, double expected, double allowed) {
    ++numbers;
    const double error = got == expected ? 0.0 : std::fabs(got - expected);
    const bool within = error <= allowed;
    if (!within) {
        failures.push_back(fmt::format("{}: got {:.17g}, expected {:.17g}, off by {:.3g} of {:.3g} allowed", place, got,
                                       expected, error, allowed));
    }
    const double ratio = error == 0.0 ? 0.0 : error / allowed;
    if (ratio > worst || std::isnan(ratio)) {
        worst = std::isnan(ratio) ? std::numeric_limits<double>::infinity() : ratio;
        worst_place = place;
    }
}

Topic::Topic(const std::string& name, std::map<std::string, Compute> compute, std::map<std::string, Judge> judge,
             std::multimap<std::string, std::string> argument) {
    Handlers& handlers = topics()[name];
    handlers.compute.merge(compute);
    handlers.judge.merge(judge);
    handlers.argument.merge(argument);
}

std::map<std::string, Handlers>& topics() {
    static std::map<std::string, Handlers> registry;
    return registry;
}

double number(const Json& value) {
    if (value == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (value == "inf") return std::numeric_limits<double>::infinity();
    if (value == "-inf") return -std::numeric_limits<double>::infinity();
    return value.get<double>();
}

std::vector<double> numbers(const Json& value) {
    std::vector<double> result;
    if (!value.is_object()) {
        for (const Json& element : value) result.push_back(number(element));
        return result;
    }
    std::map<long, double> by_label;
    for (const auto& [label, element] : value.items()) by_label[std::stol(label)] = number(element);
    for (const auto& [label, element] : by_label) result.push_back(element);
    return result;
}

void compare(const Json& vector_case, const Json& computed, Verdict& verdict) {
    compare_tree("", vector_case.at("expected"), computed, tolerance_of(vector_case.at("tolerance")),
                 vector_case.value("tolerance_by_key", Json::object()), verdict);
}

Verdict run_case(const std::string& topic, const Json& vector_case) {
    Verdict verdict;
    const auto handlers = topics().find(topic);
    if (handlers == topics().end()) {
        verdict.require(false, fmt::format("unknown topic '{}' (kind '{}')", topic, vector_case.value("kind", "")));
        return verdict;
    }
    try {
        judge_case(handlers->second, vector_case, verdict);
        if (verdict.numbers == 0 && verdict.skipped.empty()) verdict.require(false, "nothing was compared");
    } catch (const std::exception& error) {
        verdict.require(false, fmt::format("raised an error: {}", error.what()));
    }
    return verdict;
}

}  // namespace nephoscope::vectors
