#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The test vectors of tests/vectors: each file is a topic, each case has a kind, inputs and expected numbers.
///
/// A topic file registers what it can compute with one static object:
///
///     const Topic topic("hosting", {{"hosting_game", hosting_game}}, {{"statistical", judge_sessions}}, {{"n_firms",
///     "n"}});
///
/// A kind nobody registered, or an expected key that the computed object lacks, is a failure.
namespace nephoscope::vectors {

using Json = nlohmann::json;

/// Computes an object with the structure of the case's `expected`; further keys are ignored. Receives the whole case.
using Compute = std::function<Json(const Json& vector_case)>;

/// What comparing one case found.
struct Verdict {
    int numbers = 0;                    ///< leaves compared
    double worst = 0.0;                 ///< largest |got − expected| / allowed
    std::string worst_place;            ///< where it occurred, such as "/p/2"
    std::vector<std::string> failures;  ///< one sentence each; empty means passed
    std::string skipped;                ///< the reason when the case was not run, else empty

    /// Fails with `sentence` unless `holds`; counts as one compared leaf.
    void require(bool holds, const std::string& sentence);
    /// Compares one number by |got − expected| ≤ `allowed`; equal infinities agree, NaN never does.
    void compare_number(const std::string& place, double got, double expected, double allowed);
};

/// Judges a case by its own rule, for instance a statistical one.
using Judge = std::function<void(const Json& vector_case, Verdict& verdict)>;

/// What the program knows of a topic.
struct Handlers {
    std::map<std::string, Compute> compute;            ///< by kind, compared with the tolerance of the case
    std::map<std::string, Judge> judge;                ///< by kind, for kinds with a rule of their own
    std::multimap<std::string, std::string> argument;  ///< the library's argument name → inputs that may be meant
};

/// Registers a topic when constructed at namespace scope; several files may register kinds of one topic.
struct Topic {
    Topic(const std::string& name, std::map<std::string, Compute> compute, std::map<std::string, Judge> judge = {},
          std::multimap<std::string, std::string> argument = {});
};

/// All topics registered so far, by name.
std::map<std::string, Handlers>& topics();

/// Reads a number that may be written as one, or as "nan", "inf", "-inf".
double number(const Json& value);

/// Reads a list of such numbers, or the values of an object in ascending order of its (integer) labels.
std::vector<double> numbers(const Json& value);

/// Compares `computed` with `expected` of the case, leaf by leaf, by `tolerance` and `tolerance_by_key`.
void compare(const Json& vector_case, const Json& computed, Verdict& verdict);

/// Runs one case of `topic`; whatever goes wrong ends up in the verdict.
Verdict run_case(const std::string& topic, const Json& vector_case);

}  // namespace nephoscope::vectors
