#pragma once

#include <boost/program_options.hpp>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"

namespace nephoscope::cli {

/// A wrong command line: what, and the remedy. Exit code 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Files that could not be read at all, with nothing wrong in those that could. Exit code 3.
struct UnreadableInput : InputError {
    using InputError::InputError;
};

/// Throws UnreadableInput or InputError when there is any error.
void require_sound(const Diagnostics& diagnostics);

/// The options of a verb, parsed without guessing; --help is always there.
class Options {
public:
    /// `usage` is the first line of help, e.g. "nephoscope run SCENARIO..."; `example` works as typed.
    Options(std::string verb, std::string usage, std::string meaning, std::string example);

    Options& flag(const char* name, const char* meaning);
    Options& text(const char* name, const char* placeholder, const char* meaning);
    Options& texts(const char* name, const char* placeholder, const char* meaning);  ///< may be repeated

    /// False when --help was asked for and printed.
    bool parse(const std::vector<std::string>& args);

    bool has(const std::string& name) const { return map_.count(name) != 0; }
    std::string get(const std::string& name, const std::string& fallback = "") const;
    std::vector<std::string> list(const std::string& name) const;
    /// A whole number in [low, high], read whole: "12abc", "-1" for a count and "1e3" are errors.
    std::int64_t integer(const std::string& name, std::int64_t fallback, std::int64_t low, std::int64_t high) const;
    const std::vector<std::string>& operands() const { return operands_; }
    void require_operands(std::size_t least, std::size_t most, const char* what) const;

private:
    std::string help() const;
    std::string verb_, usage_, meaning_, example_;
    boost::program_options::options_description visible_;
    boost::program_options::variables_map map_;
    std::vector<std::string> operands_;
};

/// Adds --set, --agents, --replications, --seed, --threads, --remember, --output, --force, --quiet.
void add_run_options(Options& options);

/// Lets runs remember as much as --remember says.
void set_remembered(const Options& options);

/// The --set list with --agents, --replications, --seed as settings behind it.
std::vector<std::string> settings_of(const Options& options);

/// The file a scenario argument means: the path itself, else NAME or NAME.toml among the shipped scenarios.
/// Throws UsageError with the nearest shipped name when there is none.
std::string find_scenario(const std::string& name);

/// Loads all; throws InputError with every mistake of every file. `comparable`: they must share draws with the first.
std::vector<Scenario> load_all(const std::vector<std::string>& names, const std::vector<std::string>& settings,
                               bool comparable, Sources& sources);

/// table, csv or json of --format.
std::string format_of(const Options& options);

}  // namespace nephoscope::cli
