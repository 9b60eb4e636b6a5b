#include "tests/market/parameter_lines.h"

namespace nephoscope::test {

namespace {

const Settings kTight{"venue.azure.ai_capacity_mw=1500"};
const Settings kPoor{"lab.openai.cash_usd=10e9"};
const Settings kMovers{"base_cloud.migration_months=0.3"};
const Settings kBertrand{"lab.openai.price_rule=\"bertrand\""};
const Settings kPath{"venue.azure.capacity_rule=\"path\""};
const Settings kNewHosting{"agreement.extra.type=\"hosting\"", "agreement.extra.lab=\"google-deepmind\"",
                           "agreement.extra.venue=\"aws\"", "agreement.extra.start=\"2026-06\""};
const Settings kExclusive{"agreement.extra.type=\"exclusivity\"", "agreement.extra.lab=\"anthropic\"",
                          "agreement.extra.beneficiary=\"aws\"", "agreement.extra.start=\"2026-06\""};
const Settings kShare{"agreement.extra.type=\"revenue_share\"", "agreement.extra.payer=\"anthropic\"",
                      "agreement.extra.payee=\"aws\"", "agreement.extra.rate=0.1", "agreement.extra.start=\"2026-05\""};
const Settings kCounts{"agreement.extra.type=\"counts_to_commit\"", "agreement.extra.lab=\"anthropic\"",
                       "agreement.extra.cloud=\"aws\"", "agreement.extra.flag=false"};
const Settings kTrigger{"agreement.agi.type=\"trigger\"", "agreement.agi.hazard_per_month=0.9",
                        "agreement.agi.ends=[\"anthropic-at-azure\"]"};
const Settings kNoHazard{"agreement.agi.type=\"trigger\"", "agreement.agi.ends=[\"anthropic-at-azure\"]"};
const Settings kCommitment{"agreement.extra.type=\"compute_commit\"", "agreement.extra.lab=\"openai\"",
                           "agreement.extra.cloud=\"google-cloud\"",  "agreement.extra.total_usd=30e9",
                           "agreement.extra.start=\"2026-05\"",       "agreement.extra.end=\"2027-04\""};

Settings event(const std::string& type, Settings more = {}) {
    Settings all{"event.extra.type=\"" + type + "\"", "event.extra.start=\"2026-08\""};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

Settings both(Settings a, const Settings& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::vector<Move> customers() {
    return {
        {{"customers.organisations=3000000"}, "outlay", +1},
        {{"customers.size_exponent=1.15"}, "outlay", -1},
        {{"customers.budget_min_usd_per_month=800"}, "outlay", +1},
        {{"customers.budget_max_usd_per_month=300000000"}, "outlay", +1},
        {{"customers.weight_spread=0"}, "outlay", 0},
        {{"customers.regulated_share=0.9"}, "spend at openai-direct", -1},
        {{"customers.birth_rate_per_year=0.2"}, "births", +1},
        {{"customers.start_outlay_usd_per_month=8000000000"}, "outlay", +1, {}, "baseline", true},
        {{"choice.taste_precision=6"}, "surplus", -1},
        {{"choice.nest_dissimilarity=0.6"}, "surplus", +1},
        {{"choice.demand_elasticity=1.4"}, "outlay", +1},
        {{"choice.lab_taste_sd=0.6"}, "surplus", +1},
        {{"choice.venue_taste_sd=0.3"}, "surplus", +1},
        {{"choice.frontier_advantage=1.2"}, "surplus", +1},
        {{"choice.regulated_direct_penalty=0"}, "spend at openai-direct", +1},
        {{"choice.peer_effect=0.3"}, "surplus", +1},
        {{"choice.reliability_weight=1.5"}, "spend at openai-direct", -1, kTight},
        {{"choice.direct_gravity_scale=1.2"}, "spend at openai-direct", -1},
        {{"choice.self_hosted_base_share=1"}, "spend at self-hosted", +1},
        {{"choice.reference_quality_points=5"}, "outlay", -1},
        {{"choice.legacy=false"}, "served", +1, {"choice.frontier_advantage=0"}},
        {{"portfolio.max_venues=1"}, "two venues", -1},
        {{"portfolio.planning_horizon_months=48"}, "switches", +1},
        {{"portfolio.lab_switching_months=9"}, "switches", -1},
        {{"portfolio.venue_switching_months=6"}, "switches", -1},
        {{"portfolio.onboarding_months=24"}, "two venues", -1},
        {{"portfolio.self_cost_multiple=30"}, "spend at self-hosted", -1},
        {{"portfolio.self_cost_extra_usd_per_month=500000"}, "spend at self-hosted", -1},
        {{"portfolio.cost_indexation=1"}, "venue cost", +1},
        {{"attention.base_per_month=0.25"}, "evaluations", +1},
        {{"attention.new_offer=0.5"}, "evaluations", +1},
        {{"attention.new_offer_base_share=1"}, "evaluations", -1},
        {{"attention.turnover_per_month=0.06"}, "projects", +1},
        {{"attention.activation_per_month=0.03"}, "active", +1},
        {{"attention.imitation_per_month=0.1"}, "active", +1},
        {{"attention.renewal=false"}, "renewals", -1},
        {{"attention.shortage=1"}, "evaluations", +1, kTight},
        {{"growth.initial_per_month=0.08"}, "outlay", +1},
        {{"growth.decay_months=60"}, "outlay", +1},
        {{"growth.long_run_per_month=0.005"}, "outlay", +1},
    };
}

std::vector<Move> supply() {
    return {
        {{"quality.drift_points_per_month=3"}, "outlay", +1},
        {{"quality.spillover_per_month=0.15"}, "quality google-deepmind", +1},
        {{"quality.noise_points=0"}, "outlay", 0},
        {{"quality.open_lag_months=1"}, "spend on open-weights", +1},
        {{"quality.prehistory_interval_months=3"}, "spend on open-weights", +1},
        {{"quality.effort_elasticity=0.5"}, "quality openai", +1},
        {{"training.growth_per_month=0.05"}, "training openai", +1},
        {{"training.profit_feedback=0"}, "training openai", -1},
        {{"compute.unit_cost_usd_per_mw_month=1000000"}, "capacity cost azure", +1},
        {{"compute.wholesale_markup=0.7"}, "used azure", -1},
        {{"compute.unit_cost_decline_per_year=0.3"}, "capacity cost azure", -1},
        {{"compute.intensity_decline_per_year=0.3"}, "used aws", -1},
        {{"consumer_revenue.growth_initial_per_month=0.06"}, "Base openai", +1},
        {{"consumer_revenue.growth_decay_months=60"}, "Base openai", +1},
        {{"consumer_revenue.growth_long_run_per_month=0.03"}, "Base openai", +1},
        {{"capacity.build_lead_months=6"}, "capacity azure", 0},
        {{"capacity.build_limit_mw_per_month=400"}, "capacity azure", +1},
        {{"capacity.initial_queue_share=1"}, "capacity azure", +1},
        {{"capacity.limited=false"}, "fill azure", +1, kTight},
        {{"capacity.target_utilisation=0.3"}, "queue aws", +1},
        {{"pricing.cost_plus_margin=2"}, "price openai", +1, {"lab.openai.price_rule=\"cost_plus\""}},
        {{"pricing.adjustment_per_month=0.05"}, "price openai", 0, kBertrand},
        {{"pricing.horizon_months=1"}, "price openai", +1, kBertrand},
        {{"pricing.decline_per_month=0.05"}, "price openai", -1, {"lab.openai.price_rule=\"decline\""}},
        {{"base_cloud.migration_months=0.1"}, "migrations", +1},
        {{"base_cloud.contribution_margin=0.45"}, "NPV azure", +1},
        {{"base_cloud.growth_per_month=0.025"}, "base azure", +1},
        {{"base_cloud.taste_precision=6"}, "new base azure", 0},
        {{"base_cloud.inertia=0"}, "new base azure", 0},
        {{"base_cloud.ai_pull=false"}, "new base azure", 0},
    };
}

std::vector<Move> finance() {
    return {
        {{"finance.valuation_multiple=35"}, "shares openai", -1, kPoor},
        {{"finance.runway_trigger_months=18"}, "raised openai", +1, {"lab.openai.cash_usd=75e9"}},
        {{"finance.runway_target_months=36"}, "raised openai", +1, kPoor},
        {{"finance.dilution_limit_per_year=0.01"}, "distress openai", +1, kPoor},
        {{"finance.licence_value_share=0.1"}, "licence azure", +1},
        {{"finance.customer_discount_rate_per_year=1"}, "migration cost", -1, kMovers},
        {{"finance.funding=false"}, "raised openai", -1, kPoor},
        {{"finance.terminal=\"none\""}, "NPV azure", -1},
        {{"finance.discount_rate_per_year=0.14"}, "NPV azure", -1},
        {{"finance.terminal_growth_per_year=0.04"}, "NPV azure", +1},
        {{"finance.terminal_multiple=12"}, "equity azure", +1},
        {{"finance.renewal_royalty=0.6"},
         "terminal azure",
         -1,
         {"agreement.openai-azure-licence.end=\"2027-05\"", "agreement.amended-azure-royalty.end=\"2027-05\""}},
    };
}

std::vector<Move> labs() {
    return {
        {{"lab.openai.draw_slot=9"}, "outlay", 0},
        {{"lab.open-weights.kind=\"closed\""}, "spend at self-hosted", -1},
        {{"lab.openai.quality_points=3"}, "spend on openai", +1},
        {{"lab.openai.release_interval_months=1"}, "spend on openai", +1},
        {{"lab.openai.target_share=0.35", "lab.anthropic.target_share=0.40"},
         "spend on openai",
         +1,
         {},
         "baseline",
         true},
        {{"lab.openai.list_price_usd_per_unit=1.25"}, "spend on openai", -1},
        {{"lab.openai.compute_bill_share=0.65"}, "compute bill openai", +1},
        {{"lab.openai.consumer_revenue_usd_per_month=2000000000"}, "Base openai", +1},
        {{"lab.openai.opex_share=0.5"}, "cash openai", -1},
        {{"lab.openai.cash_usd=120000000000"}, "cash openai", +1},
        {{"lab.openai.host_weight={azure=0.30,aws=0.35}"}, "compute revenue aws", +1},
        {{"lab.openai.price_rule=\"decline\""}, "price openai", -1},
        {{"lab.openai.training_plan_usd_per_month=5000000000"}, "quality openai", +1},
    };
}

std::vector<Move> venues() {
    return {
        {{"venue.azure.draw_slot=9"}, "outlay", 0},
        {{"venue.self-hosted.kind=\"cloud\"", "venue.self-hosted.base_revenue_usd_per_month=0",
          "venue.self-hosted.ai_capacity_mw=0"},
         "spend at self-hosted",
         -1},
        {{"venue.anthropic-direct.lab=\"google-deepmind\""}, "spend on google-deepmind", +1},
        {{"venue.google-cloud.owner_lab=\"open-weights\""}, "group NPV google-cloud", 0},
        {{"venue.aws.target_share=0.1", "venue.google-cloud.target_share=0.235"},
         "spend at aws",
         +1,
         {},
         "baseline",
         true},
        {{"venue.neocloud.closed_lab_appeal=0.5"}, "openai at neocloud", +1},
        {{"venue.azure.egress_fee_usd_per_gb=0.5"}, "egress", +1},
        {{"venue.aws.platform_fee=0.3"}, "spend at aws", -1},
        {{"venue.aws.base_revenue_usd_per_month=13000000000"}, "base aws", +1},
        {{"venue.azure.ai_capacity_mw=1500"}, "fill azure", -1},
        {{"venue.aws.fee_rule=\"bertrand\""}, "fee aws", 0},
        {{"venue.azure.reserve_share=0.6"}, "fill azure", -1},
        {{"venue.azure.base_service_index=3"}, "new base azure", +1},
        {{"venue.azure.capacity_rule=\"path\""}, "capacity azure", -1},
        {{"venue.azure.capacity_growth_mw_per_month=300"}, "capacity azure", +1, kPath},
        {{"venue.azure.capacity_from=\"2026-11\""}, "capacity azure", -1, kPath},
        {{"venue.entrant-cloud.appeal=0.5"}, "spend at entrant-cloud", +1, {}, "neocloud_entry", true},
    };
}

std::vector<Move> buyers() {
    return {
        {{"workload.coding.draw_slot=9"}, "outlay", 0},
        {{"workload.coding.weight=0.2", "workload.batch.weight=0.3"}, "surplus", -1},
        {{"workload.coding.productivity_per_point=0.16"}, "outlay", +1},
        {{"workload.knowledge.gravity=0"}, "surplus", +1},
        {{"workload.knowledge.data_gb_per_unit=2"}, "egress", +1},
        {{"segment.smb.budget_below_usd_per_month=10000"}, "smallest segment", +1},
        {{"segment.smb.active_at_start=0.9"}, "active", +1},
        {{"segment.mega.home_base_share=0.3"}, "egress", +1},
        {{"segment.smb.venue_cost_usd_per_month=5000"}, "two venues", -1},
        {{"segment.mega.home_share={azure=0.97,aws=0.01,google-cloud=0.01,neocloud=0.01}"}, "spend at azure", +1},
        {{"segment.enterprise.contract=false"}, "renewals", +1},
        {{"segment.mega.commit_wedge=0.15"}, "surplus", -1},
        {{"segment.mega.discount=0.4"}, "surplus", +1},
        {{"segment.mid.term_mix=[0,0,1]"}, "renewals", -1},
        {{"region.na.draw_slot=9"}, "outlay", 0, {"region.eu.egress_ban_start=\"2026-06\""}},
        {{"region.na.share=0.1", "region.eu.share=0.68"}, "egress", -1, {"region.eu.egress_ban_start=\"2026-06\""}},
        {{"region.eu.egress_ban_start=\"2026-08\""}, "egress", -1},
    };
}

std::vector<Move> runs() {
    return {
        {{"simulation.agents=400"}, "evaluations", +1},
        {{"simulation.seed=1"}, "outlay", 0},
        {{"simulation.start=\"2026-06\""}, "outlay", -1},
        {{"simulation.end=\"2027-08\""}, "outlay", +1},
        {{"simulation.burn_in_months=6"}, "outlay", 0},
        {{"start.mode=\"given\"", "start.budget_factor=1.3",
          "start.lab_fit={openai=0,anthropic=0,google-deepmind=0,open-weights=-2}",
          "start.venue_appeal={azure=0,aws=0,google-cloud=0,neocloud=0,openai-direct=0,anthropic-direct=0,"
          "self-hosted=0}"},
         "outlay",
         0,
         {},
         "baseline",
         true},
        {{"start.lab_fit={openai=0.5,anthropic=0.06,google-deepmind=-0.38,open-weights=-2.36}"}, "spend on openai", +1},
        {{"start.venue_appeal={azure=0,aws=0.5,google-cloud=0.28,neocloud=0.23,openai-direct=0.18,anthropic-direct=0."
          "47,self-hosted=-0.11}"},
         "spend at aws",
         +1},
        {{"start.budget_factor=2"}, "outlay", +1},
        {{"start.segment_factor=2"}, "smallest segment", -1},
    };
}

std::vector<Move> clauses() {
    return {
        {{"agreement.open-at-neocloud.lab=\"google-deepmind\""}, "google-deepmind at neocloud", +1},
        {{"agreement.extra.venue=\"azure\""}, "google-deepmind at azure", +1, kNewHosting},
        {{"agreement.extra.beneficiary=\"google-cloud\""}, "anthropic at google-cloud", +1, kExclusive},
        {{"agreement.extra.cloud=\"google-cloud\""}, "anthropic at aws", +1, kCounts},
        {{"agreement.extra.payer=\"openai\""}, "share of anthropic", -1, kShare},
        {{"agreement.extra.payee=\"neocloud\""}, "share to neocloud", +1, kShare},
        {{"agreement.amazon-holds-openai.holder=\"neocloud\""}, "equity neocloud", +1},
        {{"agreement.amended-openai-at-aws.start=\"2026-12\""}, "openai at aws", -1},
        {{"agreement.amended-openai-at-aws.end=\"2026-12\""}, "openai at aws", -1},
        {{"agreement.amended-openai-at-aws.scope=[\"batch\"]"}, "openai at aws", -1},
        {{"agreement.amended-openai-at-aws.onboarding_months=6"}, "openai at aws", -1},
        {{"agreement.amended-openai-at-aws.lag_months=6"}, "openai at aws", -1},
        {{"agreement.amended-first-ship.window_months=6"}, "openai at aws", -1},
        {{"agreement.extra.allows_direct=true"}, "spend at anthropic-direct", +1, kExclusive},
        {{"agreement.amended-microsoft-share.ends_on_trigger=\"agi\""}, "share of openai", -1, kTrigger},
        {{"agreement.agi.hazard_per_month=0"}, "anthropic at azure", +1, kTrigger},
        {{"agreement.agi.date=\"2026-07\""},
         "anthropic at azure",
         -1,
         both(kNoHazard, {"agreement.agi.date=\"2027-05\""})},
        {{"agreement.agi.ends=[\"anthropic-at-aws\"]"}, "anthropic at aws", -1, kTrigger},
        {{"agreement.agi.starts=[\"amended-openai-at-aws\"]"},
         "openai at aws",
         -1,
         {"agreement.agi.type=\"trigger\"", "agreement.agi.date=\"2026-10\"",
          "agreement.agi.ends=[\"openai-azure-licence\"]"}},
        {{"agreement.agi.draw_slot=7"},
         "anthropic at azure",
         0,
         {"agreement.agi.type=\"trigger\"", "agreement.agi.hazard_per_month=0.2", "agreement.agi.draw_slot=0",
          "agreement.agi.ends=[\"anthropic-at-azure\"]"}},
        {{"agreement.anthropic-aws-resale.mode=\"royalty\""}, "paid to labs aws", 0},
        {{"agreement.anthropic-aws-resale.rate=0.25"}, "paid to labs aws", +1},
        {{"agreement.amended-microsoft-share.base=\"enterprise_revenue\""}, "share of openai", -1},
        {{"agreement.amended-microsoft-share.cap_usd=2000000000"}, "share of openai", -1},
        {{"agreement.amended-microsoft-share.paid_to_date_usd=37000000000"}, "share of openai", -1},
        {{"agreement.microsoft-holds-openai.fraction=0.2"}, "equity azure", -1},
        {{"agreement.microsoft-holds-openai.participation=1"}, "equity azure", +1, kPoor},
        {{"agreement.extra.flag=true"}, "anthropic at aws", +1, kCounts},
        {{"agreement.extra.total_usd=60000000000"}, "committed google-cloud", +1, kCommitment},
        {{"agreement.extra.shape=\"linear\""}, "committed google-cloud", 0, kCommitment},
        {{"agreement.extra.take_or_pay=true"},
         "true-up google-cloud",
         +1,
         both(kCommitment, {"agreement.extra.total_usd=200e9"})},
    };
}

std::vector<Move> events() {
    return {
        {{"event.extra.type=\"gravity\"", "event.extra.factor=0"},
         "surplus",
         +1,
         event("commit_wedge", {"event.extra.factor=0"})},
        {{"event.extra.lab=\"anthropic\""},
         "spend on openai",
         +1,
         event("list_price", {"event.extra.lab=\"openai\"", "event.extra.factor=1.5"})},
        {{"event.extra.venue=\"google-cloud\""},
         "spend at aws",
         +1,
         event("platform_fee", {"event.extra.venue=\"aws\"", "event.extra.value=0.3"})},
        {{"event.extra.region=\"eu\""}, "egress", +1, event("egress_fee", {"event.extra.factor=0"})},
        {{"event.extra.start=\"2027-03\""}, "egress", +1, event("egress_fee", {"event.extra.factor=0"})},
        {{"event.extra.end=\"2026-10\""}, "egress", +1, event("egress_fee", {"event.extra.factor=0"})},
        {{"event.extra.factor=1"}, "egress", +1, event("egress_fee", {"event.extra.factor=0"})},
        {{"event.extra.value=8"},
         "spend on openai",
         +1,
         event("quality_jump", {"event.extra.lab=\"openai\"", "event.extra.value=1"})},
    };
}

}  // namespace

const std::vector<Move>& moves() {
    static const std::vector<Move> all = [] {
        std::vector<Move> list;
        for (const auto& part :
             {customers(), supply(), finance(), labs(), venues(), buyers(), runs(), clauses(), events()})
            list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

const std::vector<Unmoved>& unmoved() {
    static const std::vector<Unmoved> all{
        {"simulation.replications", "how many runs there are; each is what it was"},
        {"simulation.mode", "the closed form needs a market without fixed costs; tests/metrics/expected_test.cpp"},
        {"agreement.*.type", "a child file may not change it: every type stands in one of the lines above"},
        {"agreement.*.exclusive", "recorded with the licence; MODEL gives it no effect"},
    };
    return all;
}

}  // namespace nephoscope::test
