#pragma once

#include "models/pricing/price_setting.h"

namespace nephoscope {

/// Money per unit sold that is linear in the lab's list price p: rate·p + fixed.
struct LinearInPrice {
    double rate = 0;   ///< per list dollar
    double fixed = 0;  ///< [USD/unit]
    double at(double list_price) const { return rate * list_price + fixed; }
};

/// What one unit of a lab sold at a venue brings and costs under the clauses in force (docs/model.md#agreements).
struct UnitTerms {
    LinearInPrice receipts;  ///< what the lab books, before revenue share: direct p, royalty r·p, gross-profit split
                             ///< (1 − y)(p − wκ), agency (1 − r)p; 0 where the cloud keeps all and at self-hosting
    double own_compute = 0;       ///< compute that the lab pays itself: w̄κ direct, wκ agency [USD/unit]
    bool not_below_zero = false;  ///< gross-profit split: a cloud that sells below compute cost owes nothing
};

UnitTerms unit_terms(const PriceInputs& inputs, int lab, int venue);

/// Part of a lab's receipts that it passes on as revenue share: ρ̂ summed over the clouds that it pays.
double passed_on(const PriceInputs& inputs, int lab);

/// What the cloud pays per unit of a lab that it sells: the lab's receipts less the compute that the lab pays.
double lab_payment(const UnitTerms& terms, double list_price);

/// Receipts of the lab per unit, as settled.
double receipts_per_unit(const UnitTerms& terms, double list_price);

}  // namespace nephoscope
