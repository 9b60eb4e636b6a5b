#include "tests/reference/side_by_side.h"

#include <algorithm>
#include <cmath>

namespace nephoscope::reference {

void Differences::expect(const char* phase, bool same, const std::string& what) {
    if (same) return;
    if (messages_.empty()) phase_ = phase;
    if (messages_.size() < 5) messages_.push_back(std::string(phase) + ": " + what);
}

void Differences::close(const char* phase, double engine, double twin, double absolute, const std::string& what,
                        double relative) {
    const double most = absolute + relative * std::max(std::abs(engine), std::abs(twin));
    expect(phase, std::abs(engine - twin) <= most, fmt::format("{}: engine {} twin {}", what, engine, twin));
}

SideBySide::SideBySide(const Scenario& scenario, Planted planted)
    : scenario_(scenario),
      planted_(planted),
      draws_(scenario.simulation.seed, 0),
      start_(prepare_start(scenario_, draws_, 1)),
      market_(scenario_, draws_, start_, 1),
      labs_(before_the_start(scenario_)),
      values_{scenario.start.lab_fit, scenario.start.venue_appeal, start_.customers.base_per_budget},
      reliability_(scenario.venues.size(), 1) {
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        ruled_list_.push_back(scenario.labs[l].list_price);
        purses_.push_back(first_purse(scenario, l));
    }
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        ruled_fee_.push_back(scenario.venues[v].fee_rule == FeeRule::parity ? 0 : scenario.venues[v].platform_fee);
        builds_.push_back(first_build(scenario, v));
    }
    for (const Clause& clause : clauses_at(scenario_, draws_, scenario.simulation.start - 1, Planted::none)) {
        share_paid_.push_back(clause.paid_to_date);
        commitments_.push_back(clause.type == ClauseType::compute_commit ? before_the_start(scenario, clause)
                                                                         : Commitment{});
    }
    compare_start();
}

const Differences& SideBySide::run(int months) {
    for (t_ = 0; t_ < months && !differences_.any(); ++t_) month(t_);
    return differences_;
}

void SideBySide::month(int t) {
    const Month month = scenario_.simulation.start + t;
    const std::vector<Agent> before = agents_of(market_.customers(), scenario_, draws_, t - 1);
    market_.advance(month);

    const std::vector<Clause> clauses = clauses_at(scenario_, draws_, month, planted_);
    release(labs_, scenario_, draws_, t, planted_);
    for (std::size_t v = 0; v < builds_.size(); ++v) {
        const double installed = builds_[v].installed;
        arrive(builds_[v], scenario_, v, t, planted_);
        seen_.arrivals += builds_[v].installed > installed ? 1 : 0;
    }
    prices_before_ = prices_;
    set_prices(clauses);
    compare_prices();
    compare_offers(market_.offers(), make_offers(scenario_, clauses, labs_, prices_, month, t, planted_), "offers");
    const Offers offers_before = offers_;
    // The engine's own offers go on, so that an error in one phase is not found again in the next.
    offers_ = offers_of(market_.offers());

    const World world{scenario_,
                      values_,
                      draws_,
                      offers_,
                      offers_before,
                      prices_,
                      prices_before_,
                      statistics_.lab_in_use,
                      statistics_.active_share,
                      t,
                      planted_};
    choose(world, before);
    clear_market(world, clauses);
    compare_clearing();
    serve_customers(world, before);
    settle(clauses);
    compare_counts();
    compare_flows();
    close_month();
}

void SideBySide::set_prices(const std::vector<Clause>& clauses) {
    const Month month = scenario_.simulation.start + t_;
    prices_ = costs_of(scenario_, t_, planted_);
    prices_.reliability = reliability_;
    const Table rates = share_rates(scenario_, clauses, month, share_paid_);
    Table stakes(scenario_.labs.size(), Row(scenario_.venues.size(), 0));
    for (std::size_t l = 0; l < stakes.size(); ++l)
        for (std::size_t v = 0; v < stakes[l].size(); ++v) stakes[l][v] = purses_[l].held[v] / purses_[l].shares;
    const PriceSetting in{scenario_, clauses, last_, prices_, rates, stakes, t_, planted_};
    const Row list = ruled_list_, fee = ruled_fee_;
    for (std::size_t l = 0; l < list.size(); ++l) ruled_list_[l] = next_list_price(in, l, list[l]);
    for (std::size_t l = 0; l < list.size(); ++l) {
        seen_.list_prices_moved += ruled_list_[l] != list[l] ? 1 : 0;
        prices_.list.push_back(ruled_list_[l] *
                               factor(scenario_, EventType::list_price, month, static_cast<int>(l), -1, -1));
    }
    for (std::size_t v = 0; v < fee.size(); ++v) {
        ruled_fee_[v] = next_fee(in, v, fee[v], prices_.list);
        seen_.fees_moved += ruled_fee_[v] != fee[v] ? 1 : 0;
    }
    for (std::size_t v = 0; v < fee.size(); ++v) {
        const Event* event = latest(scenario_, EventType::platform_fee, month, -1, static_cast<int>(v));
        prices_.fee.push_back(event != nullptr ? event->value : ruled_fee_[v]);
    }
}

/// Needs of labs that pay for hosting, draws that are due, and what is there.
void SideBySide::clear_market(const World& world, const std::vector<Clause>& clauses) {
    const std::size_t labs = scenario_.labs.size(), venues = scenario_.venues.size();
    Row capacity, required;
    for (const Build& build : builds_) capacity.push_back(build.installed);
    Table inference(labs, Row(venues, 0));
    const Table everything(labs, Row(venues, 1));
    for (const Agent& agent : agents_)
        for (const Purchase& p : serve(world, agent, everything))
            if (p.lab >= 0)
                inference[static_cast<std::size_t>(p.lab)][static_cast<std::size_t>(p.venue)] +=
                    agent.organisations * p.wanted;
    need_.assign(labs, {});
    for (std::size_t l = 0; l < labs; ++l) {
        double weights = 0;
        for (const double weight : scenario_.labs[l].host_weight) weights += weight;
        if (weights == 0) continue;
        for (std::size_t v = 0; v < venues; ++v)
            if (scenario_.venues[v].kind == VenueKind::direct) need_[l].direct += inference[l][v];
        need_[l].consumer = prices_.compute_per_unit[l] / prices_.list[l] * consumer_revenue(scenario_, l, t_);
        need_[l].training = purses_[l].budget / prices_.wholesale;
    }
    const Month month = scenario_.simulation.start + t_;
    for (std::size_t c = 0; c < clauses.size(); ++c)
        required.push_back(required_draw(clauses[c], commitments_[c], month, planted_));
    cleared_ = clear({scenario_, capacity, inference, need_, required, prices_.wholesale, planted_});
    true_up_.assign(clauses.size(), 0);
    for (std::size_t c = 0; c < clauses.size(); ++c) {
        seen_.cut_draws += cleared_.drawn[c] < required[c] * (1 - 1e-9) ? 1 : 0;
        commitments_[c].drawn += cleared_.drawn[c];
        commitments_[c].remaining -= cleared_.drawn[c];
        true_up_[c] = true_up(clauses[c], commitments_[c], month, planted_);
        commitments_[c].drawn += true_up_[c];
        commitments_[c].remaining -= true_up_[c];
        seen_.true_ups += true_up_[c] > 1 ? 1 : 0;
    }
}

void SideBySide::settle(const std::vector<Clause>& clauses) {
    double moving = 0;
    for (const Choice& choice : choices_)
        moving += choice.agent.organisations *
                  (choice.venue_cost + choice.onboarding_cost + choice.switching_cost + choice.migration_cost);
    Row installed;
    for (const Build& build : builds_) installed.push_back(build.installed);
    const Row paid_before = share_paid_;
    flows_ = reference::settle({scenario_, clauses, prices_, last_.sales, cleared_, need_, egress_to_, base_paid_,
                                installed, true_up_, moving, t_, planted_},
                               share_paid_, accounts_);
    for (std::size_t c = 0; c < share_paid_.size(); ++c)
        if (clauses[c].cap && *clauses[c].cap == share_paid_[c]) ++seen_.exhausted_caps;
}

/// Phases 9 and 10, and what price setters and customers will know next month.
void SideBySide::close_month() {
    Row effort;
    for (std::size_t l = 0; l < purses_.size(); ++l) effort.push_back(purses_[l].budget * cleared_.lab_fill[l]);
    train(labs_, scenario_, draws_, t_, effort, planted_);
    last_.gross_margin.assign(purses_.size(), 0);
    for (std::size_t l = 0; l < purses_.size(); ++l) {
        fund(purses_[l], scenario_, l, t_, accounts_[l], flows_, planted_);
        if (accounts_[l].net_revenue > 0) last_.gross_margin[l] = accounts_[l].gross_profit / accounts_[l].net_revenue;
    }
    compare_labs();
    last_.fee = prices_.fee;
    for (std::size_t v = 0; v < builds_.size(); ++v) {
        const double queued = builds_[v].queued();
        order(builds_[v], scenario_, v, t_, cleared_, planted_);
        seen_.orders += builds_[v].queued() > queued ? 1 : 0;
        const Venue& venue = scenario_.venues[v];
        double fill = 1;
        if (venue.kind == VenueKind::cloud) fill = cleared_.fill[v][kInference];
        if (venue.kind == VenueKind::direct) fill = cleared_.lab_fill[static_cast<std::size_t>(venue.lab)];
        const double memory = planted_ == Planted::reliability_forgets_slower ? 0.9 : 0.8;
        reliability_[v] = memory * reliability_[v] + (1 - memory) * fill;
    }
    compare_capacity();
}

}  // namespace nephoscope::reference
