#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <new>

#include "cli/options.h"
#include "cli/signals.h"
#include "cli/verbs.h"
#include "models/customers/kernels.h"
#include "sim/core/error.h"
#include "sim/io/results.h"
#include "sim/run/version.h"

namespace nephoscope::cli {

namespace {

struct Verb {
    const char* name;
    const char* meaning;
    int (*function)(const std::vector<std::string>&);
};

const Verb kVerbs[] = {
    {"run", "run scenarios, with replications, into one results file", run_verb},
    {"compare", "paired differences between scenarios, on common random numbers", compare_verb},
    {"sweep", "run a study of many points into a store, resumable, on one machine or many", sweep_verb},
    {"status", "what a sweep's store holds: done, running, failed, left, time left", status_verb},
    {"check", "find every mistake in scenario files; print the resolved input or a difference", check_verb},
    {"explain", "what a scenario key means: unit, default, range, source", explain_verb},
    {"show", "headlines of a results file", show_verb},
    {"report", "one self-contained HTML page about a results file", report_verb},
    {"sensitivity", "what drives the outcomes of a sweep: Morris measures or Sobol' indices", sensitivity_verb},
    {"verify", "run the stored input of a results file again and compare the result hash", verify_verb},
    {"theory", "benchmarks of closed forms and equilibria", theory_verb},
};

void print_help() {
    fmt::print(
        "nephoscope: who gains, who loses, when and how surely, when an agreement between an AI lab and a cloud "
        "changes\n\n"
        "usage: nephoscope VERB ...   (nephoscope VERB --help for each)\n\n");
    for (const Verb& verb : kVerbs) fmt::print("  {:<13}{}\n", verb.name, verb.meaning);
    fmt::print("\nexample:\n  nephoscope compare exclusive_2032 nonexclusive_2026\n");
}

void print_version() {
    const Version version = program_version();
    fmt::print("nephoscope {} (commit {})\ncompiler {}, kernels {}\nresults_version {}, format_version {}\n",
               version.version, version.commit, version.compiler, kernels().name, kResultsVersion, kFormatVersion);
}

int dispatch(const std::vector<std::string>& args) {
    if (args.empty() || args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
        print_help();
        return args.empty() ? kInputWrong : kDone;
    }
    if (args[0] == "--version") {
        print_version();
        return kDone;
    }
    const auto verb =
        std::find_if(std::begin(kVerbs), std::end(kVerbs), [&](const Verb& v) { return args[0] == v.name; });
    if (verb != std::end(kVerbs)) return verb->function({args.begin() + 1, args.end()});
    std::vector<std::string> names;
    for (const Verb& v : kVerbs) names.push_back(v.name);
    const std::string near = nearest_name(args[0], names);
    throw UsageError(fmt::format("nephoscope: no verb is called '{}'{}; see: nephoscope --help", args[0],
                                 near.empty() ? std::string() : fmt::format(", did you mean '{}'?", near)));
}

int report(const char* prefix, const std::exception& error, int code) {
    const std::string text = error.what();
    fmt::print(stderr, "{}{}{}", prefix, text, !text.empty() && text.back() == '\n' ? "" : "\n");
    return code;
}

}  // namespace

int report_exception() {
    try {
        throw;
    } catch (const UnreadableInput& error) {
        return report("", error, kMachine);
    } catch (const InputError& error) {
        return report("", error, kInputWrong);
    } catch (const UsageError& error) {
        return report("", error, kInputWrong);
    } catch (const ArgumentError& error) {
        return report("nephoscope: ", error, kInputWrong);
    } catch (const MachineError& error) {
        return report("nephoscope: ", error, kMachine);
    } catch (const std::bad_alloc&) {
        fmt::print(stderr, "nephoscope: not enough memory; try fewer --agents or --threads\n");
        return kMachine;
    } catch (const ModelError& error) {
        return report("nephoscope: the model left its domain: ", error, kModel);
    } catch (const FormatError& error) {
        return report("nephoscope: ", error, kFormat);
    } catch (const std::exception& error) {
        return report("nephoscope: a bug: ", error, kBug);
    }
}

int main_of(const std::vector<std::string>& args) {
    try {
        install_signal_handlers();
        return dispatch(args);
    } catch (...) {
        return report_exception();
    }
}

}  // namespace nephoscope::cli

int main(int argc, char** argv) { return nephoscope::cli::main_of({argv + 1, argv + argc}); }
