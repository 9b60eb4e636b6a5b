#pragma once

#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "models/customers/shocks.h"

namespace nephoscope {

/// What an offer asks of a customer of one profile for one workload, before tastes
/// (docs/model.md#quality-adjusted-price, MODEL 5.1 and 5.4).
struct OfferTerms {
    double seller_price = 0;      ///< p(1 + φ)(1 − d) [USD/unit]
    double cash_price = 0;        ///< P_cash: seller price plus egress [USD/unit]
    double known_attraction = 0;  ///< −ln π without tastes and shock at the known quality q̃: what decisions use
    double attraction = 0;        ///< the same at the month's actual quality: what is served
};

/// The terms of one offer. `offer` need not be legal now: a customer who is forced out pays for leaving at last month's
/// terms.
OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Profile& profile, int workload, int lab, int venue);

/// Egress that profile and workload cause at cloud `holder` per unit bought at `venue` [USD/unit].
inline double egress_per_unit(const Scenario& scenario, const Profile& profile, int workload, int venue, int holder) {
    if (holder == venue) return 0;
    const auto h = static_cast<std::size_t>(holder);
    return profile.base_share[h] * scenario.venues[h].egress_fee *
           scenario.workloads[static_cast<std::size_t>(workload)].data_gb;
}

/// −ln π of the current offer of a workload: `attraction` of its terms plus the customer's tastes and shock.
inline double attraction_of(const Customers& customers, const Scenario& scenario, std::size_t i, std::size_t slot,
                            double attraction) {
    return attraction + customers.lab_taste[i * scenario.labs.size() + customers.lab[slot]] +
           customers.venue_taste[i * scenario.venues.size() + customers.venue[slot]] +
           customers.shock[slot] / scenario.choice.taste_precision;
}

/// The month's terms for every profile, workload and legal offer: computed once, read by all customers.
class MonthTerms {
public:
    MonthTerms(const Scenario& scenario, const OfferTable& offers, const std::vector<Profile>& profiles);

    /// Sets lab fit, venue appeal and peer effects; prices and frictions stay as they are.
    void set_values(const StartValues& start, const LaggedStatistics& lagged);

    const std::vector<LegalOffer>& offers() const { return offers_; }
    /// Position of an offer in offers(), −1 when it is not legal for any workload.
    int position(int lab, int venue) const {
        return position_[static_cast<std::size_t>(lab) * venues_ + static_cast<std::size_t>(venue)];
    }
    /// Terms of all of offers(), in their order.
    const OfferTerms* of(std::uint32_t profile, int workload) const {
        return terms_.data() + (profile * workloads_ + static_cast<std::size_t>(workload)) * offers_.size();
    }

    /// known_attraction of all of offers(), side by side for the hot loop of decisions.
    const double* known(std::uint32_t profile, int workload) const {
        return known_.data() + (profile * workloads_ + static_cast<std::size_t>(workload)) * offers_.size();
    }

private:
    const Scenario& scenario_;
    const std::vector<Profile>& profiles_;
    std::size_t workloads_, venues_;
    std::vector<LegalOffer> offers_;
    std::vector<int> position_;                ///< [labs×venues]
    std::vector<OfferTerms> terms_;            ///< [profiles×workloads×offers()]
    std::vector<double> known_;                ///< their known attractions
    std::vector<double> fixed_known_, fixed_;  ///< attractions without θ, γ, E, shape of terms_
};

}  // namespace nephoscope
