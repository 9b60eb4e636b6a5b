#include "cli/options.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "models/customers/shock_memory.h"

namespace nephoscope::cli {

namespace po = boost::program_options;
namespace fs = std::filesystem;

Options::Options(std::string verb, std::string usage, std::string meaning, std::string example)
    : verb_(std::move(verb)),
      usage_(std::move(usage)),
      meaning_(std::move(meaning)),
      example_(std::move(example)),
      visible_("Options", 100) {
    flag("help,h", "print this and stop");
}

Options& Options::flag(const char* name, const char* meaning) {
    visible_.add_options()(name, meaning);
    return *this;
}

Options& Options::text(const char* name, const char* placeholder, const char* meaning) {
    visible_.add_options()(name, po::value<std::string>()->value_name(placeholder), meaning);
    return *this;
}

Options& Options::texts(const char* name, const char* placeholder, const char* meaning) {
    visible_.add_options()(name, po::value<std::vector<std::string>>()->value_name(placeholder)->composing(), meaning);
    return *this;
}

std::string Options::help() const {
    std::ostringstream text;
    text << "usage: " << usage_ << "\n\n" << meaning_ << "\n\n" << visible_ << "\nexample:\n  " << example_ << "\n";
    return text.str();
}

bool Options::parse(const std::vector<std::string>& args) {
    po::options_description all;
    all.add(visible_).add_options()("operand", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("operand", -1);
    const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    try {
        po::store(po::command_line_parser(args).options(all).positional(positional).style(style).run(), map_);
    } catch (const po::error& error) {
        throw UsageError(fmt::format("nephoscope {}: {}; see: nephoscope {} --help", verb_, error.what(), verb_));
    }
    if (has("help")) {
        std::fputs(help().c_str(), stdout);
        return false;
    }
    operands_ = list("operand");
    return true;
}

std::string Options::get(const std::string& name, const std::string& fallback) const {
    return has(name) ? map_[name].as<std::string>() : fallback;
}

std::vector<std::string> Options::list(const std::string& name) const {
    return has(name) ? map_[name].as<std::vector<std::string>>() : std::vector<std::string>{};
}

std::int64_t Options::integer(const std::string& name, std::int64_t fallback, std::int64_t low,
                              std::int64_t high) const {
    if (!has(name)) return fallback;
    const std::string text = get(name);
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < low || value > high)
        throw UsageError(fmt::format("nephoscope {}: --{} is '{}' but must be a whole number in [{}, {}]", verb_, name,
                                     text, low, high));
    return value;
}

void Options::require_operands(std::size_t least, std::size_t most, const char* what) const {
    if (operands_.size() >= least && operands_.size() <= most) return;
    throw UsageError(fmt::format("nephoscope {}: expected {}, found {}; usage: {}", verb_, what,
                                 operands_.empty() ? "nothing" : std::to_string(operands_.size()), usage_));
}

void add_run_options(Options& options) {
    options.texts("set", "KEY=VALUE", "override a scenario key, for all files of the command; may be repeated")
        .text("agents", "N", "customers per run, short for --set simulation.agents=N")
        .text("replications", "N",
              "runs per scenario, each with other draws; short for --set simulation.replications=N")
        .text("seed", "N", "short for --set simulation.seed=N")
        .text("threads", "N", "threads to use (default: all of the affinity mask); never changes results")
        .text("remember", "GIB",
              "memory, in whole GiB, in which each run (of each rank) may remember what customers find attractive "
              "from one decision to the next (default: 1, enough for 1.2 million customers of the baseline); larger "
              "runs are faster with 0.82 for every million; never changes results")
        .text("output,o", "FILE", "results file (default: a new dated name here)")
        .flag("force", "replace an existing results file")
        .flag("quiet,q", "no progress");
}

void set_remembered(const Options& options) {
    constexpr std::int64_t gib = std::int64_t{1} << 30;
    if (options.has("remember"))
        ShockMemory::set_most_bytes(static_cast<std::size_t>(options.integer("remember", 0, 0, 1'000'000) * gib));
}

std::vector<std::string> settings_of(const Options& options) {
    std::vector<std::string> settings = options.list("set");
    const struct {
        const char* option;
        std::int64_t low, high;
    } shorts[] = {{"agents", 1, 100'000'000}, {"replications", 1, 1'000'000}, {"seed", 0, INT64_MAX}};
    for (const auto& s : shorts)
        if (options.has(s.option))
            settings.push_back(fmt::format("simulation.{}={}", s.option, options.integer(s.option, 0, s.low, s.high)));
    return settings;
}

std::string find_scenario(const std::string& name) {
    std::error_code ignored;
    if (fs::exists(name, ignored) || name.find('/') != std::string::npos) return name;
    std::vector<std::string> known;
    for (const std::string& folder : scenario_folders()) {
        for (const std::string& candidate : {name, name + ".toml"})
            if (fs::is_regular_file(fs::path(folder) / candidate, ignored))
                return (fs::path(folder) / candidate).string();
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (entry.path().extension() == ".toml") known.push_back(entry.path().stem().string());
    }
    const std::string near = nearest_name(name, known);
    throw UsageError(fmt::format("no scenario file '{}' here, nor a shipped scenario of that name{}", name,
                                 near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near)));
}

std::vector<Scenario> load_all(const std::vector<std::string>& names, const std::vector<std::string>& settings,
                               bool comparable, Sources& sources) {
    Diagnostics diagnostics(sources);
    std::vector<Scenario> scenarios;
    for (const std::string& name : names)
        scenarios.push_back(load_scenario(find_scenario(name), {scenario_folders(), settings}, sources, diagnostics));
    require_sound(diagnostics);
    for (std::size_t s = 1; comparable && s < scenarios.size(); ++s)
        check_comparable(scenarios.front(), scenarios[s], diagnostics);
    require_sound(diagnostics);
    return scenarios;
}

void require_sound(const Diagnostics& diagnostics) {
    if (diagnostics.ok()) return;
    if (diagnostics.machine_errors() == diagnostics.errors()) throw UnreadableInput(diagnostics.str());
    throw InputError(diagnostics.str());
}

std::string format_of(const Options& options) {
    const std::string format = options.get("format", "table");
    if (format != "table" && format != "csv" && format != "json")
        throw UsageError(fmt::format("--format is '{}' but must be table, csv or json", format));
    return format;
}

}  // namespace nephoscope::cli
