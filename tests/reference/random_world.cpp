#include <random>

#include "tests/reference/worlds.h"

/// A scenario with every rule, clause and parameter drawn by lot, so that branches meet in combinations that no one
/// thought of.
namespace nephoscope::reference {

namespace {

class Lot {
public:
    explicit Lot(unsigned seed) : generator_(seed) {}
    double between(double least, double most) {
        return least + (most - least) * (static_cast<double>(generator_()) + 0.5) * 0x1p-32;
    }
    int whole(int least, int most) { return static_cast<int>(between(least, most + 1)); }
    bool coin(double probability) { return between(0, 1) < probability; }

private:
    std::mt19937 generator_;
};

void draw_decisions(Scenario& s, Lot& lot) {
    s.choice.taste_precision = lot.between(1.5, 6);
    s.choice.nest_dissimilarity = lot.coin(0.2) ? 1 : lot.between(0.05, 0.6);
    s.choice.demand_elasticity = lot.coin(0.2) ? 1 : lot.between(1, 1.4);
    s.choice.peer_effect = lot.between(0, 0.5);
    s.choice.reliability_weight = lot.between(0, 2);
    s.choice.direct_gravity_scale = lot.between(0, 1);
    s.choice.legacy = lot.coin(0.8);
    s.portfolio.max_venues = lot.whole(1, 7);
    s.portfolio.planning_horizon = lot.whole(6, 48);
    s.portfolio.lab_switching_months = lot.between(0, 9);
    s.portfolio.venue_switching_months = lot.between(0, 6);
    s.portfolio.onboarding_months = lot.between(0, 12);
    s.attention.base = lot.between(0.01, 0.5);
    s.attention.new_offer = lot.between(0, 0.9);
    s.attention.shortage = lot.between(0, 1);
    s.attention.turnover = lot.between(0, 0.1);
    s.attention.renewal = lot.coin(0.9);
    s.base_cloud.growth = lot.between(0, 0.04);
    s.base_cloud.taste_precision = lot.between(1.5, 6);
    s.base_cloud.inertia = lot.between(0, 4);
    s.base_cloud.migration_months = lot.between(0.1, 6);
    s.base_cloud.ai_pull = lot.coin(0.8);
    for (Segment& segment : s.segments) {
        segment.venue_cost *= lot.between(0, 3);
        segment.commit_wedge *= lot.between(0, 4);
        segment.discount *= lot.between(0, 2);
    }
    for (nephoscope::Workload& workload : s.workloads) {
        workload.gravity *= lot.between(0, 2);
        workload.data_gb *= lot.between(0, 5);
    }
    for (Region& region : s.regions)
        if (lot.coin(0.4)) region.egress_ban_start = s.simulation.start + lot.whole(0, 9);
}

void draw_supply(Scenario& s, Lot& lot) {
    constexpr PriceRule list_rules[] = {PriceRule::hold, PriceRule::decline, PriceRule::cost_plus, PriceRule::bertrand};
    constexpr FeeRule fee_rules[] = {FeeRule::parity, FeeRule::fixed, FeeRule::bertrand};
    for (Lab& lab : s.labs) {
        lab.price_rule = list_rules[lot.whole(0, 3)];
        lab.compute_bill_share *= lot.between(0.5, 1.5);
        lab.cash *= lot.coin(0.4) ? lot.between(0.01, 0.2) : 1;
        lab.training_plan *= lot.between(0.3, 2);
        lab.release_interval = lot.between(1, 6);
    }
    for (Venue& venue : s.venues) {
        if (venue.kind != VenueKind::cloud) continue;
        venue.fee_rule = fee_rules[lot.whole(0, 2)];
        venue.platform_fee = lot.between(-0.1, 0.2);
        venue.ai_capacity *= lot.between(0.2, 1.5);
        venue.reserve_share *= lot.between(0, 1.5);
        if (!lot.coin(0.2)) continue;
        venue.capacity_rule = CapacityRule::path;
        venue.capacity_growth = lot.between(0, 80);
        venue.capacity_from = s.simulation.start + lot.whole(-6, 4);
    }
    s.capacity.limited = lot.coin(0.85);
    s.capacity.lead = lot.whole(1, 8);
    s.capacity.build_limit = lot.between(20, 500);
    s.capacity.initial_queue = lot.between(0, 1);
    s.pricing.adjustment = lot.between(0.05, 1);
    s.pricing.horizon = lot.between(1, 60);
    s.quality.effort_elasticity = lot.between(0, 0.5);
    s.quality.open_lag = lot.whole(1, 12);
    s.compute.wholesale_markup = lot.between(0.1, 0.8);
    s.compute.intensity_decline = lot.between(0, 0.3);
    s.finance.funding = lot.coin(0.85);
    s.finance.dilution_limit = lot.between(0.02, 0.4);
    s.finance.valuation_multiple = lot.between(1, 25);
    s.training.profit_feedback = lot.between(0, 0.6);
}

void draw_clauses(Scenario& s, Lot& lot) {
    constexpr ResaleMode modes[] = {ResaleMode::royalty, ResaleMode::gp_split, ResaleMode::agency};
    for (Clause& clause : s.clauses) {
        switch (clause.type) {
            case ClauseType::hosting:
                clause.lag_months = lot.coin(0.3) ? lot.whole(0, 3) : 0;
                if (clause.start >= s.simulation.start) clause.onboarding_months = lot.whole(0, 4);
                if (lot.coin(0.2)) clause.end = s.simulation.start + lot.whole(2, 8);
                break;
            case ClauseType::exclusivity:
                if (lot.coin(0.4)) clause.end = s.simulation.start + lot.whole(0, 8);
                break;
            case ClauseType::first_ship:
                clause.window_months = lot.whole(0, 4);
                break;
            case ClauseType::resale:
                clause.mode = modes[lot.whole(0, 2)];
                clause.rate = lot.between(0, 0.6);
                break;
            case ClauseType::revenue_share:
                clause.rate = lot.between(0, 0.3);
                clause.base = lot.coin(0.5) ? ShareBase::all_revenue : ShareBase::enterprise_revenue;
                if (clause.cap) clause.cap = lot.between(0.5e9, 10e9);
                break;
            case ClauseType::compute_commit:
                clause.take_or_pay = lot.coin(0.5);
                clause.linear_shape = lot.coin(0.5);
                clause.total *= lot.between(0.3, 2);
                break;
            case ClauseType::equity:
                clause.participation = lot.between(0, 1);
                break;
            default:
                break;
        }
    }
}

}  // namespace

Scenario random_world(unsigned seed) {
    Scenario s = shipped("baseline");
    Lot lot(seed);
    s.simulation.seed = seed;
    s.simulation.burn_in_months = lot.whole(1, 20);
    draw_decisions(s, lot);
    draw_supply(s, lot);
    draw_clauses(s, lot);
    return s;
}

}  // namespace nephoscope::reference
