#pragma once

#include <algorithm>
#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "models/customers/shocks.h"
#include "sim/core/cache_lines.h"

namespace nephoscope {

/// What an offer asks of a customer of one profile for one workload, before tastes
/// (docs/model.md#quality-adjusted-price, MODEL 5.1 and 5.4).
struct OfferTerms {
    double seller_price = 0;      ///< p(1 + φ)(1 − d) [USD/unit]
    double cash_price = 0;        ///< P_cash: seller price plus egress [USD/unit]
    double known_attraction = 0;  ///< −ln π without tastes and shock at the known quality q̃: what decisions use
    double attraction = 0;        ///< the same at the month's actual quality: what is served
};

/// What terms depend on beside the base shares.
struct Contract {
    int segment = 0, cloud = 0, regulated = 0, region = 0;
};

/// The terms of one offer. `offer` need not be legal now: a customer who is forced out pays for leaving at last month's
/// terms.
OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Profile& profile, int workload, int lab, int venue);

/// The same for any contract and base shares [venues].
OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Contract& contract, const double* base_share, int workload,
                       int lab, int venue);

/// Fee of the cloud `holder` for a customer's data that a unit bought at `venue` moves there [USD/unit].
inline double egress_per_unit(const Scenario& scenario, const OfferTable& offers, double base_share, int region,
                              int workload, int venue, int holder) {
    if (holder == venue) return 0;
    return base_share * offers.egress(holder, region) * scenario.workloads[static_cast<std::size_t>(workload)].data_gb;
}

/// −ln π of the current offer of a workload: `attraction` of its terms plus the customer's own.
inline double attraction_of(const Customers& customers, std::size_t slot, double attraction) {
    return attraction + static_cast<double>(customers.own[slot]);
}

inline Contract contract_of(const Customers& customers, std::size_t i) {
    return {customers.segment[i], customers.contract_cloud[i], customers.regulated[i], customers.region[i]};
}

/// The month's terms, in the layout of models/customers/kernels.h. What customers of one contract share is computed
/// once; the cash price and the data gravity depend on where a customer's base stands. In burn-in, when bases stand
/// still, known terms of whole profiles are computed once.
class MonthTerms {
public:
    /// For burn-in: `profiles` must outlive the terms; base fees hold in every region.
    MonthTerms(const Scenario& scenario, const OfferTable& offers, const std::vector<Profile>& profiles);

    /// For months in which bases move.
    MonthTerms(const Scenario& scenario, const OfferTable& offers);

    MonthTerms(const MonthTerms&) = delete;
    MonthTerms& operator=(const MonthTerms&) = delete;

    /// Sets lab fit, venue appeal and peer effects; prices and frictions stay as they are.
    void set_values(const StartValues& start, const LaggedStatistics& lagged);

    const std::vector<LegalOffer>& offers() const { return legal_; }
    /// Position of an offer in offers(), −1 when it is not legal for any workload.
    int position(int lab, int venue) const {
        return position_[static_cast<std::size_t>(lab) * venues_ + static_cast<std::size_t>(venue)];
    }

    /// Terms of all of offers(), in their order, for a profile of burn-in.
    const OfferTerms* of(std::uint32_t profile, int workload) const {
        return terms_.data() + (profile * workloads_ + static_cast<std::size_t>(workload)) * legal_.size();
    }

    /// What the kernels read; valid as long as the terms are.
    TermsView view() const;
    /// Of any offer to anybody, and of those at one venue, before egress [USD/unit]; infinite without any.
    double lowest_price() const { return *std::min_element(lowest_price_.begin(), lowest_price_.end()); }
    double lowest_price(std::size_t venue) const { return lowest_price_[venue]; }
    std::size_t stride() const { return stride_; }
    const std::vector<std::uint8_t>& clouds() const { return clouds_; }  ///< positions of venues that hold bases
    std::size_t row() const { return scenario_.labs.size() * stride_; }  ///< labs × stride

    /// Known attraction before tastes of every offer, at lab·stride + venue, −∞ where the workload may not buy: of
    /// customer i while bases stand still; null when it has to be computed.
    const double* shared(const Customers& customers, std::size_t i, int workload) const {
        if (!profiles_) return nullptr;
        return profile_known_.data() + (customers.profile[i] * workloads_ + static_cast<std::size_t>(workload)) * row();
    }

    /// shared() in single precision.
    const float* shared_single(const Customers& customers, std::size_t i, int workload) const {
        if (!profiles_) return nullptr;
        return profile_single_.get() + (customers.profile[i] * workloads_ + static_cast<std::size_t>(workload)) * row();
    }

    /// The same for any contract and any base shares [base_venues], into `buffer` (row() values).
    const double* known_at(const Contract& contract, const double* base_share, int workload, double* buffer) const;

    /// Where the kernels find the rows of a contract.
    ContractRow rows_of(const Contract& contract) const {
        const std::size_t row = contract_row(contract);
        return {row / 2, row, static_cast<std::size_t>(contract.region)};
    }

    /// Terms of one of offers().
    OfferTerms at(const Customers& customers, std::size_t i, int workload, int position) const;

private:
    std::size_t contract_row(const Contract& contract) const {
        return (static_cast<std::size_t>(contract.segment) * venues_ + static_cast<std::size_t>(contract.cloud)) * 2 +
               static_cast<std::size_t>(contract.regulated);
    }
    void fill_venues();
    void fill_contracts();
    void set_profiles();
    void set_singles();
    OfferTerms terms_at(const Contract& contract, const double* base_share, int workload,
                        const LegalOffer& offer) const;

    const Scenario& scenario_;
    const OfferTable& table_;
    const Kernels& kernels_;
    const std::vector<Profile>* profiles_ = nullptr;
    std::size_t workloads_, venues_, stride_;
    int base_venues_;
    std::vector<LegalOffer> legal_;
    std::vector<int> position_;  ///< [labs×venues]
    std::vector<std::uint8_t> clouds_;
    std::vector<double> lowest_price_;                          ///< [venues]
    std::vector<double> gravity_, near_, egress_, data_gb_;     ///< as in TermsView
    std::vector<double> seller_;                                ///< as in TermsView
    std::vector<double> known_, actual_;                        ///< as in TermsView, with values
    std::vector<double> fixed_known_, fixed_actual_;            ///< without θ, γ, E
    std::vector<OfferTerms> terms_;                             ///< [profiles×workloads×offers()]
    std::vector<double> profile_known_;                         ///< [profiles×workloads×row()]
    FloatLines seller_single_, known_single_, profile_single_;  ///< copies
    FloatLines gravity_single_, data_single_, news_;            ///< as in TermsView
    float single_size_ = 0;                                     ///< as in TermsView
    std::vector<std::uint32_t> labs_at_;                        ///< likewise
};

}  // namespace nephoscope
