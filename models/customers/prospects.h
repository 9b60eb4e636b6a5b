#pragma once

#include <array>

#include "models/customers/chooser.h"

namespace nephoscope {

/// The first cloud with the largest value(position); ties go to the lowest position, −1 without any cloud.
template <class Value>
int best_cloud(const Scenario& scenario, Value value) {
    int best = -1;
    double most = 0;
    for (std::size_t c = 0; c < scenario.venues.size(); ++c) {
        if (scenario.venues[c].kind != VenueKind::cloud) continue;
        const double its = value(c);
        if (best >= 0 && !(its > most)) continue;
        best = static_cast<int>(c);
        most = its;
    }
    return best;
}

/// V(g^c) of one customer at a renewal: the value of its AI portfolio at the end of the term if cloud c receives the
/// new base spend. Values are found one by one; from the first of them follow bounds on the others, since two share
/// vectors differ at two clouds alone (docs/performance.md#renewals has the proof).
class Prospects {
public:
    /// `share` [venues] now; the base grows by the factor 1 + `grown` in the term.
    Prospects(Chooser& chooser, const Customers& customers, const Scenario& scenario, std::size_t i,
              std::uint32_t workloads, double grown);

    Prospects(const Prospects&) = delete;
    Prospects& operator=(const Prospects&) = delete;

    /// The value itself, computed once.
    double value(std::size_t cloud);

    /// Finds bounds for this cloud itself, where the value is not known: by a look in single precision, or the value.
    void look_at(std::size_t cloud);

    /// Never below or above the value: as close as look_at found, else by the first cloud looked at, which there must
    /// be; infinite where the contract cloud would be another than there.
    double upper(std::size_t cloud);
    double lower(std::size_t cloud);

private:
    bool appraise(const Contract& contract, const double* share, Appraisal& its);

    /// What a workload's attractions move by, at most, between the share vectors of two clouds.
    struct Moves {
        double there = 0;      ///< at the cloud that is favoured in one of them
        double elsewhere = 0;  ///< at all other venues
    };
    void begin_with(std::size_t cloud);
    Moves moves(int k, std::size_t favoured, std::size_t other, double foreign) const;
    double foreign_fee(std::size_t favoured) const;
    double change(std::size_t favoured, std::size_t other, bool rising) const;
    std::uint8_t contract_at(std::size_t favoured) const;
    Contract contract_then(std::size_t cloud, std::array<double, kMaxVenues>& share) const;
    bool is(std::uint64_t set, std::size_t cloud) const { return (set >> cloud & 1U) != 0; }
    double share_then(std::size_t venue, std::size_t favoured) const {
        // No branch: nobody can foresee it.
        const std::array<double, kMaxVenues>* shares[2] = {&share_then_, &share_favoured_};
        return (*shares[venue == favoured ? 1 : 0])[venue];
    }

    Chooser& chooser_;
    const Customers& customers_;
    const Scenario& scenario_;
    const TermsView terms_;
    const double lowest_price_;
    std::size_t bases_, i_;
    std::uint32_t workloads_;
    double grown_;
    std::array<double, kMaxVenues> share_then_, share_favoured_;  ///< at the end of the term: without, with the growth
    std::array<std::uint8_t, kMaxVenues> contract_;               ///< [favoured] the contract cloud by then
    std::array<double, kMaxVenues> low_, high_, upper_;
    std::uint64_t known_ = 0, looked_ = 0, bounded_ = 0;  ///< bit c: low_[c] is the value; both hold; upper_[c] does
    int first_ = -1;                                      ///< looked at
    std::array<std::array<double, kVenueLanes>, kMaxWorkloads> most_;  ///< no less than values of offers at the first
    std::array<double, kMaxWorkloads> top_;                            ///< the largest of them, or of legacy
    Chooser::Asked asked_;                                             ///< of looks; without questions before the first
};

}  // namespace nephoscope
