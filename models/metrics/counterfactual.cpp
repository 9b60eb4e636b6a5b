#include "models/metrics/counterfactual.h"

#include <algorithm>

#include "models/customers/chooser.h"

namespace nephoscope {

namespace {

bool removes(std::uint32_t removed, Barrier barrier) { return (removed >> static_cast<int>(barrier) & 1U) != 0; }

/// Labs and venues that sell something this month, by bit.
struct OnSale {
    std::uint64_t labs = 0, venues = 0;
    explicit OnSale(const OfferTable& offers) {
        for (int l = 0; l < offers.labs; ++l)
            for (int v = 0; v < offers.venues; ++v)
                if (offers.legal[static_cast<std::size_t>(offers.offer(l, v))] != 0) {
                    labs |= std::uint64_t{1} << l;
                    venues |= std::uint64_t{1} << v;
                }
    }
    bool both(int lab, int venue) const { return (labs >> lab & 1U) != 0 && (venues >> venue & 1U) != 0; }
};

Agenda agenda_of(const Customers& customers, const OfferTable& offers, Deciders deciders, std::uint32_t new_project,
                 std::size_t i) {
    Agenda agenda;
    const std::uint32_t decided = customers.decided[i];
    agenda.active = customers.active[i];
    for (int k = 0; k < customers.workloads; ++k) {
        const std::size_t slot = customers.slot(i, k);
        if (customers.lab[slot] != kNone && !offers.is_legal(customers.lab[slot], customers.venue[slot], k))
            agenda.forced_out |= 1U << k;
    }
    agenda.new_project = new_project;
    agenda.deciding = deciders == Deciders::everyone     ? agenda.active
                      : deciders == Deciders::this_month ? (decided | agenda.forced_out) & agenda.active
                                                         : agenda.forced_out;
    return agenda;
}

}  // namespace

const char* barrier_name(Barrier barrier) {
    constexpr const char* names[] = {"illegality", "friction", "switching", "fixed cost", "inattention"};
    static_assert(sizeof names / sizeof *names == kBarriers);
    return names[static_cast<int>(barrier)];
}

OfferTable open_everything(const Market& market) {
    OfferTable offers = market.offers();
    const Scenario& scenario = market.scenario();
    const OnSale on_sale(offers);
    const int t = scenario.month_number(offers.month);
    for (int l = 0; l < offers.labs; ++l) {
        double newest = market.quality().published(l, t, 0).value_or(-1e300);
        for (int v = 0; v < offers.venues; ++v)
            if (offers.legal[static_cast<std::size_t>(offers.offer(l, v))] != 0)
                newest = std::max(newest, offers.known_quality[static_cast<std::size_t>(offers.offer(l, v))]);
        for (int v = 0; v < offers.venues; ++v) {
            const Venue& venue = scenario.venues[static_cast<std::size_t>(v)];
            const auto o = static_cast<std::size_t>(offers.offer(l, v));
            const bool cloud = venue.kind == VenueKind::cloud;
            if (!on_sale.both(l, v) || (!cloud && offers.legal[o] == 0)) continue;
            if (offers.legal[o] == 0) {
                offers.seller_price[o] = offers.list_price[static_cast<std::size_t>(l)] *
                                         (1 + offers.platform_fee[static_cast<std::size_t>(v)]);
                offers.discounted[o] = 1;
            }
            offers.legal[o] = (1U << offers.workloads) - 1;
            offers.known_quality[o] = newest;
        }
    }
    offers.quality = offers.known_quality;
    return offers;
}

Rerun::Rerun(const Market& market, const Panel& panel)
    : market_(market), panel_(panel), month_(panel.month()), known_(market.offers()), open_(open_everything(market)) {
    known_.quality = known_.known_quality;
    for (int bits = 0; bits < 4; ++bits) {
        Scenario variant = market.scenario();
        variant.resolved = Node();
        if ((bits & 1) != 0) variant.portfolio.lab_switching_months = variant.portfolio.venue_switching_months = 0;
        if ((bits & 2) != 0) variant.portfolio.max_venues = static_cast<int>(variant.venues.size());
        variants_.push_back(std::move(variant));
    }
    static_cast<Customers&>(work_) = month_.customers;
    work_.desires.resize(work_.size());
}

Terms Rerun::actual(Deciders deciders) const { return {&variants_[0], known_, deciders}; }

Terms Rerun::without(std::uint32_t removed) const {
    const std::size_t variant =
        (removes(removed, Barrier::switching) ? 1U : 0U) | (removes(removed, Barrier::fixed_cost) ? 2U : 0U);
    Terms terms{&variants_[variant], removes(removed, Barrier::illegality) ? open_ : known_,
                removes(removed, Barrier::inattention) ? Deciders::everyone : Deciders::this_month};
    if (removes(removed, Barrier::friction)) terms.offers.gravity_scale = terms.offers.wedge_scale = 0;
    if (removes(removed, Barrier::fixed_cost)) terms.offers.cost_index = 0;
    return terms;
}

void Rerun::restore(const Customers& state) {
    work_.lab = state.lab;
    work_.venue = state.venue;
    work_.own = state.own;
}

const Settled& Rerun::decide(const Terms& terms) {
    restore(month_.customers);
    run(terms, market_.offers_before(), month_.new_project);
    return work_;
}

const Settled& Rerun::decide_from(const Customers& state, const Terms& terms) {
    restore(state);
    run(terms, known_, std::vector<std::uint32_t>(state.size(), 0));
    return work_;
}

void Rerun::run(const Terms& terms, const OfferTable& before, const std::vector<std::uint32_t>& new_project) {
    const LaggedStatistics& lagged = month_.lagged;
    const int t = market_.scenario().month_number(market_.offers().month);
    const DecisionContext context{*terms.scenario, market_.start(), market_.draws(), terms.offers, before, lagged, t};
    MonthTerms month(*terms.scenario, terms.offers);
    month.set_values(market_.start(), lagged);
    Chooser chooser(work_, context, month, nullptr);
    Chooser::Look look(chooser, work_.size());
    OwnRows::Pending pending;
    std::vector<Chooser::Stirred> few;
    for (std::size_t i = 0; i < work_.size(); ++i) {
        const Agenda agenda = agenda_of(work_, terms.offers, terms.deciders, new_project[i], i);
        if (agenda.deciding != 0) few.push_back({i, agenda, holding_of(work_, i, true), {}, {}});
        if (few.size() < Chooser::kMostTogether && i + 1 < work_.size()) continue;
        for (Chooser::Stirred& one : few) chooser.ask(one, look);
        chooser.sift(look);
        chooser.find_outlays(few);
        for (Chooser::Stirred& one : few) chooser.decide(one, nullptr, pending);
        few.clear();
    }
    chooser.own().settle(pending);  // what desires read
    for (std::size_t i = 0; i < work_.size(); ++i) chooser.desires(i, work_.desires[i]);
}

double Rerun::outlay(const Settled& customers, std::size_t i, int k) const {
    return panel_.organisations()[i] * customers.desires[i].outlay[k];
}

std::vector<double> Rerun::value(const Settled& customers, const Terms& terms) const {
    std::vector<double> values(market_.scenario().segments.size(), 0);
    const VenueCosts costs(*terms.scenario, terms.offers);
    for (std::size_t i = 0; i < customers.size(); ++i) {
        std::uint64_t in_use = 0;
        double value = 0;
        for (int k = 0; k < customers.workloads; ++k) {
            const std::size_t slot = customers.slot(i, k);
            if (!customers.is_active(i, k) || customers.lab[slot] == kNone) continue;
            in_use |= std::uint64_t{1} << customers.venue[slot];
            value += customers.desires[i].surplus[k];
        }
        const auto& cost = costs.of(customers.segment[i], customers.contract_cloud[i]);
        for (int v = 0; v < customers.venues; ++v)
            if ((in_use >> v & 1U) != 0) value -= cost[static_cast<std::size_t>(v)];
        values[customers.segment[i]] += panel_.organisations()[i] * value;
    }
    return values;
}

std::vector<double> Rerun::units(const Settled& customers) const {
    std::vector<double> units(static_cast<std::size_t>(known_.count()), 0);
    for (std::size_t i = 0; i < customers.size(); ++i)
        for (int k = 0; k < customers.workloads; ++k) {
            const std::size_t slot = customers.slot(i, k);
            if (!customers.is_active(i, k) || customers.lab[slot] == kNone) continue;
            units[static_cast<std::size_t>(known_.offer(customers.lab[slot], customers.venue[slot]))] +=
                panel_.organisations()[i] * customers.desires[i].units[k];
        }
    return units;
}

}  // namespace nephoscope
