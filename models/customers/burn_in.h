#pragma once

#include <optional>

#include "models/agreements/offers.h"
#include "models/customers/customers.h"
#include "models/customers/shock_cache.h"

namespace nephoscope {

/// Months −burn_in_months … −1 under `offers`, constant (the clauses in force in the month before the start, onboarding
/// complete, prices and quality of the start, a_t = 1). Returns the totals of month −1 (pass B included); `customers`
/// is left in the state at its end. Peer statistics are the lab targets until month −13, then realised.
/// docs/model.md#burn-in.
MonthTotals burn_in(Customers& customers, const Scenario& scenario, const StartValues& start, const Draws& draws,
                    const OfferTable& offers, int threads);

/// One line of the table "target / reached".
struct InvertedMoment {
    std::string name;  ///< "lab share openai"
    double target = 0, reached = 0;

    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("name", self.name);
        visit("target", self.target);
        visit("reached", self.reached);
    }
};

struct Inversion {
    StartValues values;
    std::vector<InvertedMoment> moments;  ///< labs, venues, outlay [USD/month]
    double segment_factor = 0;            ///< of the budgets that segments were cut by when they were frozen
    int passes = 0;                       ///< of stage 2
    double tolerance = 3e-4;  ///< on shares and relative outlay; larger where a few customers are the market
};

/// Customers there from the start at the end of a burn-in, its totals, and the own attractions that it kept.
struct Burnt {
    Customers customers;
    MonthTotals totals;
    std::optional<ShockCache> shocks;
};

/// The most customers whose start is inverted with all of them; of more a sample is taken.
inline constexpr std::size_t kMostInverted = 100'000;

/// Finds θ, γ and the budget factor from the clauses in force before the start only: stage 1 by expected values (closed
/// form), stage 2 by burning in the subsample, with the derivatives of the closed form and Anderson acceleration
/// (docs/model.md#inversion, MODEL 13.1). Throws ModelError with the table "target / reached" when it does not reach
/// its tolerance in 40 passes: 3e-4, or the share of the market of one customer's largest workload where that is
/// larger, since shares move in jumps of that size. `last`, unless it is null, becomes what the pass that met the
/// targets burnt in: all customers there from the start, or a sample.
Inversion invert(const Scenario& scenario, const Draws& draws, const OfferTable& offers, int threads,
                 const Ranks& ranks = Ranks::alone(), Burnt* last = nullptr);

}  // namespace nephoscope
