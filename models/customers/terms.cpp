#include "models/customers/terms.h"

#include "sim/core/math.h"

namespace nephoscope {

namespace {

double base_share_at(const Scenario& scenario, const Profile& profile, int venue) {
    switch (scenario.venues[static_cast<std::size_t>(venue)].kind) {
        case VenueKind::cloud:
            return profile.base_share[static_cast<std::size_t>(venue)];
        case VenueKind::direct:
            return 0;
        case VenueKind::self_hosted:
            return scenario.choice.self_hosted_base_share;
    }
    return 0;
}

/// f_ikv: data gravity, and the wedge of a commitment at the contract cloud that this spend does not burn down.
double friction(const Scenario& scenario, const OfferTable& offers, const Profile& profile, int workload, int lab,
                int venue) {
    const bool direct = scenario.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct;
    const Segment& segment = scenario.segments[profile.segment];
    const double distance =
        (1 - base_share_at(scenario, profile, venue)) * (direct ? scenario.choice.direct_gravity_scale : 1.0);
    const bool burns_down = venue == profile.contract_cloud &&
                            offers.counts_to_commit[static_cast<std::size_t>(offers.offer(lab, venue))] != 0;
    const double wedge = segment.contract && !burns_down ? segment.commit_wedge : 0.0;
    return scenario.workloads[static_cast<std::size_t>(workload)].gravity * distance + wedge;
}

/// Everything of −ln π but θ, γ and the peer effect, at quality `quality`.
double fixed_attraction(const Scenario& scenario, const OfferTable& offers, const Profile& profile, int workload,
                        int lab, int venue, double cash_price, double quality) {
    const bool direct = scenario.venues[static_cast<std::size_t>(venue)].kind == VenueKind::direct;
    const double productivity = scenario.workloads[static_cast<std::size_t>(workload)].productivity;
    const double penalty = direct && profile.regulated != 0 ? scenario.choice.regulated_direct_penalty : 0.0;
    return productivity * (quality - scenario.choice.reference_quality) + penalty + scenario.choice.frontier_advantage -
           math::log(cash_price) - friction(scenario, offers, profile, workload, lab, venue);
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

/// Prices and the fixed part of the attractions.
OfferTerms fixed_terms(const Scenario& scenario, const OfferTable& offers, const Profile& profile, int workload,
                       int lab, int venue) {
    const auto o = static_cast<std::size_t>(offers.offer(lab, venue));
    const Segment& segment = scenario.segments[profile.segment];
    OfferTerms terms;
    terms.seller_price = offers.seller_price[o];
    if (segment.contract && venue == profile.contract_cloud && offers.discounted[o] != 0)
        terms.seller_price *= 1 - segment.discount;
    terms.cash_price = terms.seller_price;
    for (int c = 0; c < offers.venues; ++c) terms.cash_price += egress_per_unit(scenario, profile, workload, venue, c);
    const auto at = [&](double quality) {
        return fixed_attraction(scenario, offers, profile, workload, lab, venue, terms.cash_price, quality);
    };
    terms.known_attraction = at(offers.known_quality[o]);
    terms.attraction = at(offers.quality[o]);
    return terms;
}

}  // namespace

OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Profile& profile, int workload, int lab, int venue) {
    OfferTerms terms = fixed_terms(scenario, offers, profile, workload, lab, venue);
    const double value = value_of(scenario, start, lagged, profile.segment, lab, venue);
    terms.known_attraction += value;
    terms.attraction += value;
    return terms;
}

MonthTerms::MonthTerms(const Scenario& scenario, const OfferTable& offers, const std::vector<Profile>& profiles)
    : scenario_(scenario),
      profiles_(profiles),
      workloads_(scenario.workloads.size()),
      venues_(scenario.venues.size()),
      offers_(legal_offers(offers)),
      position_(scenario.labs.size() * scenario.venues.size(), -1) {
    for (std::size_t c = 0; c < offers_.size(); ++c)
        position_[static_cast<std::size_t>(offers.offer(offers_[c].lab, offers_[c].venue))] = static_cast<int>(c);
    terms_.reserve(profiles.size() * workloads_ * offers_.size());
    for (const Profile& profile : profiles)
        for (std::size_t k = 0; k < workloads_; ++k)
            for (const LegalOffer& offer : offers_)
                terms_.push_back(fixed_terms(scenario, offers, profile, static_cast<int>(k), offer.lab, offer.venue));
    for (const OfferTerms& terms : terms_) {
        fixed_known_.push_back(terms.known_attraction);
        fixed_.push_back(terms.attraction);
    }
    known_ = fixed_known_;
}

void MonthTerms::set_values(const StartValues& start, const LaggedStatistics& lagged) {
    const std::size_t offers = offers_.size();
    std::vector<double> values(scenario_.segments.size() * offers);
    for (std::size_t s = 0; s < scenario_.segments.size(); ++s)
        for (std::size_t c = 0; c < offers; ++c)
            values[s * offers + c] =
                value_of(scenario_, start, lagged, static_cast<int>(s), offers_[c].lab, offers_[c].venue);
    for (std::size_t j = 0; j < terms_.size(); ++j) {
        const std::size_t profile = j / (workloads_ * offers);
        const double value = values[profiles_[profile].segment * offers + j % offers];
        terms_[j].known_attraction = fixed_known_[j] + value;
        terms_[j].attraction = fixed_[j] + value;
        known_[j] = terms_[j].known_attraction;
    }
}

}  // namespace nephoscope
