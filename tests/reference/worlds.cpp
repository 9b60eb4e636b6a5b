#include "tests/reference/worlds.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace nephoscope::reference {

namespace {

constexpr int kAgents = 300;

Clause& clause_of(Scenario& s, const std::string& id) {
    const auto found =
        std::find_if(s.clauses.begin(), s.clauses.end(), [&](const Clause& clause) { return clause.id == id; });
    EXPECT_TRUE(found != s.clauses.end()) << id;
    return *found;
}

Event event(EventType type, Month start, Month end, double factor) {
    Event e;
    e.id = event_type_name(type);
    e.type = type;
    e.start = start;
    e.end = end;
    e.factor = factor;
    return e;
}

void sort_by_id(Scenario& s) {
    std::sort(s.clauses.begin(), s.clauses.end(), [](const Clause& a, const Clause& b) { return a.id < b.id; });
}

}  // namespace

Scenario shipped(const std::string& name) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = NEPHOSCOPE_SOURCE_DIR "/scenarios";
    LoadOptions options{{folder}, {}};
    options.settings = {fmt::format("simulation.agents={}", kAgents), "customers.birth_rate_per_year=0.3"};
    Scenario s = load_scenario(fmt::format("{}/{}.toml", folder, name), options, sources, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
    s.simulation.burn_in_months = 14;  // on both sides of the month from which peers are realised
    s.start.given = true;  // the twin starts from the engine's state; where that came from is no matter here
    s.start.lab_fit.assign(s.labs.size(), 0);
    s.start.venue_appeal.assign(s.venues.size(), 0);
    s.start.budget_factor = 1.3;
    for (Clause& clause : s.clauses)
        if (clause.type == ClauseType::revenue_share && clause.cap) clause.cap = 3e9;
    return s;
}

Scenario shut() {
    Scenario s = shipped("baseline");
    for (Clause& clause : s.clauses)
        if (clause.type == ClauseType::exclusivity) clause.end = std::max(clause.end, Month(2026, 11));
    return s;
}

Scenario tight() {
    Scenario s = shipped("baseline");
    for (Venue& venue : s.venues) venue.ai_capacity *= 0.55;
    s.capacity.lead = 3;
    s.capacity.build_limit = 60;
    for (Clause& clause : s.clauses) clause.take_or_pay = clause.type == ClauseType::compute_commit;
    clause_of(s, "openai-commits-aws").total = 400e9;
    clause_of(s, "anthropic-commits-azure").end = Month(2027, 2);
    clause_of(s, "anthropic-commits-azure").linear_shape = false;
    Venue& neocloud = s.venues[static_cast<std::size_t>(s.venue_index("neocloud"))];
    neocloud.capacity_rule = CapacityRule::path;
    neocloud.capacity_growth = 25;
    neocloud.capacity_from = Month(2026, 4);
    Event limit = event(EventType::build_limit, Month(2026, 9), Month(2026, 11), 0.5);
    Event rush = event(EventType::build_limit, Month(2027, 3), Month(2027, 6), 40);
    rush.venue = s.venue_index("google-cloud");
    s.events = {limit, rush, event(EventType::unit_cost, Month(2026, 12), Month(2027, 1), 1.4)};
    return s;
}

Scenario priced() {
    Scenario s = shipped("baseline");
    s.labs[static_cast<std::size_t>(s.lab_index("openai"))].price_rule = PriceRule::bertrand;
    s.labs[static_cast<std::size_t>(s.lab_index("anthropic"))].price_rule = PriceRule::bertrand;
    s.labs[static_cast<std::size_t>(s.lab_index("google-deepmind"))].price_rule = PriceRule::cost_plus;
    s.labs[static_cast<std::size_t>(s.lab_index("open-weights"))].price_rule = PriceRule::decline;
    Venue& neocloud = s.venues[static_cast<std::size_t>(s.venue_index("neocloud"))];
    s.venues[static_cast<std::size_t>(s.venue_index("azure"))].fee_rule = FeeRule::bertrand;
    s.venues[static_cast<std::size_t>(s.venue_index("aws"))].fee_rule = FeeRule::bertrand;
    s.venues[static_cast<std::size_t>(s.venue_index("google-cloud"))].fee_rule = FeeRule::bertrand;
    neocloud.fee_rule = FeeRule::parity;
    neocloud.platform_fee = 0.05;
    Clause& agency = clause_of(s, "anthropic-google-resale");
    agency.mode = ResaleMode::agency;
    agency.rate = 0.15;
    s.pricing.adjustment = 0.04;  // slow, so that no price stands at the end of its range for long
    Event dear = event(EventType::list_price, Month(2026, 12), Month(2027, 3), 1.2);
    dear.lab = s.lab_index("google-deepmind");
    Event fee = event(EventType::platform_fee, Month(2027, 1), Month(2027, 2), 1);
    fee.venue = s.venue_index("neocloud");
    fee.value = -0.1;
    Event cheap = event(EventType::list_price, Month(2026, 8), Month(2026, 10), 0.8);
    cheap.lab = s.lab_index("openai");
    s.events = {dear, cheap, fee};
    return s;
}

Scenario strapped() {
    Scenario s = shipped("baseline");
    s.labs[static_cast<std::size_t>(s.lab_index("openai"))].cash = 4e9;
    s.labs[static_cast<std::size_t>(s.lab_index("anthropic"))].cash = 0.3e9;
    s.finance.valuation_multiple = 3;
    s.finance.runway_target = 14;
    clause_of(s, "amended-microsoft-share").base = ShareBase::enterprise_revenue;
    clause_of(s, "microsoft-holds-openai").participation = 0.6;
    clause_of(s, "amazon-holds-anthropic").participation = 1;
    Event listing = event(EventType::ipo, Month(2026, 10), Month(2026, 10), 1);
    listing.lab = s.lab_index("anthropic");
    listing.value = 3e9;
    Event crash = event(EventType::valuation, Month(2026, 7), Month(2027, 4), 0.1);
    crash.lab = s.lab_index("openai");
    Event doubt = event(EventType::valuation, Month(2026, 5), Month(2026, 8), 0.01);
    doubt.lab = listing.lab;
    s.events = {listing, crash, doubt};
    return s;
}

Scenario moving() {
    Scenario s = shipped("baseline");
    s.choice.peer_effect = 0.5;
    s.base_cloud.growth = 0.03;
    s.base_cloud.migration_months = 1;
    s.base_cloud.taste_precision = 1.5;
    Venue& aws = s.venues[static_cast<std::size_t>(s.venue_index("aws"))];
    aws.fee_rule = FeeRule::fixed;
    aws.platform_fee = 0.05;
    Clause apart = clause_of(s, "openai-at-azure");
    apart.id = "openai-at-azure-apart";
    apart.type = ClauseType::counts_to_commit;
    apart.counts = false;
    s.clauses.push_back(apart);
    sort_by_id(s);
    s.regions[static_cast<std::size_t>(1)].egress_ban_start = Month(2026, 9);
    Event fee = event(EventType::egress_fee, Month(2026, 11), Month(2027, 1), 4);
    fee.venue = s.venue_index("azure");
    s.events = {fee, event(EventType::gravity, Month(2026, 10), Month(2026, 12), 0.6),
                event(EventType::commit_wedge, Month(2026, 8), Month(2026, 9), 3),
                event(EventType::self_cost, Month(2026, 7), Month(2026, 12), 0.01)};
    return s;
}

Scenario switched_off() {
    Scenario s = shipped("baseline");
    s.capacity.limited = false;
    s.finance.funding = false;
    s.attention.renewal = false;
    s.base_cloud.ai_pull = false;
    s.choice.legacy = false;
    s.choice.demand_elasticity = 1;
    s.choice.nest_dissimilarity = 1;
    s.choice.peer_effect = 0;
    s.quality.effort_elasticity = 0;
    s.training.profit_feedback = 0;
    s.portfolio.max_venues = static_cast<int>(s.venues.size());
    return s;
}

Scenario triggered() {
    Scenario s = shipped("baseline");
    Clause arrival = clause_of(s, "openai-at-azure");
    arrival.id = "openai-at-google-after-all";
    arrival.venue = s.venue_index("google-cloud");
    arrival.onboarding_months = 1;
    arrival.lag_months = 2;
    arrival.scope = 1U << s.workload_index("agents") | 1U << s.workload_index("batch");
    Clause dated;
    dated.id = "verification";
    dated.type = ClauseType::trigger;
    dated.start = s.simulation.start;
    dated.end = s.simulation.end;
    dated.date = Month(2026, 8);
    dated.starts = {arrival.id, "anthropic-commits-azure"};
    dated.ends = {"amended-openai-at-neocloud", "openai-commits-aws"};
    Clause& draws = clause_of(s, "openai-commits-aws");
    draws.take_or_pay = true;
    draws.linear_shape = false;
    draws.total = 900e9;  // more than the lab can use
    Clause chance = dated;
    chance.id = "windfall";
    chance.date.reset();
    chance.hazard = 0.3;
    chance.draw_slot = 1;
    chance.starts.clear();
    chance.ends.clear();
    clause_of(s, "amended-first-ship").ends_on_trigger = chance.id;
    s.clauses.insert(s.clauses.end(), {arrival, dated, chance});
    sort_by_id(s);
    Venue& neocloud = s.venues[static_cast<std::size_t>(s.venue_index("neocloud"))];
    neocloud.capacity_rule = CapacityRule::path;
    neocloud.capacity_from = Month(2026, 9);
    neocloud.capacity_growth = 50;
    Event freeze = event(EventType::release_freeze, Month(2026, 6), Month(2026, 12), 1);
    freeze.lab = s.lab_index("anthropic");
    Event jump = event(EventType::quality_jump, Month(2026, 9), Month(2026, 9), 1);
    jump.lab = s.lab_index("openai");
    jump.value = 6;
    Event lag = event(EventType::open_lag, Month(2026, 7), Month(2026, 9), 1);
    lag.value = 7;
    Event removal = event(EventType::remove_offer, Month(2026, 11), Month(2027, 1), 1);
    removal.lab = s.lab_index("anthropic");
    removal.venue = s.venue_index("aws");
    s.events = {freeze, jump, lag, removal};
    return s;
}

}  // namespace nephoscope::reference
