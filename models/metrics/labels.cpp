#include <fmt/format.h>

#include <algorithm>

#include "models/capacity/clearing.h"
#include "models/metrics/counterfactual_metrics.h"
#include "models/metrics/metrics.h"

namespace nephoscope {

namespace {

template <class Entity>
std::vector<std::string> ids(const std::vector<Entity>& entities) {
    std::vector<std::string> names;
    for (const Entity& entity : entities) names.push_back(entity.id);
    return names;
}

std::vector<std::string> ids_of(const std::vector<Venue>& venues, VenueKind kind) {
    std::vector<std::string> names;
    for (const Venue& venue : venues)
        if (venue.kind == kind) names.push_back(venue.id);
    return names;
}

std::vector<std::string> ids_of(const std::vector<Clause>& clauses, ClauseType type) {
    std::vector<std::string> names;
    for (const Clause& clause : clauses)
        if (clause.type == type) names.push_back(clause.id);
    return names;
}

std::vector<std::string> joined(std::vector<std::string> names, const std::vector<std::string>& more) {
    names.insert(names.end(), more.begin(), more.end());
    return names;
}

}  // namespace

AxisLabels axis_labels(const Scenario& scenario) {
    AxisLabels labels;
    const Accounts accounts(scenario);
    const std::vector<std::string> clouds = ids_of(scenario.venues, VenueKind::cloud);
    const std::vector<std::string> self = ids_of(scenario.venues, VenueKind::self_hosted);
    labels["lab"] = ids(scenario.labs);
    labels["venue"] = ids(scenario.venues);
    labels["cloud"] = clouds;
    labels["segment"] = ids(scenario.segments);
    labels["workload"] = ids(scenario.workloads);
    labels["region"] = ids(scenario.regions);
    labels["account"] = labels["account_from"] = labels["account_to"] = accounts.names();
    for (int posting = 0; posting < kPostings; ++posting)
        labels["posting"].push_back(posting_name(static_cast<Posting>(posting)));
    labels["venue_from"] = labels["venue_to"] = joined(labels["venue"], {"legacy", "inactive-or-unborn"});
    labels["lab_from"] = labels["lab_to"] = joined(labels["lab"], {"legacy", "inactive-or-unborn"});
    labels["number_in_use"] = {"1", "2", "3+"};
    for (int decile = 1; decile <= 10; ++decile) labels["decile"].push_back(fmt::format("{:02}", decile));
    labels["taste_tercile"] = {"1 low", "2 middle", "3 high"};
    labels["compute_class"] = {"1 reserve", "2 committed", "3 inference", "4 other"};
    labels["party"] = joined(clouds, labels["lab"]);
    labels["seller"] = joined(labels["party"], self);
    labels["host"] = joined(joined(clouds, self), {"elsewhere"});
    labels["holder"] = joined(clouds, {"investors"});
    labels["commitment"] = ids_of(scenario.clauses, ClauseType::compute_commit);
    labels["revenue_share"] = ids_of(scenario.clauses, ClauseType::revenue_share);
    labels["incumbent"] = {};
    if (scenario.metrics.incumbent >= 0)
        labels["incumbent"] = {scenario.venues[static_cast<std::size_t>(scenario.metrics.incumbent)].id};
    add_panel_labels(scenario, labels);
    add_counterfactual_labels(scenario, labels);
    for (const Lab& lab : scenario.labs) labels["moment"].push_back("lab share " + lab.id);
    for (const Venue& venue : scenario.venues) labels["moment"].push_back("venue share " + venue.id);
    labels["moment"].push_back("outlay");
    return labels;
}

std::vector<VariableSpec> recorded_variables(const std::vector<Scenario>& scenarios) {
    std::vector<AxisLabels> labels;
    for (const Scenario& scenario : scenarios) labels.push_back(axis_labels(scenario));
    const auto labelled = [&](const std::string& axis) {
        return axis == "month" ||
               std::any_of(labels.begin(), labels.end(), [&](const AxisLabels& of) { return !of.at(axis).empty(); });
    };
    const bool counterfactuals = labelled("barrier");
    std::vector<VariableSpec> specs;
    for (const VariableSpec& spec : recorded_variables())
        if ((spec.group != "counterfactual" || counterfactuals) &&
            std::all_of(spec.axes.begin(), spec.axes.end(), labelled))
            specs.push_back(spec);
    return specs;
}

}  // namespace nephoscope
