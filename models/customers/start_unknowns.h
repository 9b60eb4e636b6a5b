#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/customers/burn_in.h"
#include "models/customers/expected.h"

namespace nephoscope {

/// Spend by lab and venue as measured or expected [USD/month].
struct Spend {
    std::vector<double> lab, venue;
    double total = 0;
    Spend& operator*=(double factor);
};

/// Of offers [labs×venues].
Spend spend_of(const Scenario& scenario, const std::vector<Money>& by_offer);

/// Served outlay of a month.
Spend spend_of(const Scenario& scenario, const MonthTotals& totals);

/// What inversion looks for, and what it must meet. Unknowns: θ of labs and γ of venues that have a target share, but
/// for the first such lab and the first such cloud, which stay at 0, and the log of the budget factor, in that order.
/// Gaps, one for each unknown: log of (target over reached) of the lab's or venue's spend over that of the first, and
/// of outlay. Only differences of θ, and of γ, are identified once the factor is free.
class StartUnknowns {
public:
    explicit StartUnknowns(const Scenario& scenario);

    /// Throws ModelError when something that should have a share cannot be bought.
    void check_sold(const OfferTable& offers) const;

    Eigen::Index size() const { return static_cast<Eigen::Index>(labs_.size() + venues_.size() + (outlay_ ? 1 : 0)); }

    /// The values at `unknowns`; what has no target keeps what the scenario gives it.
    StartValues values(const Eigen::VectorXd& unknowns) const;

    Eigen::VectorXd gaps(const Spend& spend) const;

    /// Steps of MODEL 13.1, each unknown by its own gap: 1/α for labs, λ_n/α for venues, 1 for the factor.
    Eigen::VectorXd plain_steps() const;

    /// Derivatives of minus the gaps (rows) by the unknowns (columns) where spend is as expected.
    Eigen::MatrixXd derivatives(const ExpectedSpend& expected) const;

    std::vector<InvertedMoment> moments(const Spend& spend) const;

    /// Largest gap of a share, or relative gap of the outlay.
    double distance(const Spend& spend) const;

private:
    const Scenario& scenario_;
    bool outlay_;
    std::size_t first_lab_ = 0, first_venue_ = 0;  ///< references
    std::vector<std::size_t> labs_, venues_;       ///< with a target, without the references
};

}  // namespace nephoscope
