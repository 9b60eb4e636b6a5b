#pragma once

#include <array>
#include <vector>

#include "models/customers/kernels.h"
#include "models/metrics/panel.h"

/// What the panel's customers would do this month under other terms (docs/model.md#metrics): the same
/// customers, tastes and shocks, decided again. Surplus is taken at the known quality of docs/model.md#known-staleness,
/// which is what decisions use, as desired (rationing left out), net of the standing cost F of venues.
namespace nephoscope {

/// What stands between customers and free access to every lab at every cloud.
enum class Barrier { illegality, friction, switching, fixed_cost, inattention };
inline constexpr int kBarriers = 5;
const char* barrier_name(Barrier barrier);

/// Who decides when a month is decided again.
enum class Deciders {
    this_month,  ///< those who did decide
    everyone,    ///< all active workloads
    forced_out   ///< workloads whose offer is gone
};

/// The terms under which the panel's month is decided again.
struct Terms {
    const Scenario* scenario = nullptr;
    OfferTable offers;
    Deciders deciders = Deciders::this_month;
};

/// Customers who have chosen, and what they desire on what they chose, one organisation of each.
struct Settled : Customers {
    std::vector<Desires> desires;  ///< [customers]
};

/// Decides one month of the panel again and again, each time from the same state.
class Rerun {
public:
    /// `market` and `panel` after the month; both must outlive the object and stay as they are.
    Rerun(const Market& market, const Panel& panel);

    /// This month's terms as they were, at known quality.
    Terms actual(Deciders deciders = Deciders::this_month) const;
    /// The same without the barriers of `removed` (bit b: Barrier b).
    Terms without(std::uint32_t removed) const;

    /// Customers as they choose from the month's beginning; valid until the next call.
    const Settled& decide(const Terms& terms);
    /// The same from another state, for example what `decide` gave; offers that are gone count as legal before.
    /// Its `own` has to be of the present projects where the terms do not let everybody decide who began one.
    const Settled& decide_from(const Customers& state, const Terms& terms);

    /// Σ over the panel of surplus less standing venue costs, by segment [USD/month].
    std::vector<double> value(const Settled& customers, const Terms& terms) const;
    /// Desired outlay of a workload, all organisations, as `decide` left it; 0 on legacy [USD/month].
    double outlay(const Settled& customers, std::size_t i, int k) const;
    /// Units bought by offer [offers].
    std::vector<double> units(const Settled& customers) const;
    const Panel& panel() const { return panel_; }
    const PanelMonth& month() const { return month_; }  ///< that is decided again
    const Market& market() const { return market_; }

private:
    void restore(const Customers& state);
    void run(const Terms& terms, const OfferTable& before, const std::vector<std::uint32_t>& new_project);

    const Market& market_;
    const Panel& panel_;
    PanelMonth month_;
    std::vector<Scenario> variants_;  ///< [4] bit 0: no switching costs, bit 1: any number of venues
    OfferTable known_, open_;         ///< at known quality: as it is, and all labs everywhere
    Settled work_;
};

/// Fields that may be bought somewhere: every lab that is on sale at every cloud that sells, its own channel and, with
/// open weights, self-hosting, in its newest version for every workload.
OfferTable open_everything(const Market& market);

}  // namespace nephoscope
