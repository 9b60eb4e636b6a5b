#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/market.h"
#include "models/pricing/offer_table.h"
#include "tests/reference/reference.h"

/// The engine against its plain twin, phase by phase: before each month the twin is given the engine's state, then both
/// advance and what each phase wrote is compared. A planted error per phase must make the comparison fail.
namespace nephoscope {
namespace {

using reference::Planted;

constexpr int kAgents = 300;

Scenario shipped(const std::string& name) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios";
    LoadOptions options{{folder}, {}};
    options.settings = {fmt::format("simulation.agents={}", kAgents), "customers.birth_rate_per_year=0.5"};
    Scenario scenario = load_scenario(folder + "/" + name + ".toml", options, sources, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
    scenario.start.given = true;  // the twin starts from the engine's state; where that came from is no matter here
    scenario.start.lab_fit.assign(scenario.labs.size(), 0);
    scenario.start.venue_appeal.assign(scenario.venues.size(), 0);
    scenario.start.budget_factor = 1.3;
    return scenario;
}

std::vector<reference::Agent> agents_of(const Customers& c, const Scenario& s) {
    std::vector<reference::Agent> agents;
    for (std::size_t i = 0; i < c.size(); ++i) {
        reference::Agent a;
        a.id = c.id[i];
        a.organisations = organisations(c.weight[i]);
        a.budget = c.budget[i];
        a.segment = c.segment[i];
        a.region = c.region[i];
        a.regulated = c.regulated[i] != 0;
        a.term = c.term[i];
        a.phase = c.phase[i];
        a.entry = c.entry[i];
        a.home = c.contract_cloud[i];
        const auto row = [&](const std::vector<double>& column, std::size_t n) {
            return std::vector<double>(column.begin() + static_cast<std::ptrdiff_t>(i * n),
                                       column.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
        };
        a.workload_share = row(c.workload_share, s.workloads.size());
        a.lab_taste = row(c.lab_taste, s.labs.size());
        a.venue_taste = row(c.venue_taste, s.venues.size());
        a.base_share = row(c.base_share, s.venues.size());
        for (int k = 0; k < c.workloads; ++k) {
            const std::size_t slot = c.slot(i, k);
            reference::Workload w;
            w.active = c.active[slot] != 0;
            w.lab = c.lab[slot] == kNone ? -1 : c.lab[slot];
            w.venue = c.venue[slot] == kNone ? -1 : c.venue[slot];
            w.epoch = c.epoch[slot];
            w.months_in_place = c.months_in_place[slot];
            a.workloads.push_back(w);
        }
        agents.push_back(std::move(a));
    }
    return agents;
}

std::vector<std::vector<double>> table(const std::vector<double>& flat, std::size_t rows) {
    std::vector<std::vector<double>> t(rows);
    for (std::size_t r = 0; r < rows; ++r)
        t[r].assign(flat.begin() + static_cast<std::ptrdiff_t>(r * flat.size() / rows),
                    flat.begin() + static_cast<std::ptrdiff_t>((r + 1) * flat.size() / rows));
    return t;
}

/// Collects the first few differences, phase by phase.
class Differences {
public:
    void expect(bool same, const std::string& what) {
        if (!same && messages_.size() < 5) messages_.push_back(what);
        any_ = any_ || !same;
    }
    void close(double a, double b, double absolute, const std::string& what) {
        expect(std::abs(a - b) <= absolute + 1e-9 * std::max(std::abs(a), std::abs(b)),
               fmt::format("{}: engine {} twin {}", what, a, b));
    }
    bool any() const { return any_; }
    std::string str() const { return fmt::format("{}", fmt::join(messages_, "\n")); }

private:
    bool any_ = false;
    std::vector<std::string> messages_;
};

/// Runs engine and twin side by side for `months`.
class SideBySide {
public:
    SideBySide(const Scenario& scenario, Planted planted)
        : scenario_(scenario),
          planted_(planted),
          draws_(scenario.simulation.seed, 0),
          start_(prepare_start(scenario_, draws_, 1)),
          market_(scenario_, draws_, start_, 1),
          labs_(reference::before_the_start(scenario_)),
          values_{scenario.start.lab_fit, scenario.start.venue_appeal},
          lagged_(start_.lagged),
          prices_(reference::prices_of(scenario_, 0)),
          share_paid_(scenario.clauses.size(), 0.0) {
        for (std::size_t c = 0; c < scenario.clauses.size(); ++c) share_paid_[c] = scenario.clauses[c].paid_to_date;
        offers_ = from_engine(start_.offers);
    }

    Differences run(int months) {
        for (int t = 0; t < months; ++t) month(t);
        return differences_;
    }

private:
    reference::Offers from_engine(const OfferTable& table) const {
        reference::Offers offers(scenario_.labs.size(), std::vector<reference::Offer>(scenario_.venues.size()));
        for (int l = 0; l < table.labs; ++l)
            for (int v = 0; v < table.venues; ++v) {
                reference::Offer& offer = offers[static_cast<std::size_t>(l)][static_cast<std::size_t>(v)];
                const auto o = static_cast<std::size_t>(table.offer(l, v));
                offer.lab = l;
                offer.venue = v;
                for (int k = 0; k < table.workloads; ++k) offer.legal.push_back(table.is_legal(l, v, k));
                offer.quality = table.quality[o];
                offer.known_quality = table.known_quality[o];
                offer.price = table.seller_price[o];
                offer.counts_to_commit = table.counts_to_commit[o] != 0;
            }
        return offers;
    }

    void month(int t) {
        const std::vector<reference::Agent> before = agents_of(market_.customers(), scenario_);
        market_.advance(scenario_.simulation.start + t);
        reference::release(labs_, scenario_, draws_, t, planted_);
        const reference::Prices prices = reference::prices_of(scenario_, t);
        const reference::Offers offers = reference::make_offers(scenario_, labs_, prices, t, planted_);
        compare_offers(offers, t);
        // The engine's own offers go on, so that an error in one phase is not found again in the next.
        const reference::Offers now = from_engine(market_.offers());
        const reference::World world{scenario_,
                                     values_,
                                     draws_,
                                     now,
                                     offers_,
                                     prices,
                                     prices_,
                                     table(lagged_.lab_in_use, scenario_.labs.size()),
                                     table(lagged_.active_share, scenario_.workloads.size()),
                                     t,
                                     planted_};
        compare_choices(world, before, t);
        compare_service(world, t);
        compare_flows(world, t);
        reference::train(labs_, scenario_, draws_, t, planted_);
        for (std::size_t l = 0; l < scenario_.labs.size(); ++l)
            if (!scenario_.labs[l].open_weights)
                differences_.close(market_.quality().latent(static_cast<int>(l)), labs_.latent[l], 1e-9,
                                   fmt::format("month {} latent quality of {}", t, scenario_.labs[l].id));
        offers_ = now;
        prices_ = prices;
        lagged_ = lag(market_.totals());
    }

    void compare_offers(const reference::Offers& offers, int t) {
        for (std::size_t l = 0; l < offers.size(); ++l)
            for (std::size_t v = 0; v < offers[l].size(); ++v) {
                const auto o =
                    static_cast<std::size_t>(market_.offers().offer(static_cast<int>(l), static_cast<int>(v)));
                const std::string name =
                    fmt::format("month {} offer {} at {}", t, scenario_.labs[l].id, scenario_.venues[v].id);
                bool any = false;
                for (std::size_t k = 0; k < scenario_.workloads.size(); ++k) {
                    const bool legal =
                        market_.offers().is_legal(static_cast<int>(l), static_cast<int>(v), static_cast<int>(k));
                    differences_.expect(legal == offers[l][v].legal[k], name + " legality");
                    any = any || legal;
                }
                if (!any) continue;
                differences_.close(market_.offers().quality[o], offers[l][v].quality, 1e-9, name + " quality");
                differences_.close(market_.offers().known_quality[o], offers[l][v].known_quality, 1e-9,
                                   name + " known quality");
                differences_.close(market_.offers().seller_price[o], offers[l][v].price, 0, name + " price");
                differences_.expect((market_.offers().counts_to_commit[o] != 0) == offers[l][v].counts_to_commit,
                                    name + " commitment");
            }
    }

    void compare_choices(const reference::World& world, const std::vector<reference::Agent>& before, int t) {
        const std::vector<reference::Agent> after = agents_of(market_.customers(), scenario_);
        double venue_cost = 0, onboarding = 0, switching = 0;
        std::int64_t switches = 0, evaluations = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const reference::Choice choice = reference::choose(world, before[i]);
            for (std::size_t k = 0; k < choice.workloads.size(); ++k) {
                const reference::Workload &engine = after[i].workloads[k], &twin = choice.workloads[k];
                differences_.expect(
                    engine.active == twin.active && engine.lab == twin.lab && engine.venue == twin.venue &&
                        engine.epoch == twin.epoch && engine.months_in_place == twin.months_in_place,
                    fmt::format(
                        "month {} customer {} workload {}: engine {}@{} epoch {} months {} active {}, twin {}@{} "
                        "epoch {} months {} active {}",
                        t, before[i].id, k, engine.lab, engine.venue, engine.epoch, engine.months_in_place,
                        engine.active, twin.lab, twin.venue, twin.epoch, twin.months_in_place, twin.active));
            }
            venue_cost += before[i].organisations * choice.venue_cost;
            onboarding += before[i].organisations * choice.onboarding_cost;
            switching += before[i].organisations * choice.switching_cost;
            switches += choice.switches;
            evaluations += choice.evaluated ? 1 : 0;
        }
        const double tick = 1e-4 * static_cast<double>(before.size()) * 5;
        const auto usd = [](const std::vector<Money>& m) {
            Money s = 0;
            for (const Money x : m) s += x;
            return to_usd(s);
        };
        differences_.close(usd(market_.totals().venue_cost), venue_cost, tick, fmt::format("month {} venue cost", t));
        differences_.close(usd(market_.totals().onboarding_cost), onboarding, tick,
                           fmt::format("month {} onboarding cost", t));
        differences_.close(usd(market_.totals().switching_cost), switching, tick,
                           fmt::format("month {} switching cost", t));
        differences_.expect(
            market_.totals().evaluations == evaluations,
            fmt::format("month {} evaluations: engine {} twin {}", t, market_.totals().evaluations, evaluations));
        differences_.expect(market_.totals().switches == switches, fmt::format("month {} switches: engine {} twin {}",
                                                                               t, market_.totals().switches, switches));
    }

    void compare_service(const reference::World& world, int t) {
        const std::vector<reference::Agent> agents = agents_of(market_.customers(), scenario_);
        sales_.assign(scenario_.labs.size(), std::vector<reference::Sales>(scenario_.venues.size()));
        egress_to_.assign(scenario_.venues.size(), 0);
        double surplus = 0;
        for (const reference::Agent& agent : agents)
            for (const reference::Purchase& p : reference::serve(world, agent)) {
                if (p.lab < 0) continue;
                reference::Sales& cell = sales_[static_cast<std::size_t>(p.lab)][static_cast<std::size_t>(p.venue)];
                cell.paid += agent.organisations * p.paid;
                cell.list_value += agent.organisations * p.list_value;
                cell.compute += agent.organisations * p.compute;
                surplus += agent.organisations * p.surplus;
                if (p.egress == 0) continue;
                for (std::size_t c = 0; c < p.egress_to.size(); ++c)
                    egress_to_[c] += agent.organisations * p.egress_to[c];
            }
        const double tick = 1e-4 * static_cast<double>(agents.size()) * 5;
        const MonthTotals& totals = market_.totals();
        for (int l = 0; l < totals.labs; ++l)
            for (int v = 0; v < totals.venues; ++v) {
                Money paid = 0;
                const auto o = static_cast<std::size_t>(market_.offers().offer(l, v));
                for (int s = 0; s < totals.segments; ++s)
                    paid +=
                        totals.seller_paid[o * static_cast<std::size_t>(totals.segments) + static_cast<std::size_t>(s)];
                const reference::Sales& cell = sales_[static_cast<std::size_t>(l)][static_cast<std::size_t>(v)];
                const std::string name = fmt::format("month {} lab {} venue {}", t, l, v);
                differences_.close(to_usd(paid), cell.paid, tick, name + " paid");
                differences_.close(to_usd(totals.list_value[o]), cell.list_value, tick, name + " list value");
                differences_.close(static_cast<double>(totals.compute[o]) / kComputePerMwMonth, cell.compute,
                                   1e-9 * 5 * kAgents, name + " compute");
            }
        for (std::size_t v = 0; v < egress_to_.size(); ++v)
            differences_.close(to_usd(totals.egress_received[v]), egress_to_[v], tick,
                               fmt::format("month {} egress to {}", t, v));
        Money engine_surplus = 0;
        for (const Money m : totals.surplus) engine_surplus += m;
        differences_.close(to_usd(engine_surplus), surplus, tick, fmt::format("month {} surplus", t));
    }

    void compare_flows(const reference::World&, int t) {
        const MonthTotals& totals = market_.totals();
        Money moving = 0;
        for (std::size_t s = 0; s < totals.venue_cost.size(); ++s)
            moving += totals.venue_cost[s] + totals.onboarding_cost[s] + totals.switching_cost[s];
        const reference::Flows twin =
            reference::settle(scenario_, sales_, egress_to_, to_usd(moving), t, share_paid_, planted_);
        double tick = 1e-4 * kAgents * 10;
        for (const auto& [name, usd] : twin) {
            const auto word = [&, text = name](int n) {
                std::size_t from = 0;
                for (int i = 0; i < n; ++i) from = text.find(' ', from) + 1;
                return text.substr(from, text.find(' ', from) - from);
            };
            const auto& names = market_.ledger_accounts().names();
            const auto account = [&](const std::string& n) {
                return static_cast<int>(std::find(names.begin(), names.end(), n) - names.begin());
            };
            int posting = 0;
            while (posting < kPostings && word(0) != posting_name(static_cast<Posting>(posting))) ++posting;
            ASSERT_LT(posting, kPostings) << name;
            const Money engine =
                market_.ledger().flow(static_cast<Posting>(posting), account(word(1)), account(word(2)));
            differences_.close(to_usd(engine), usd, tick, fmt::format("month {} {}", t, name));
        }
        double all_twin = 0;
        for (const auto& [name, usd] : twin) all_twin += usd;
        Money all_engine = 0;
        for (const Money flow : market_.ledger().flows()) all_engine += flow;
        differences_.close(to_usd(all_engine), all_twin, tick * 20, fmt::format("month {} sum of all flows", t));
    }

    const Scenario& scenario_;
    const Planted planted_;
    const Draws draws_;
    const StartState start_;
    Market market_;
    reference::Labs labs_;
    reference::StartingValues values_;
    reference::Offers offers_;
    LaggedStatistics lagged_;
    reference::Prices prices_;
    std::vector<double> share_paid_;
    std::vector<std::vector<reference::Sales>> sales_;
    std::vector<double> egress_to_;
    Differences differences_;
};

Differences compare(const std::string& name, Planted planted, int months = 16, bool shut = false) {
    Scenario scenario = shipped(name);
    // A share cap that binds within the months compared, so that its phase has something to get wrong.
    for (Clause& clause : scenario.clauses)
        if (clause.type == ClauseType::revenue_share && clause.cap) clause.cap = 3e9;
    // An exclusivity that goes on for half a year while another cloud may host already has something to shut.
    for (Clause& clause : scenario.clauses)
        if (shut && clause.type == ClauseType::exclusivity) clause.end = std::max(clause.end, Month(2026, 11));
    return SideBySide(scenario, planted).run(months);
}

TEST(Twin, AgreesOnTheFactualWorld) {
    const Differences differences = compare("baseline", Planted::none);
    EXPECT_FALSE(differences.any()) << differences.str();
}

TEST(Twin, AgreesWhileExclusivityShutsACloudThatHosts) {
    const Differences differences = compare("baseline", Planted::none, 16, true);
    EXPECT_FALSE(differences.any()) << differences.str();
}

TEST(Twin, AgreesOnTheCounterfactual) {
    const Differences differences = compare("exclusive_2032", Planted::none);
    EXPECT_FALSE(differences.any()) << differences.str();
}

TEST(Twin, AgreesOnTheDuopoly) {
    const Differences differences = compare("duopoly", Planted::none, 24);
    EXPECT_FALSE(differences.any()) << differences.str();
}

class PlantedError : public ::testing::TestWithParam<Planted> {};

TEST_P(PlantedError, IsFound) {
    const Planted planted = GetParam();
    EXPECT_TRUE(compare("baseline", planted, 16, planted == Planted::agreements_ignore_exclusivity).any());
}

INSTANTIATE_TEST_SUITE_P(OfEveryPhase, PlantedError,
                         ::testing::Values(Planted::agreements_forget_onboarding,
                                           Planted::agreements_ignore_exclusivity, Planted::release_at_twice_the_rate,
                                           Planted::offers_ignore_lag, Planted::choose_ignores_switching_cost,
                                           Planted::choose_uses_actual_quality, Planted::choose_charges_home_venue,
                                           Planted::choose_never_notices_news, Planted::choose_activates_too_often,
                                           Planted::serve_forgets_egress, Planted::serve_bills_without_discount,
                                           Planted::settle_pays_royalty_on_paid_price, Planted::settle_ignores_cap,
                                           Planted::train_without_spillover));

}  // namespace
}  // namespace nephoscope
