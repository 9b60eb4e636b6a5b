#include "models/metrics/shares.h"

#include "models/metrics/declare.h"
#include "models/metrics/metrics.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

using namespace declare;

/// Spend at each offer, all segments, 1e-4 USD.
std::vector<double> offer_spend(const MonthTotals& t) {
    std::vector<double> spend(static_cast<std::size_t>(t.labs * t.venues), 0);
    const auto segments = static_cast<std::size_t>(t.segments);
    for (std::size_t o = 0; o < spend.size(); ++o)
        for (std::size_t s = 0; s < segments; ++s)
            spend[o] += static_cast<double>(t.seller_paid[o * segments + s] + t.egress_paid[o * segments + s]);
    return spend;
}

/// Where a lab's own compute was served this month [venues], 1e-9 MW-months.
std::vector<double> hosting(const Market& market, int lab) {
    const std::size_t venues = market.scenario().venues.size();
    std::vector<double> served(venues, 0);
    for (std::size_t v = 0; v < venues; ++v) {
        const std::size_t at = static_cast<std::size_t>(lab) * venues + v;
        served[v] = static_cast<double>(market.clearing().committed_served[at] + market.clearing().other_served[at]);
    }
    return served;
}

class PieMaker {
public:
    explicit PieMaker(const Market& market)
        : market_(market), scenario_(market.scenario()), place_(scenario_.venues.size(), 0) {
        const std::vector<std::size_t> clouds = clouds_of(scenario_);
        clouds_ = clouds.size();
        for (std::size_t c = 0; c < clouds_; ++c) place_[clouds[c]] = c;
        std::size_t self = 0;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (scenario_.venues[v].kind == VenueKind::self_hosted) place_[v] = self++;
        pies_.by_venue.assign(scenario_.venues.size(), 0);
        pies_.by_lab.assign(scenario_.labs.size(), 0);
        pies_.by_seller.assign(clouds_ + scenario_.labs.size() + self, 0);
        pies_.by_group = pies_.by_seller;
        pies_.by_host.assign(clouds_ + self + 1, 0);
        pies_.by_cloud.assign(clouds_, 0);
    }

    Pies make() {
        pies_.by_offer = offer_spend(market_.totals());
        const int venues = static_cast<int>(scenario_.venues.size());
        for (int l = 0; l < static_cast<int>(scenario_.labs.size()); ++l)
            for (int v = 0; v < venues; ++v) add(l, v, pies_.by_offer[static_cast<std::size_t>(l * venues + v)]);
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (scenario_.venues[v].kind == VenueKind::cloud) pies_.by_cloud[place_[v]] = pies_.by_venue[v];
        pies_.with_base = pies_.by_cloud;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (scenario_.venues[v].kind == VenueKind::cloud)
                pies_.with_base[place_[v]] += static_cast<double>(market_.totals().base_paid[v]);
        return pies_;
    }

private:
    void add(int lab, int venue, double spend) {
        const auto l = static_cast<std::size_t>(lab), v = static_cast<std::size_t>(venue);
        pies_.by_venue[v] += spend;
        pies_.by_lab[l] += spend;
        const std::size_t seller = seller_of(lab, venue);
        pies_.by_seller[seller] += spend;
        pies_.by_group[group_of(seller)] += spend;
        host(lab, venue, spend);
    }

    std::size_t seller_of(int lab, int venue) const {
        const Venue& at = scenario_.venues[static_cast<std::size_t>(venue)];
        const std::size_t place = place_[static_cast<std::size_t>(venue)];
        if (at.kind == VenueKind::self_hosted) return clouds_ + scenario_.labs.size() + place;
        if (at.kind == VenueKind::direct) return clouds_ + static_cast<std::size_t>(at.lab);
        const ResaleTerms terms = market_.agreements().resale(lab, venue, market_.offers().month);
        const bool agent = terms.agreed && terms.mode == ResaleMode::agency;
        return agent ? clouds_ + static_cast<std::size_t>(lab) : place;
    }

    /// The cloud that owns the seller wholly, or the seller.
    std::size_t group_of(std::size_t seller) const {
        if (seller < clouds_ || seller >= clouds_ + scenario_.labs.size()) return seller;
        for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
            if (scenario_.venues[v].kind == VenueKind::cloud &&
                scenario_.venues[v].owner_lab == static_cast<int>(seller - clouds_))
                return place_[v];
        return seller;
    }

    void host(int lab, int venue, double spend) {
        const Venue& at = scenario_.venues[static_cast<std::size_t>(venue)];
        const std::size_t place = place_[static_cast<std::size_t>(venue)];
        if (at.kind != VenueKind::direct) {
            pies_.by_host[at.kind == VenueKind::cloud ? place : clouds_ + place] += spend;
            return;
        }
        const std::vector<double> served = hosting(market_, lab);
        const double all = std::accumulate(served.begin(), served.end(), 0.0);
        if (all <= 0) pies_.by_host.back() += spend;
        for (std::size_t v = 0; v < served.size() && all > 0; ++v)
            if (served[v] > 0) pies_.by_host[place_[v]] += spend * (served[v] / all);
    }

    const Market& market_;
    const Scenario& scenario_;
    std::vector<std::size_t> place_;  ///< of a cloud among clouds, of self-hosting among its kind
    std::size_t clouds_ = 0;
    Pies pies_;
};

Variable pie(const char* name, std::vector<std::string> axes, const char* meaning, std::vector<double> Pies::*part) {
    return reals("", name, std::move(axes), "1", meaning,
                 [part](const Market& m, Reals out) { shares(out, pies(m).*part); });
}

}  // namespace

Pies pies(const Market& market) { return PieMaker(market).make(); }

Diversity diversity(const std::vector<double>& by_offer, int labs, int venues) {
    std::vector<double> of_labs;
    Diversity d;
    for (int l = 0; l < labs; ++l) {
        const auto first = by_offer.begin() + static_cast<std::ptrdiff_t>(l) * venues;
        of_labs.push_back(std::accumulate(first, first + venues, 0.0));
    }
    const double whole = std::accumulate(of_labs.begin(), of_labs.end(), 0.0);
    d.all = shannon_entropy(by_offer);
    d.between_labs = shannon_entropy(of_labs);
    for (int l = 0; l < labs; ++l) {
        const auto first = by_offer.begin() + static_cast<std::ptrdiff_t>(l) * venues;
        const double amount = of_labs[static_cast<std::size_t>(l)];
        if (amount > 0) d.within_labs += amount / whole * shannon_entropy(std::vector<double>(first, first + venues));
    }
    if (whole == 0) d.within_labs = d.all;
    return d;
}

const std::vector<Variable>& share_variables() {
    static const std::vector<Variable> variables{
        pie("spend_share_by_offer", {"month", "lab", "venue"}, "Share of AI spend, egress included, by offer",
            &Pies::by_offer),
        pie("spend_share_by_seller", {"month", "seller"},
            "Share of AI spend, egress included, by seller of record: the cloud, or the lab at its own channel and "
            "where "
            "the cloud is its agent",
            &Pies::by_seller),
        pie("spend_share_by_host", {"month", "host"},
            "Share of AI spend, egress included, by whose machines served it; a lab's own channel by where its own "
            "compute was served",
            &Pies::by_host),
        pie("ai_share_by_cloud", {"month", "cloud"}, "Share of AI spend at clouds, egress included, by cloud",
            &Pies::by_cloud),
        pie("ai_and_base_share_by_cloud", {"month", "cloud"},
            "Share of AI spend and base-cloud spend at the clouds of the scenario, by cloud", &Pies::with_base),
        number("", "hhi_clouds_with_base", "1", "Concentration of AI and base spend over clouds",
               [](const Market& m) { return hhi(pies(m).with_base); }),
        number("", "hhi_sellers", "1", "Concentration of AI spend over sellers of record",
               [](const Market& m) { return hhi(pies(m).by_seller); }),
        number("", "hhi_groups", "1", "Concentration over sellers of record, wholly owned labs counted to their cloud",
               [](const Market& m) { return hhi(pies(m).by_group); }),
        number("", "hhi_hosts", "1", "Concentration of AI spend over compute hosts",
               [](const Market& m) { return hhi(pies(m).by_host); }),
        number("", "shannon_diversity", "1", "Shannon entropy of AI spend over offers, natural logarithm",
               [](const Market& m) { return shannon_entropy(pies(m).by_offer); }),
        number("", "effective_offers", "1", "Effective number of offers: exponential of their Shannon entropy",
               [](const Market& m) { return math::exp(shannon_entropy(pies(m).by_offer)); }),
        number("", "diversity_between_labs", "1", "Part of Shannon diversity that lies between labs",
               [](const Market& m) {
                   return diversity(pies(m).by_offer, m.totals().labs, m.totals().venues).between_labs;
               }),
        number("", "diversity_within_labs", "1", "Part of Shannon diversity that lies between venues of the same lab",
               [](const Market& m) {
                   return diversity(pies(m).by_offer, m.totals().labs, m.totals().venues).within_labs;
               }),
    };
    return variables;
}

}  // namespace nephoscope
