#include "models/pricing/offer_table.h"

#include "models/pricing/paths.h"

namespace nephoscope {

namespace {

std::uint32_t news_at(const OfferTable& now, const OfferTable& before, int venue) {
    std::uint32_t labs = 0;
    for (int l = 0; l < now.labs; ++l) {
        const auto o = static_cast<std::size_t>(now.offer(l, venue));
        if (now.legal[o] != 0 && before.legal[o] == 0) labs |= 1U << l;
    }
    return labs;
}

void price(OfferTable& table, const Scenario& scenario, int lab, int venue) {
    const auto o = static_cast<std::size_t>(table.offer(lab, venue)), v = static_cast<std::size_t>(venue);
    const VenueKind kind = scenario.venues[v].kind;
    const auto l = static_cast<std::size_t>(lab);
    if (kind == VenueKind::self_hosted)
        table.seller_price[o] = table.wholesale_price * table.compute_per_unit[l];
    else
        table.seller_price[o] = table.list_price[l] * (1 + table.platform_fee[v]);
    table.discounted[o] = kind == VenueKind::cloud ? 1 : 0;
}

/// Fees and scales that dated events may change; in burn-in (`events` false) none is in force.
void apply_events(OfferTable& table, const Scenario& scenario, bool events) {
    const Month month = table.month;
    const auto factor = [&](EventType type, int venue, int region) {
        return events ? event_factor(scenario, type, month, -1, venue, region) : 1.0;
    };
    table.gravity_scale = factor(EventType::gravity, -1, -1);
    table.wedge_scale = factor(EventType::commit_wedge, -1, -1);
    table.self_cost_scale = factor(EventType::self_cost, -1, -1);
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        for (std::size_t r = 0; r < scenario.regions.size(); ++r) {
            const auto& ban = scenario.regions[r].egress_ban_start;
            const bool banned = events && ban && *ban <= month;
            const double scale = factor(EventType::egress_fee, static_cast<int>(v), static_cast<int>(r));
            table.egress_fee.push_back(banned ? 0.0 : scenario.venues[v].egress_fee * scale);
        }
}

OfferTable freeze(const OfferInputs& in, bool events) {
    const Scenario& scenario = in.scenario;
    OfferTable table;
    table.month = scenario.simulation.start + in.t;
    table.labs = static_cast<int>(scenario.labs.size());
    table.venues = static_cast<int>(scenario.venues.size());
    table.workloads = static_cast<int>(scenario.workloads.size());
    table.legal = in.legality.legal;
    table.budget_growth = budget_growth(scenario, in.t);
    table.cost_index = cost_index(scenario, in.t);
    table.unit_cost = unit_cost(scenario, in.t);
    table.wholesale_price = wholesale_price(scenario, in.t);
    table.list_price = in.prices.list_price;
    table.platform_fee = in.prices.platform_fee;
    table.reliability = in.reliability;
    apply_events(table, scenario, events);
    const auto offers = static_cast<std::size_t>(table.count());
    for (auto* column : {&table.quality, &table.known_quality, &table.seller_price}) column->assign(offers, 0);
    table.discounted.assign(offers, 0);
    table.counts_to_commit.assign(offers, 0);
    for (int l = 0; l < table.labs; ++l) {
        table.compute_per_unit.push_back(compute_per_unit(scenario, l, in.t));
        for (int v = 0; v < table.venues; ++v) {
            const auto o = static_cast<std::size_t>(table.offer(l, v));
            const std::optional<double> there = in.quality.published(l, in.t, in.legality.lag[o]);
            const std::optional<double> newest = in.quality.published(l, in.t, 0);
            const bool removed = events && event_of(scenario, EventType::remove_offer, table.month, l, v) != nullptr;
            if (!there || !newest || removed) table.legal[o] = 0;
            table.quality[o] = there.value_or(0);
            table.known_quality[o] = newest.value_or(0) - in.quality.gain_per_month(l, in.t) * in.legality.lag[o];
            table.counts_to_commit[o] = in.agreements.counts_to_commit(l, v, table.month) ? 1 : 0;
            price(table, scenario, l, v);
        }
    }
    table.news.assign(scenario.venues.size(), 0);
    for (int v = 0; v < table.venues && in.before != nullptr; ++v)
        if (scenario.venues[static_cast<std::size_t>(v)].kind == VenueKind::cloud)
            table.news[static_cast<std::size_t>(v)] = news_at(table, *in.before, v);
    return table;
}

}  // namespace

OfferTable freeze_offers(const OfferInputs& inputs) { return freeze(inputs, true); }

OfferTable burn_in_offers(const Scenario& scenario) {
    const Agreements agreements(scenario);
    const Month last = scenario.simulation.start - 1;
    const Legality legality = agreements.resolve(last, true);
    const QualityRace quality(scenario);
    const Prices prices = opening_prices(scenario);
    const std::vector<double> reliability(scenario.venues.size(), 1);
    OfferTable table = freeze({scenario, agreements, legality, quality, prices, reliability}, false);
    table.unit_cost = opening_unit_cost(scenario);
    table.wholesale_price = table.unit_cost * (1 + scenario.compute.wholesale_markup);
    for (int l = 0; l < table.labs; ++l)
        for (int v = 0; v < table.venues; ++v) {
            const auto o = static_cast<std::size_t>(table.offer(l, v));
            table.counts_to_commit[o] = agreements.counts_to_commit(l, v, last) ? 1 : 0;
            price(table, scenario, l, v);
        }
    table.month = last;
    return table;
}

}  // namespace nephoscope
