#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "analysis/sweeps/study_reading.h"
#include "models/scenario/reading.h"
#include "sim/io/text.h"
#include "sim/io/toml_inherit.h"

namespace nephoscope::study_reading {

namespace {

namespace fs = std::filesystem;

/// The file that `name` means: beside the study, else among the shipped scenarios; empty when there is none.
std::string scenario_file(const StudyReading& reading, const std::string& name) {
    std::vector<std::string> folders{reading.folder};
    for (const std::string& folder : scenario_folders()) folders.push_back(folder);
    std::error_code ignored;
    for (const std::string& folder : folders)
        for (const std::string& candidate : {name, name + ".toml"}) {
            const fs::path path =
                fs::path(candidate).is_absolute() ? fs::path(candidate) : fs::path(folder) / candidate;
            if (fs::is_regular_file(path, ignored)) return path.lexically_normal().string();
        }
    return "";
}

std::vector<std::string> shipped_names() {
    std::vector<std::string> names;
    std::error_code ignored;
    for (const std::string& folder : scenario_folders())
        for (const auto& entry : fs::directory_iterator(folder, ignored))
            if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

void add_scenario(StudyReading& reading, const Node& node) {
    if (node.kind != Node::Kind::text) {
        reading.diagnostics.error(node.place,
                                  fmt::format("this is {} but must be a scenario file, in quotes", shown(node)));
        return;
    }
    const std::string path = scenario_file(reading, node.text);
    if (path.empty()) {
        reading.diagnostics.error(
            node.place, fmt::format("no scenario '{}' beside the study, nor a shipped one of that name", node.text),
            did_you_mean(node.text, shipped_names()));
        return;
    }
    const std::string label = fs::path(path).stem().string();
    for (const StudyScenario& other : reading.study.scenarios)
        if (other.label == label) {
            reading.diagnostics.error(node.place, fmt::format("two scenarios are called '{}'", label),
                                      "results tell scenarios apart by their file's name");
            return;
        }
    reading.study.scenarios.push_back({label, path});
}

void read_scenario_list(StudyReading& reading, const Node& table) {
    const Node* list = table.find("scenarios");
    if (list == nullptr) {
        reading.diagnostics.error(table.place, "[study] has no key 'scenarios'",
                                  "such as scenarios = [\"exclusive_2032\", \"nonexclusive_2026\"]");
        return;
    }
    if (list->kind != Node::Kind::array || list->array.empty()) {
        reading.diagnostics.error(
            list->place, fmt::format("'scenarios' is {} but must be an array of scenario files", shown(*list)));
        return;
    }
    for (const Node& node : list->array) add_scenario(reading, node);
}

void read_base(StudyReading& reading, const Node& table) {
    const auto base = text_of(reading, table, "base");
    if (!base) return;
    std::vector<std::string> labels;
    for (const StudyScenario& scenario : reading.study.scenarios) labels.push_back(scenario.label);
    const auto found = std::find(labels.begin(), labels.end(), fs::path(*base).stem().string());
    if (found != labels.end()) {
        reading.study.base = static_cast<int>(found - labels.begin());
        if (labels.size() < 2)
            reading.diagnostics.error(table.find("base")->place, "a study with a base needs another scenario too");
        return;
    }
    reading.diagnostics.error(table.find("base")->place,
                              fmt::format("the base '{}' is none of the study's scenarios", *base),
                              did_you_mean(*base, labels));
}

/// [simulation] of every scenario as the study sets it, at the study's places; what is wrong has been told.
Node simulation_of(const StudyReading& reading) {
    Node simulation;
    const Node* table = reading.root.find("study");
    for (const char* key : {"agents", "replications", "seed"})
        if (const Node* node = table != nullptr ? table->find(key) : nullptr)
            if (node->kind == Node::Kind::integer && node->integer >= (std::string(key) == "seed" ? 0 : 1))
                simulation.table[key] = *node;
    Node root;
    root.table["simulation"] = simulation;
    return root;
}

}  // namespace

void read_section(StudyReading& reading) {
    Study& study = reading.study;
    const Node* table = table_of(reading, "study");
    if (table == nullptr) {
        if (reading.root.find("study") == nullptr)
            reading.diagnostics.error(reading.root.place, "a study has a table [study]",
                                      "[study] with scenarios = [...]");
        return;
    }
    reading::check_names(*table, {"agents", "base", "replications", "scenarios", "seed", "threads", "trajectories"},
                         "[study]", reading.diagnostics);
    read_scenario_list(reading, *table);
    read_base(reading, *table);
    study.replications = static_cast<int>(whole_number(reading, *table, "replications", 1, 1'000'000).value_or(0));
    study.seed = static_cast<std::uint64_t>(whole_number(reading, *table, "seed", 0, INT64_MAX).value_or(0));
    study.agents = static_cast<int>(whole_number(reading, *table, "agents", 1, 100'000'000).value_or(0));
    study.threads = static_cast<int>(whole_number(reading, *table, "threads", 1, 4096).value_or(0));
    study.trajectories = switch_of(reading, *table, "trajectories").value_or(false);
}

void load_scenarios(StudyReading& reading) {
    Study& study = reading.study;
    const int before = reading.diagnostics.told();
    for (const StudyScenario& scenario : study.scenarios) {
        LoadedDocument document =
            load_document(scenario.path, {scenario_folders(), {}}, reading.sources, reading.diagnostics);
        if (document.ok) {
            merge_over(document.root, simulation_of(reading));
            reading.scenarios.push_back(read_scenario(document, scenario.label, reading.sources, reading.diagnostics));
        }
        study.documents.push_back(std::move(document));
    }
    if (reading.scenarios.empty() || reading.diagnostics.told() != before) return;
    const Scenario& first = reading.scenarios[study.base >= 0 ? static_cast<std::size_t>(study.base) : 0];
    for (const Scenario& scenario : reading.scenarios)
        if (&scenario != &first) check_comparable(first, scenario, reading.diagnostics);
    if (study.replications == 0) study.replications = first.simulation.replications;
    if (reading.root.find_path("study.seed") == nullptr) study.seed = first.simulation.seed;
}

const Node* table_of(StudyReading& reading, const std::string& name) {
    const Node* node = reading.root.find(name);
    if (node == nullptr || node->is_table()) return node;
    reading.diagnostics.error(node->place, fmt::format("'{}' is {} but must be a table", name, shown(*node)));
    return nullptr;
}

std::optional<std::int64_t> whole_number(StudyReading& reading, const Node& table, const std::string& key,
                                         std::int64_t low, std::int64_t high) {
    const Node* node = table.find(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind == Node::Kind::integer && node->integer >= low && node->integer <= high) return node->integer;
    const std::string allowed = high == INT64_MAX ? fmt::format("a whole number of at least {}", low)
                                                  : fmt::format("a whole number in [{}, {}]", low, high);
    reading.diagnostics.error(node->place, fmt::format("'{}' is {} but must be {}", key, shown(*node), allowed));
    return std::nullopt;
}

std::optional<std::string> text_of(StudyReading& reading, const Node& table, const std::string& key) {
    const Node* node = table.find(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind == Node::Kind::text) return node->text;
    reading.diagnostics.error(node->place, fmt::format("'{}' is {} but must be text in quotes", key, shown(*node)));
    return std::nullopt;
}

std::optional<bool> switch_of(StudyReading& reading, const Node& table, const std::string& key) {
    const Node* node = table.find(key);
    if (node == nullptr) return std::nullopt;
    if (node->kind == Node::Kind::boolean) return node->boolean;
    reading.diagnostics.error(node->place, fmt::format("'{}' is {} but must be true or false", key, shown(*node)));
    return std::nullopt;
}

}  // namespace nephoscope::study_reading
