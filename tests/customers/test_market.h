#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/burn_in.h"
#include "models/customers/decide.h"
#include "models/customers/population.h"

/// Markets built in code, without files: the default market of docs/model.md#parameters and small neutral ones for
/// which theory has an answer.
namespace nephoscope::test {

inline Lab make_lab(const char* id, int slot, double price, double target) {
    Lab lab;
    lab.id = id;
    lab.draw_slot = slot;
    lab.list_price = price;
    lab.target_share = target;
    return lab;
}

inline Venue make_venue(const char* id, int slot, VenueKind kind, double target, double base_revenue = 0) {
    Venue venue;
    venue.id = id;
    venue.draw_slot = slot;
    venue.kind = kind;
    venue.target_share = target;
    venue.base_revenue = base_revenue;
    return venue;
}

inline Workload make_workload(const char* id, int slot, double weight, double productivity, double gravity, double gb) {
    Workload workload;
    workload.id = id;
    workload.draw_slot = slot;
    workload.weight = weight;
    workload.productivity = productivity;
    workload.gravity = gravity;
    workload.data_gb = gb;
    return workload;
}

inline Segment make_segment(const char* id, double below, double active, double at_home, double wedge, double discount,
                            double venue_cost, std::array<double, 3> terms, std::vector<double> home) {
    Segment segment;
    segment.id = id;
    segment.budget_below = below;
    segment.active_at_start = active;
    segment.home_base_share = at_home;
    segment.commit_wedge = wedge;
    segment.discount = discount;
    segment.venue_cost = venue_cost;
    segment.contract = discount > 0;
    segment.term_mix = terms;
    segment.home_share = std::move(home);
    return segment;
}

enum DefaultLab { kOai, kAnt, kGdm, kOpn };
enum DefaultVenue { kAzr, kAws, kGcp, kNeo, kDirOai, kDirAnt, kSelf };

/// The defaults of docs/model.md#parameters for 2026-05.
inline Scenario default_scenario(int agents = 20'000) {
    Scenario s;
    s.labs = {make_lab("openai", 0, 1, .30), make_lab("anthropic", 1, 1.25, .45),
              make_lab("google-deepmind", 2, .8, .17), make_lab("open-weights", 3, .12, .08)};
    s.labs[kOpn].open_weights = true;
    s.venues = {make_venue("azure", 0, VenueKind::cloud, .16, 6.6e9),
                make_venue("aws", 1, VenueKind::cloud, .07, 10.8e9),
                make_venue("google-cloud", 2, VenueKind::cloud, .265, 3.8e9),
                make_venue("neocloud", 3, VenueKind::cloud, .015, 8e9),
                make_venue("openai-direct", 4, VenueKind::direct, .18),
                make_venue("anthropic-direct", 5, VenueKind::direct, .29),
                make_venue("self-hosted", 6, VenueKind::self_hosted, .02)};
    s.venues[kNeo].closed_lab_appeal = -.30;
    s.venues[kDirOai].lab = kOai;
    s.venues[kDirAnt].lab = kAnt;
    s.workloads = {make_workload("coding", 0, .40, .08, .12, .02), make_workload("assistant", 1, .20, .04, .25, .05),
                   make_workload("knowledge", 2, .15, .04, .50, .5), make_workload("agents", 3, .15, .08, .45, .3),
                   make_workload("batch", 4, .10, .03, .35, 1)};
    s.segments = {make_segment("smb", 5e3, .45, 1, 0, 0, 120, {1, 0, 0}, {.30, .40, .18, .12, 0, 0, 0}),
                  make_segment("mid", 83e3, .60, .92, .03, .05, 1.5e3, {.6, .3, .1}, {.35, .38, .16, .11, 0, 0, 0}),
                  make_segment("enterprise", 2e6, .90, .78, .05, .10, 4e3, {.3, .2, .5}, {.42, .36, .14, .08, 0, 0, 0}),
                  make_segment("mega", std::numeric_limits<double>::infinity(), 1, .65, .05, .15, 15e3, {.3, .2, .5},
                               {.25, .42, .23, .10, 0, 0, 0})};
    for (const auto& [id, share] : {std::pair{"na", .50}, {"eu", .28}, {"row", .22}}) {
        Region region;
        region.id = id;
        region.draw_slot = static_cast<int>(s.regions.size());
        region.share = share;
        s.regions.push_back(region);
    }
    s.simulation.agents = agents;
    return s;
}

/// A table with nothing legal, list prices of the labs, everything else neutral.
inline OfferTable empty_offers(const Scenario& s) {
    OfferTable table;
    table.month = s.simulation.start - 1;
    table.labs = static_cast<int>(s.labs.size());
    table.venues = static_cast<int>(s.venues.size());
    table.workloads = static_cast<int>(s.workloads.size());
    const auto offers = static_cast<std::size_t>(table.count());
    table.legal.assign(offers, 0);
    for (auto* column : {&table.quality, &table.known_quality, &table.seller_price}) column->assign(offers, 0);
    table.discounted.assign(offers, 0);
    table.counts_to_commit.assign(offers, 1);
    table.news.assign(s.venues.size(), 0);
    table.platform_fee.assign(s.venues.size(), 0);
    table.reliability.assign(s.venues.size(), 1);
    for (const Venue& venue : s.venues)
        table.egress_fee.insert(table.egress_fee.end(), s.regions.size(), venue.egress_fee);
    for (const Lab& lab : s.labs) {
        table.list_price.push_back(lab.list_price);
        table.compute_per_unit.push_back(lab.compute_bill_share * lab.list_price / 1.0266e6);
    }
    return table;
}

/// Makes (lab, venue) legal for all workloads at the lab's list price.
inline void open_offer(OfferTable& table, int lab, int venue, double quality = 0) {
    const auto o = static_cast<std::size_t>(table.offer(lab, venue));
    table.legal[o] = (1U << table.workloads) - 1;
    table.quality[o] = table.known_quality[o] = quality;
    table.seller_price[o] = table.list_price[static_cast<std::size_t>(lab)];
}

/// The offers of burn-in under the defaults: clauses in force in 2026-04.
inline OfferTable default_offers(const Scenario& s) {
    OfferTable table = empty_offers(s);
    for (const int v : {kAzr, kDirOai}) open_offer(table, kOai, v, 0);
    for (const int v : {kAzr, kAws, kGcp, kDirAnt}) open_offer(table, kAnt, v, 0);
    open_offer(table, kGdm, kGcp, -1);
    for (const int v : {kAzr, kAws, kGcp, kNeo, kSelf}) open_offer(table, kOpn, v, -8);
    table.seller_price[static_cast<std::size_t>(table.offer(kOpn, kSelf))] = .06;
    for (int l = 0; l < table.labs; ++l)
        for (int v = 0; v < table.venues; ++v)
            if (s.venues[static_cast<std::size_t>(v)].kind == VenueKind::cloud)
                table.discounted[static_cast<std::size_t>(table.offer(l, v))] = 1;
    return table;
}

/// `labs` labs and `clouds` clouds, one workload, one segment, no friction, no tastes but the shocks, no fixed or
/// switching costs, everybody decides every month, nothing is renewed or replaced; frontier advantage so large that
/// legacy is never best. Tests switch one thing on at a time.
inline Scenario neutral_scenario(int labs, int clouds, int agents) {
    Scenario s;
    for (int l = 0; l < labs; ++l) s.labs.push_back(make_lab(("lab-" + std::to_string(l)).c_str(), l, 1, 0));
    for (int v = 0; v < clouds; ++v)
        s.venues.push_back(make_venue(("cloud-" + std::to_string(v)).c_str(), v, VenueKind::cloud, 0, 1e9));
    s.workloads = {make_workload("task", 0, 1, 0, 0, 0)};
    std::vector<double> home(s.venues.size(), 1.0 / clouds);
    s.segments = {make_segment("all", std::numeric_limits<double>::infinity(), 1, 1, 0, 0, 0, {1, 0, 0}, home)};
    Region region;
    region.id = "world";
    s.regions = {region};
    s.simulation.agents = agents;
    s.customers.regulated_share = 0;
    s.customers.birth_rate = 0;
    s.customers.start_outlay = 0;
    s.choice.lab_taste_sd = s.choice.venue_taste_sd = 0;
    s.choice.peer_effect = 0;
    s.choice.frontier_advantage = 30;
    s.portfolio.max_venues = static_cast<int>(s.venues.size());
    s.portfolio.lab_switching_months = s.portfolio.venue_switching_months = 0;
    s.portfolio.self_cost_extra = 0;
    s.attention.base = 1;
    s.attention.new_offer = 0;
    s.attention.turnover = 0;
    s.attention.activation = s.attention.imitation = 0;
    s.attention.renewal = false;
    return s;
}

inline StartValues zero_values(const Scenario& s) {
    return {std::vector<double>(s.labs.size(), 0), std::vector<double>(s.venues.size(), 0), 1};
}

inline LaggedStatistics no_peers(const Scenario& s) {
    return {std::vector<double>(s.labs.size() * s.segments.size(), 0),
            std::vector<double>(s.workloads.size() * s.segments.size(), 0)};
}

/// One market that is advanced month by month under a table of offers.
struct Market {
    explicit Market(Scenario s, std::uint64_t seed = 7) : scenario(std::move(s)), draws(seed, 0) {
        customers = make_population(scenario, draws, 1);
        start = zero_values(scenario);
        lagged = no_peers(scenario);
    }

    MonthTotals empty() const { return MonthTotals(scenario); }

    /// Both passes of month t. `standing`: last month's totals, whose standing columns go on.
    MonthTotals advance(const OfferTable& offers, int t) { return advance(offers, offers, t); }
    MonthTotals advance(const OfferTable& offers, const OfferTable& before, int t,
                        const MonthTotals* standing = nullptr, const std::vector<double>* fill = nullptr) {
        MonthTotals totals = empty();
        const DecisionContext context{scenario, start, draws, offers, before, lagged, t, false, first, false, standing};
        choose_offers(customers, context, threads, totals);
        serve_customers(customers, context, fill, threads, totals);
        first = false;
        return totals;
    }

    /// Customers whose workload 0 is on (lab, venue); −1 matches any.
    std::size_t count(int lab, int venue = -1) const {
        std::size_t n = 0;
        for (std::size_t i = 0; i < customers.size(); ++i) {
            const std::size_t slot = customers.slot(i, 0);
            if (customers.lab[slot] == kNone) continue;
            if ((lab < 0 || customers.lab[slot] == lab) && (venue < 0 || customers.venue[slot] == venue)) ++n;
        }
        return n;
    }

    Scenario scenario;
    Draws draws;
    Customers customers;
    StartValues start;
    LaggedStatistics lagged;
    int threads = 2;
    bool first = true;
};

/// Passes when `successes` of `n` is within 5 standard errors of probability `p`.
inline ::testing::AssertionResult share_is(std::size_t successes, std::size_t n, double p) {
    const double standard_error = std::sqrt(p * (1 - p) / static_cast<double>(n));
    const double z = (static_cast<double>(successes) / static_cast<double>(n) - p) / standard_error;
    if (std::abs(z) <= 5) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << successes << " of " << n << ", expected share " << p << ": z = " << z;
}

/// Passes when the mean of independent `values` is within 5 standard errors of `expected`.
inline ::testing::AssertionResult mean_is(const std::vector<double>& values, double expected) {
    double sum = 0, squares = 0;
    for (const double value : values) sum += value;
    const auto n = static_cast<double>(values.size());
    const double mean = sum / n;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double standard_error = std::sqrt(squares / (n * (n - 1)));
    const double z = (mean - expected) / standard_error;
    if (std::abs(z) <= 5) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << "mean " << mean << " ± " << standard_error << ", expected " << expected
                                         << ": z = " << z;
}

}  // namespace nephoscope::test
