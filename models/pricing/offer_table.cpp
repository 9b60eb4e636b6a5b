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

void price(OfferTable& table, const Scenario& scenario, int lab, int venue, int t) {
    const auto o = static_cast<std::size_t>(table.offer(lab, venue));
    const Venue& v = scenario.venues[static_cast<std::size_t>(venue)];
    const double list = table.list_price[static_cast<std::size_t>(lab)];
    if (v.kind == VenueKind::self_hosted)
        table.seller_price[o] = wholesale_price(scenario, t) * table.compute_per_unit[static_cast<std::size_t>(lab)];
    else
        table.seller_price[o] = list * (1 + v.platform_fee);
    table.discounted[o] = v.kind == VenueKind::cloud ? 1 : 0;
}

}  // namespace

OfferTable freeze_offers(const Scenario& scenario, const Agreements& agreements, const Legality& legality,
                         const QualityRace& quality, int t, const OfferTable* before) {
    OfferTable table;
    table.month = scenario.simulation.start + t;
    table.labs = static_cast<int>(scenario.labs.size());
    table.venues = static_cast<int>(scenario.venues.size());
    table.workloads = static_cast<int>(scenario.workloads.size());
    table.legal = legality.legal;
    table.budget_growth = budget_growth(scenario, t);
    table.cost_index = cost_index(scenario, t);
    const auto offers = static_cast<std::size_t>(table.count());
    table.quality.assign(offers, 0);
    table.known_quality.assign(offers, 0);
    table.seller_price.assign(offers, 0);
    table.discounted.assign(offers, 0);
    table.counts_to_commit.assign(offers, 0);
    for (int l = 0; l < table.labs; ++l) {
        table.list_price.push_back(scenario.labs[static_cast<std::size_t>(l)].list_price);
        table.compute_per_unit.push_back(compute_per_unit(scenario, l, t));
        for (int v = 0; v < table.venues; ++v) {
            const auto o = static_cast<std::size_t>(table.offer(l, v));
            const std::optional<double> there = quality.published(l, t, legality.lag[o]);
            const std::optional<double> newest = quality.published(l, t, 0);
            if (!there || !newest) table.legal[o] = 0;  // no version qualifies yet
            table.quality[o] = there.value_or(0);
            table.known_quality[o] = newest.value_or(0) - quality.gain_per_month(l, t) * legality.lag[o];
            table.counts_to_commit[o] = agreements.counts_to_commit(l, v, table.month) ? 1 : 0;
            price(table, scenario, l, v, t);
        }
    }
    table.news.assign(scenario.venues.size(), 0);
    for (int v = 0; v < table.venues && before != nullptr; ++v)
        if (scenario.venues[static_cast<std::size_t>(v)].kind == VenueKind::cloud)
            table.news[static_cast<std::size_t>(v)] = news_at(table, *before, v);
    return table;
}

OfferTable burn_in_offers(const Scenario& scenario) {
    const Agreements agreements(scenario);
    const Month last = scenario.simulation.start - 1;
    OfferTable table =
        freeze_offers(scenario, agreements, agreements.resolve(last, true), QualityRace(scenario), 0, nullptr);
    table.month = last;
    for (int l = 0; l < table.labs; ++l)
        for (int v = 0; v < table.venues; ++v)
            table.counts_to_commit[static_cast<std::size_t>(table.offer(l, v))] =
                agreements.counts_to_commit(l, v, last) ? 1 : 0;
    return table;
}

}  // namespace nephoscope
