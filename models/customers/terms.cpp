#include "models/customers/terms.h"

#include "sim/core/math.h"
#include "sim/core/math_inline.h"

namespace nephoscope {

namespace {

/// g_iv as friction counts it: base share at clouds, 0 at direct venues, a constant at self-hosting.
double nearness(const Scenario& scenario, const double* base_share, int venue) {
    switch (scenario.venues[static_cast<std::size_t>(venue)].kind) {
        case VenueKind::cloud:
            return base_share[static_cast<std::size_t>(venue)];
        case VenueKind::direct:
            return 0;
        case VenueKind::self_hosted:
            return scenario.choice.self_hosted_base_share;
    }
    return 0;
}

/// Log points of data gravity, τ_k(1 − g)·δ_dir.
double gravity(const Scenario& scenario, const OfferTable& offers, const double* base_share, int workload, int venue) {
    const bool direct = scenario.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct;
    const double distance =
        (1 - nearness(scenario, base_share, venue)) * (direct ? scenario.choice.direct_gravity_scale : 1.0);
    return scenario.workloads[static_cast<std::size_t>(workload)].gravity * offers.gravity_scale * distance;
}

/// Everything of −ln π but θ, γ, the peer effect, the cash price and data gravity, at quality `quality`.
double shared_attraction(const Scenario& scenario, const OfferTable& offers, const Contract& contract, int workload,
                         int lab, int venue, double quality) {
    const auto v = static_cast<std::size_t>(venue);
    const bool direct = scenario.venues[v].kind == VenueKind::direct;
    const double productivity = scenario.workloads[static_cast<std::size_t>(workload)].productivity;
    const double penalty = direct && contract.regulated != 0 ? scenario.choice.regulated_direct_penalty : 0.0;
    const Segment& segment = scenario.segments[static_cast<std::size_t>(contract.segment)];
    const bool burns_down =
        venue == contract.cloud && offers.counts_to_commit[static_cast<std::size_t>(offers.offer(lab, venue))] != 0;
    const double wedge = segment.contract && !burns_down ? segment.commit_wedge * offers.wedge_scale : 0.0;
    return productivity * (quality - scenario.choice.reference_quality) + penalty + scenario.choice.frontier_advantage +
           scenario.choice.reliability_weight * (offers.reliability[v] - 1) - wedge;
}

double seller_price(const Scenario& scenario, const OfferTable& offers, const Contract& contract, int lab, int venue) {
    const auto o = static_cast<std::size_t>(offers.offer(lab, venue));
    const Segment& segment = scenario.segments[static_cast<std::size_t>(contract.segment)];
    const bool discounted = segment.contract && venue == contract.cloud && offers.discounted[o] != 0;
    return discounted ? offers.seller_price[o] * (1 - segment.discount) : offers.seller_price[o];
}

/// Σ_c g_c·fee_c [USD/GB]: what a gigabyte costs that may come from any cloud.
double fee_of_base(const OfferTable& offers, const double* base_share, int region) {
    double fee = 0;
    for (int c = 0; c < offers.venues; ++c) fee += base_share[c] * offers.egress(c, region);
    return fee;
}

/// P_cash of an offer at `venue`, where data that stands there moves for nothing.
double cash_price(const Scenario& scenario, const OfferTable& offers, double seller, double fee,
                  const double* base_share, int region, int workload, int venue) {
    const double foreign = fee - base_share[venue] * offers.egress(venue, region);
    return seller + scenario.workloads[static_cast<std::size_t>(workload)].data_gb * foreign;
}

/// θ + γ + κ_e·E of an offer for a segment.
double value_of(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged, int segment,
                int lab, int venue) {
    const auto l = static_cast<std::size_t>(lab);
    const auto v = static_cast<std::size_t>(venue);
    double appeal = start.venue_appeal[v];
    if (!scenario.labs[l].open_weights) appeal += scenario.venues[v].closed_lab_appeal;
    const double in_use = lagged.lab_in_use[l * scenario.segments.size() + static_cast<std::size_t>(segment)];
    return start.lab_fit[l] + appeal + scenario.choice.peer_effect * in_use;
}

/// Prices and attractions without θ, γ and the peer effect.
OfferTerms fixed_terms(const Scenario& scenario, const OfferTable& offers, const Contract& contract,
                       const double* base_share, int workload, int lab, int venue) {
    const auto o = static_cast<std::size_t>(offers.offer(lab, venue));
    OfferTerms terms;
    terms.seller_price = seller_price(scenario, offers, contract, lab, venue);
    const double fee = fee_of_base(offers, base_share, contract.region);
    terms.cash_price =
        cash_price(scenario, offers, terms.seller_price, fee, base_share, contract.region, workload, venue);
    const double log_price = math::log_inline(terms.cash_price);
    const double pull = gravity(scenario, offers, base_share, workload, venue);
    const auto at = [&](double quality) {
        return shared_attraction(scenario, offers, contract, workload, lab, venue, quality) - log_price - pull;
    };
    terms.known_attraction = at(offers.known_quality[o]);
    terms.attraction = at(offers.quality[o]);
    return terms;
}

Contract contract_of_profile(const Profile& profile) {
    return {profile.segment, profile.contract_cloud, profile.regulated, 0};
}

}  // namespace

OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Contract& contract, const double* base_share, int workload,
                       int lab, int venue) {
    OfferTerms terms = fixed_terms(scenario, offers, contract, base_share, workload, lab, venue);
    const double value = value_of(scenario, start, lagged, contract.segment, lab, venue);
    terms.known_attraction += value;
    terms.attraction += value;
    return terms;
}

OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Profile& profile, int workload, int lab, int venue) {
    return offer_terms(scenario, start, lagged, offers, contract_of_profile(profile), profile.base_share.data(),
                       workload, lab, venue);
}

void MonthTerms::find_offers() {
    for (std::size_t c = 0; c < legal_.size(); ++c)
        position_[static_cast<std::size_t>(table_.offer(legal_[c].lab, legal_[c].venue))] = static_cast<int>(c);
}

MonthTerms::MonthTerms(const Scenario& scenario, const OfferTable& offers, const std::vector<Profile>& profiles)
    : scenario_(scenario),
      table_(offers),
      profiles_(&profiles),
      workloads_(scenario.workloads.size()),
      venues_(scenario.venues.size()),
      legal_(legal_offers(offers)),
      position_(scenario.labs.size() * scenario.venues.size(), -1) {
    find_offers();
    terms_.reserve(profiles.size() * workloads_ * legal_.size());
    for (const Profile& profile : profiles)
        for (std::size_t k = 0; k < workloads_; ++k)
            for (const LegalOffer& offer : legal_)
                terms_.push_back(fixed_terms(scenario, offers, contract_of_profile(profile), profile.base_share.data(),
                                             static_cast<int>(k), offer.lab, offer.venue));
    for (const OfferTerms& terms : terms_) {
        fixed_known_.push_back(terms.known_attraction);
        fixed_.push_back(terms.attraction);
    }
    known_ = fixed_known_;
}

MonthTerms::MonthTerms(const Scenario& scenario, const OfferTable& offers)
    : scenario_(scenario),
      table_(offers),
      workloads_(scenario.workloads.size()),
      venues_(scenario.venues.size()),
      legal_(legal_offers(offers)),
      position_(scenario.labs.size() * scenario.venues.size(), -1) {
    find_offers();
    const int segments = static_cast<int>(scenario.segments.size());
    shared_.reserve(static_cast<std::size_t>(segments) * venues_ * 2 * workloads_ * legal_.size());
    for (int segment = 0; segment < segments; ++segment)
        for (int cloud = 0; cloud < static_cast<int>(venues_); ++cloud)
            for (int regulated = 0; regulated < 2; ++regulated)
                for (int k = 0; k < static_cast<int>(workloads_); ++k)
                    for (const LegalOffer& offer : legal_) {
                        const Contract contract{segment, cloud, regulated, 0};
                        const auto o = static_cast<std::size_t>(offers.offer(offer.lab, offer.venue));
                        const auto at = [&](double quality) {
                            return shared_attraction(scenario, offers, contract, k, offer.lab, offer.venue, quality);
                        };
                        shared_.push_back({seller_price(scenario, offers, contract, offer.lab, offer.venue),
                                           at(offers.known_quality[o]), at(offers.quality[o])});
                    }
}

void MonthTerms::set_values(const StartValues& start, const LaggedStatistics& lagged) {
    const std::size_t offers = legal_.size();
    value_.resize(scenario_.segments.size() * offers);
    for (std::size_t s = 0; s < scenario_.segments.size(); ++s)
        for (std::size_t c = 0; c < offers; ++c)
            value_[s * offers + c] =
                value_of(scenario_, start, lagged, static_cast<int>(s), legal_[c].lab, legal_[c].venue);
    for (std::size_t j = 0; j < terms_.size(); ++j) {
        const std::size_t profile = j / (workloads_ * offers);
        const double value = value_[(*profiles_)[profile].segment * offers + j % offers];
        terms_[j].known_attraction = fixed_known_[j] + value;
        terms_[j].attraction = fixed_[j] + value;
        known_[j] = terms_[j].known_attraction;
    }
}

const MonthTerms::Shared* MonthTerms::shared(const Contract& contract, int workload) const {
    const auto segment = static_cast<std::size_t>(contract.segment), cloud = static_cast<std::size_t>(contract.cloud);
    const std::size_t row = (segment * venues_ + cloud) * 2 + static_cast<std::size_t>(contract.regulated);
    return shared_.data() + (row * workloads_ + static_cast<std::size_t>(workload)) * legal_.size();
}

const double* MonthTerms::known_at(const Contract& contract, const double* base_share, int workload,
                                   double* buffer) const {
    const Shared* its = shared(contract, workload);
    const double* value = value_.data() + static_cast<std::size_t>(contract.segment) * legal_.size();
    const double fee = fee_of_base(table_, base_share, contract.region);
    for (std::size_t o = 0; o < legal_.size(); ++o) {
        const int venue = legal_[o].venue;
        const double price =
            cash_price(scenario_, table_, its[o].seller_price, fee, base_share, contract.region, workload, venue);
        buffer[o] =
            its[o].known - math::log_inline(price) - gravity(scenario_, table_, base_share, workload, venue) + value[o];
    }
    return buffer;
}

OfferTerms MonthTerms::prices(const Customers& customers, std::size_t i, int workload, int position) const {
    const auto o = static_cast<std::size_t>(position);
    if (profiles_) return of(customers.profile[i], workload)[o];
    const Contract contract = nephoscope::contract_of(customers, i);
    const double* base = base_of(customers, i);
    OfferTerms terms;
    terms.seller_price = shared(contract, workload)[o].seller_price;
    terms.cash_price = cash_price(scenario_, table_, terms.seller_price, fee_of_base(table_, base, contract.region),
                                  base, contract.region, workload, legal_[o].venue);
    return terms;
}

OfferTerms MonthTerms::at(const Customers& customers, std::size_t i, int workload, int position) const {
    OfferTerms terms = prices(customers, i, workload, position);
    if (profiles_) return terms;
    const auto o = static_cast<std::size_t>(position);
    const Contract contract = nephoscope::contract_of(customers, i);
    const Shared& its = shared(contract, workload)[o];
    const double log_price = math::log_inline(terms.cash_price);
    const double pull = gravity(scenario_, table_, base_of(customers, i), workload, legal_[o].venue);
    const double value = value_[static_cast<std::size_t>(contract.segment) * legal_.size() + o];
    terms.known_attraction = its.known - log_price - pull + value;
    terms.attraction = its.actual - log_price - pull + value;
    return terms;
}

}  // namespace nephoscope
