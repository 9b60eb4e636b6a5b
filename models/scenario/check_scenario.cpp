#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/scenario/reading.h"

namespace nephoscope::reading {

namespace {

/// Shares that a person typed sum to 1 up to rounding.
constexpr double kShareTolerance = 1e-9;

bool sums_to_one(double sum) { return std::fabs(sum - 1) <= kShareTolerance; }

double sum_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
}

/// Values by position with their ids; those that are 0 do not show.
struct Shares {
    std::vector<double> values;
    std::vector<std::string> ids;
};

void check_sum(Reading& reading, const std::string& row, const std::string& path, const Shares& shares,
               const std::string& what) {
    const double sum = sum_of(shares.values);
    if (reading.failed.count(row) != 0 || sums_to_one(sum)) return;
    std::string list;
    for (std::size_t i = 0; i < shares.values.size(); ++i)
        if (shares.values[i] != 0)
            list += fmt::format("{}{} {}", list.empty() ? "" : ", ", shares.ids[i], shares.values[i]);
    reading.diagnostics.error(place_of(reading.scenario, path),
                              fmt::format("{} sum to {:.10g} but must sum to 1", what, sum), list);
}

void check_venue(Reading& reading, const Venue& venue) {
    const Scenario& s = reading.scenario;
    const std::string path = "venue." + venue.id;
    const bool direct = venue.kind == VenueKind::direct, cloud = venue.kind == VenueKind::cloud;
    if (reading.failed.count("venue.*.kind") != 0) return;
    const auto misplaced = [&](const char* key, const char* kind) {
        reading.diagnostics.error(place_of(s, path + "." + key),
                                  fmt::format("'{}' is only for venues of kind \"{}\"", key, kind));
    };
    const auto has = [&](const char* key) { return s.resolved.find_path(path + "." + key) != nullptr; };
    if (direct && !has("lab"))
        reading.diagnostics.error(place_of(s, path), fmt::format("[{}] is of kind \"direct\" and needs 'lab'", path));
    if (!direct && has("lab")) misplaced("lab", "direct");
    for (const char* key : {"base_revenue_usd_per_month", "ai_capacity_mw"}) {
        if (cloud && !has(key))
            reading.diagnostics.error(place_of(s, path), fmt::format("[{}] is a cloud and needs '{}'", path, key),
                                      fmt::format("see: nephoscope explain {}.{}", path, key));
        if (!cloud && has(key)) misplaced(key, "cloud");
    }
    if (!cloud && has("owner_lab")) misplaced("owner_lab", "cloud");
    if (venue.fee_rule == FeeRule::parity && venue.platform_fee != 0)
        reading.diagnostics.error(
            place_of(s, path + ".platform_fee"),
            fmt::format("'platform_fee' is {} but fee_rule \"parity\" charges none", venue.platform_fee),
            "write fee_rule = \"fixed\", or leave the fee out");
    const auto path_only = [&](const char* key, bool used) {
        if (used && venue.capacity_rule != CapacityRule::path)
            reading.diagnostics.error(place_of(s, path + "." + key),
                                      fmt::format("'{}' is only read with capacity_rule \"path\"", key));
    };
    path_only("capacity_growth_mw_per_month", venue.capacity_growth != 0);
    path_only("capacity_from", venue.capacity_from.has_value());
    if (s.lab_index(venue.id) >= 0) {
        reading.diagnostics.error(place_of(s, path), fmt::format("'{}' is the id of a lab too", venue.id),
                                  "results name both by id");
        reading.diagnostics.note(place_of(s, "lab." + venue.id), "the lab is here");
    }
}

/// One of each: direct venues per lab, self-hosting, owners; at most 16 clouds.
void check_kinds(Reading& reading) {
    const Scenario& s = reading.scenario;
    int clouds = 0;
    double capacity = 0;
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        const Venue& venue = s.venues[v];
        check_venue(reading, venue);
        if (venue.kind == VenueKind::cloud && ++clouds == kMaxClouds + 1)
            reading.diagnostics.error(place_of(s, "venue." + venue.id),
                                      fmt::format("there are more than {} clouds", kMaxClouds));
        capacity += venue.ai_capacity;
        for (std::size_t w = 0; w < v; ++w) {
            const Venue& other = s.venues[w];
            const bool both_direct = venue.kind == VenueKind::direct && other.kind == VenueKind::direct &&
                                     venue.lab >= 0 && venue.lab == other.lab;
            const bool both_self = venue.kind == VenueKind::self_hosted && other.kind == VenueKind::self_hosted;
            if (!both_direct && !both_self) continue;
            reading.diagnostics.error(place_of(s, "venue." + venue.id + (both_direct ? ".lab" : ".kind")),
                                      both_direct ? fmt::format("{} already has a direct channel",
                                                                s.labs[static_cast<std::size_t>(venue.lab)].id)
                                                  : "there can be one venue of kind \"self-hosted\"");
            reading.diagnostics.note(place_of(s, "venue." + other.id), "the other one is here");
            break;
        }
    }
    const bool known = reading.failed.count("venue.*.kind") == 0 && reading.failed.count("venue.*.ai_capacity_mw") == 0;
    if (known && !s.venues.empty() && clouds == 0)
        reading.diagnostics.error(place_of(s, "venue"), "there is no cloud among the venues");
    else if (known && clouds > 0 && !(capacity > 0))
        reading.diagnostics.error(place_of(s, "venue"),
                                  "'ai_capacity_mw' is 0 at every cloud: there is no mean wholesale price");
}

void check_cuts(Reading& reading) {
    const Scenario& s = reading.scenario;
    if (reading.failed.count("segment.*.budget_below_usd_per_month") != 0) return;
    for (std::size_t i = 0; i < s.segments.size(); ++i) {
        const Segment& segment = s.segments[i];
        const bool last = i + 1 == s.segments.size();
        const std::string path = "segment." + segment.id + ".budget_below_usd_per_month";
        if (last && std::isfinite(segment.budget_below))
            reading.diagnostics.error(place_of(s, path),
                                      "the segment of the largest customers must have no 'budget_below_usd_per_month'");
        if (last || s.segments[i + 1].budget_below > segment.budget_below) continue;
        const std::string next = "segment." + s.segments[i + 1].id + ".budget_below_usd_per_month";
        reading.diagnostics.error(place_of(s, next),
                                  fmt::format("{} and {} have the same upper cut", segment.id, s.segments[i + 1].id),
                                  "each segment but the last needs a 'budget_below_usd_per_month' of its own");
        reading.diagnostics.note(place_of(s, path), "the other one is here");
    }
}

/// Expected values are known where choices are independent; each line is a condition and the key that meets it.
void check_expected(Reading& reading) {
    const Scenario& s = reading.scenario;
    if (!s.simulation.expected) return;
    const auto need = [&](bool met, const std::string& key, const std::string& value) {
        if (met) return;
        reading.diagnostics.error(place_of(s, "simulation.mode"),
                                  fmt::format("mode \"expected\" has a closed form only with {} = {}", key, value),
                                  fmt::format("set {} = {}, or mode = \"simulated\"", key, value));
        const Node* written = s.resolved.find_path(key);
        if (written != nullptr && written->place.known())
            reading.diagnostics.note(written->place, "it has another value here");
    };
    for (const Segment& segment : s.segments)
        need(segment.venue_cost == 0, fmt::format("segment.{}.venue_cost_usd_per_month", segment.id), "0");
    need(s.portfolio.self_cost_extra == 0, "portfolio.self_cost_extra_usd_per_month", "0");
    need(s.portfolio.lab_switching_months == 0, "portfolio.lab_switching_months", "0");
    need(s.portfolio.venue_switching_months == 0, "portfolio.venue_switching_months", "0");
    need(s.portfolio.max_venues >= static_cast<int>(s.venues.size()), "portfolio.max_venues",
         fmt::format("{}, the number of venues", s.venues.size()));
    need(s.attention.base == 1, "attention.base_per_month", "1");
    if (s.choice.demand_elasticity <= 1)
        reading.diagnostics.error(place_of(s, "choice.demand_elasticity"),
                                  "mode \"expected\" needs a 'demand_elasticity' above 1",
                                  "1.001 is as good as 1, or set simulation.mode = \"simulated\"");
}

}  // namespace

void check_sets(Reading& reading) {
    check_kinds(reading);
    check_cuts(reading);
}

void check_shares(Reading& reading) {
    const Scenario& s = reading.scenario;
    const auto venues = ids_of(s.venues);
    Shares weights{{}, ids_of(s.workloads)}, regions{{}, ids_of(s.regions)};
    for (const Workload& workload : s.workloads) weights.values.push_back(workload.weight);
    for (const Region& region : s.regions) regions.values.push_back(region.share);
    if (!s.workloads.empty())
        check_sum(reading, "workload.*.weight", "workload." + s.workloads[0].id + ".weight", weights,
                  "weights of workloads");
    if (!s.regions.empty())
        check_sum(reading, "region.*.share", "region." + s.regions[0].id + ".share", regions, "shares of regions");
    for (const Lab& lab : s.labs) {
        const std::string path = "lab." + lab.id + ".host_weight";
        if (s.resolved.find_path(path) != nullptr)
            check_sum(reading, "lab.*.host_weight", path, {lab.host_weight, venues},
                      fmt::format("host weights of {}", lab.id));
    }
    for (const Segment& segment : s.segments) {
        const std::string path = "segment." + segment.id;
        const std::vector<double> terms(segment.term_mix.begin(), segment.term_mix.end());
        if (s.resolved.find_path(path + ".home_share") != nullptr)
            check_sum(reading, "segment.*.home_share", path + ".home_share", {segment.home_share, venues},
                      fmt::format("home shares of {}", segment.id));
        check_sum(reading, "segment.*.term_mix", path + ".term_mix", {terms, {"12 months", "24 months", "36 months"}},
                  fmt::format("the contract terms of {}", segment.id));
    }
}

void check_numbers(Reading& reading) {
    const Scenario& s = reading.scenario;
    constexpr int longest = 1200;  // months; draws number months in 16 bits
    if (s.simulation.end < s.simulation.start)
        reading.diagnostics.error(place_of(s, "simulation.end"),
                                  fmt::format("the run would end in {}, before its start in {}", s.simulation.end.str(),
                                              s.simulation.start.str()));
    else if (s.simulation.months() > longest)
        reading.diagnostics.error(
            place_of(s, "simulation.end"),
            fmt::format("the run would have {} months but may have {} at most", s.simulation.months(), longest));
    check_expected(reading);
    if (s.metrics.traced > std::min(s.metrics.panel, s.simulation.agents))
        reading.diagnostics.error(place_of(s, "metrics.traced"),
                                  fmt::format("'traced' is {} but the panel has {} customers at most", s.metrics.traced,
                                              std::min(s.metrics.panel, s.simulation.agents)),
                                  "traced customers are of the panel: raise 'panel' and 'agents', or trace fewer");
    if (s.customers.budget_min >= s.customers.budget_max)
        reading.diagnostics.error(
            place_of(s, "customers.budget_min_usd_per_month"),
            fmt::format("'budget_min_usd_per_month' is {} but must be below 'budget_max_usd_per_month', {}",
                        s.customers.budget_min, s.customers.budget_max));
    if (s.choice.demand_elasticity - 1 >= s.choice.taste_precision)
        reading.diagnostics.error(
            place_of(s, "choice.taste_precision"),
            fmt::format(
                "'taste_precision' is {} but must exceed 'demand_elasticity' − 1 = {}, else mean outlay is infinite",
                s.choice.taste_precision, s.choice.demand_elasticity - 1));
    if (s.finance.terminal_growth >= s.finance.discount_rate)
        reading.diagnostics.error(
            place_of(s, "finance.terminal_growth_per_year"),
            fmt::format("'terminal_growth_per_year' is {} but must be below 'discount_rate_per_year', {}",
                        s.finance.terminal_growth, s.finance.discount_rate));
}

}  // namespace nephoscope::reading
