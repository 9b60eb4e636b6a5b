#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "analysis/sweeps/plan.h"

namespace nephoscope {

namespace {

std::string value_text(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text:
            return '"' + node.text + '"';
        case Node::Kind::integer:
            return fmt::format("{}", node.integer);
        case Node::Kind::real:
            return fmt::format("{}", node.real);
        case Node::Kind::boolean:
            return node.boolean ? "true" : "false";
        case Node::Kind::array:
        case Node::Kind::table:
            break;
    }
    std::vector<std::string> parts;
    for (const Node& element : node.array) parts.push_back(value_text(element));
    for (const auto& [key, value] : node.table) parts.push_back(key + " = " + value_text(value));
    return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// A line "prefix.key = value" for every value below `node` whose key is not in `omitted`.
void list_values(const Node& node, const std::string& label, const std::string& path,
                 const std::set<std::string>& omitted, std::string& text) {
    for (const auto& [key, value] : node.table) {
        const std::string full = path.empty() ? key : path + "." + key;
        if (omitted.count(full) != 0) continue;
        if (value.is_table()) {
            list_values(value, label, full, omitted, text);
        } else {
            text += fmt::format("{}: {} = {}\n", label, full, value_text(value));
        }
    }
}

}  // namespace

std::vector<Scenario> first_sound_scenarios(const Study& study) {
    constexpr std::size_t kTried = 100;
    for (std::size_t p = 0; p < std::min(kTried, study.points.size()); ++p) {
        const Sources sources;
        Diagnostics diagnostics(sources);
        std::vector<Scenario> scenarios = scenarios_of_point(study, p, diagnostics);
        if (diagnostics.ok()) return scenarios;
    }
    return {};
}

Plan plan_of(const Study& study) {
    Plan plan{study.name, study.text, identity_of_study(study), {}, study.points, study.replications};
    std::set<std::string> omitted{"simulation.seed", "simulation.replications", "simulation.agents"};
    if (study.agents == 0) omitted.erase("simulation.agents");
    for (const StudyParameter& parameter : study.parameters) {
        plan.keys.push_back(parameter.key);
        omitted.insert(parameter.key);
    }
    const std::vector<Scenario> scenarios = first_sound_scenarios(study);
    for (std::size_t s = 0; s < scenarios.size(); ++s)
        list_values(scenarios[s].resolved, study.scenarios[s].label, "", omitted, plan.identity);
    return plan;
}

}  // namespace nephoscope
