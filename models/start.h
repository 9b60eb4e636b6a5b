#pragma once

#include <string>

#include "models/agreements/offers.h"
#include "models/customers/burn_in.h"
#include "models/customers/decide.h"

namespace nephoscope {

/// The state at the end of the month before the start, which every scenario of a comparison shares when it differs from
/// the others only afterwards: inverted values, burnt-in customers, what they know of each other.
struct StartState {
    Inversion inversion;
    Customers customers;
    OfferTable offers;   ///< of burn-in
    MonthTotals totals;  ///< of month −1
    LaggedStatistics lagged;
    std::string hash;  ///< of all of the above

    /// What a checkpoint keeps of a start that is over (sim/core/state.h).
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("values", self.inversion.values);
        visit("moments", self.inversion.moments);
        visit("hash", self.hash);
    }
};

/// A start without customers, in the scenario's sizes: what state is read into, at one of `ranks`, which must outlive
/// it.
StartState empty_start(const Scenario& scenario, const Ranks& ranks);

/// Population, inversion (or given values) and burn-in of one replication. Progress of long phases is not reported: 20
/// 000 customers take seconds. Throws ModelError when the inversion does not reach its targets.
/// Of several `ranks` each prepares its part of the customers, with all of the rest; collective. They must outlive it.
StartState prepare_start(const Scenario& scenario, const Draws& draws, int threads,
                         const Ranks& ranks = Ranks::alone());

/// Equal for two scenarios exactly when prepare_start reads equal input from both: everything but agreements, growth,
/// money and the months after the start, and the offers of burn-in.
std::string start_fingerprint(const Scenario& scenario);

/// Sum modulo 2^64, over all ranks, of a mix of each customer's id and state: does not depend on the order of
/// customers.
std::uint64_t customer_state_sum(const Customers& customers, const Scenario& scenario, int threads = 1);

}  // namespace nephoscope
