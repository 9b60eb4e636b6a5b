#include "tests/reference/from_engine.h"

namespace nephoscope::reference {

namespace {

Row row_of(const std::vector<double>& column, std::size_t i, std::size_t n) {
    return {column.begin() + static_cast<std::ptrdiff_t>(i * n),
            column.begin() + static_cast<std::ptrdiff_t>((i + 1) * n)};
}

std::vector<Workload> workloads_of(const Customers& c, std::size_t i, int t) {
    std::vector<Workload> workloads;
    for (int k = 0; k < c.workloads; ++k) {
        const std::size_t slot = c.slot(i, k);
        Workload w;
        w.active = c.is_active(i, k);
        w.lab = c.lab[slot] == kNone ? -1 : c.lab[slot];
        w.venue = c.venue[slot] == kNone ? -1 : c.venue[slot];
        w.epoch = c.epoch[slot];
        w.months_in_place = c.months_in_place(i, k, t);
        workloads.push_back(w);
    }
    return workloads;
}

}  // namespace

std::vector<Agent> agents_of(const Customers& c, const Scenario& s, const Draws& draws, int t, std::size_t first,
                             std::size_t step) {
    std::vector<Agent> agents;
    for (std::size_t i = first; i < c.size(); i += step) {
        Agent a;
        a.id = c.id[i];
        a.organisations = organisations(c.weight[i]);
        a.budget = c.budget[i];
        a.segment = c.segment[i];
        a.region = c.region[i];
        a.regulated = c.regulated[i] != 0;
        a.term = c.term[i];
        a.phase = c.phase[i];
        a.entry = c.entry[i];
        a.decile = c.decile[i];
        a.home = c.contract_cloud[i];
        a.growth_cloud = c.growth_cloud[i];
        a.base_spend = c.base_spend[i];
        a.migration_from = c.migration_from[i];
        a.migration_left = c.migration_left[i];
        a.migration_amount = c.migration_amount[i];
        a.fill = c.fill[i];
        a.workload_share = row_of(c.workload_share, i, s.workloads.size());
        a.base_share = row_of(c.base_share, i, base_venues(s));
        a.base_share.resize(s.venues.size(), 0);
        a.workloads = workloads_of(c, i, t);
        draw_tastes(s, draws, a);
        agents.push_back(std::move(a));
    }
    return agents;
}

Offers offers_of(const OfferTable& table) {
    Offers offers(static_cast<std::size_t>(table.labs), std::vector<Offer>(static_cast<std::size_t>(table.venues)));
    for (int l = 0; l < table.labs; ++l)
        for (int v = 0; v < table.venues; ++v) {
            Offer& offer = offers[static_cast<std::size_t>(l)][static_cast<std::size_t>(v)];
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

Table table(const std::vector<double>& flat, std::size_t rows) {
    Table result(rows);
    const std::size_t columns = flat.size() / rows;
    for (std::size_t i = 0; i < flat.size(); ++i) result[i / columns].push_back(flat[i]);
    return result;
}

}  // namespace nephoscope::reference
