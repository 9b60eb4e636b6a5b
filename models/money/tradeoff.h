#pragma once

#include <array>

#include "models/money/payoffs.h"

namespace nephoscope {

/// The lines into which a cloud's NPV is taken apart (docs/model.md#trade-off, MODEL 9.3). Signs are those with which
/// they enter NPV.
enum class TradeoffLine {
    sales,          ///< M1 + M2
    lab_payments,   ///< −(M3 + M4)
    base_margin,    ///< M11 less its cost
    compute,        ///< M6 and agency commissions and compute
    true_up,        ///< M8
    revenue_share,  ///< M7
    capacity,       ///< −(M10 of capacity − M16)
    equity_bought,  ///< −M13
    terminal,       ///< TV of its business
    equity,         ///< Σ_ℓ ς_ℓ·Equity_ℓ at the horizon
    licence         ///< M15, 0 unless it is switched on
};
inline constexpr int kTradeoffLines = 11;
const char* tradeoff_line_name(TradeoffLine line);

/// PV of every line of one cloud in one run [USD]. Lines sum to its NPV, so differences of lines between two scenarios
/// sum to the difference of NPVs, within 1e-9 relative to the lines' size.
struct Tradeoff {
    std::array<double, kTradeoffLines> line{};
    double operator[](TradeoffLine l) const { return line[static_cast<std::size_t>(l)]; }
    double npv() const;
};
Tradeoff tradeoff(const PayoffInputs& inputs, int venue);

/// open − exclusive, line by line.
Tradeoff difference(const Tradeoff& open, const Tradeoff& exclusive);

/// A cloud's NPV as a line in its opening stake ς in one lab, at frozen behaviour: without + per_stake·ς [USD]. Exact
/// where the cloud takes part in none of the lab's rounds and its prices do not look at its stakes.
struct StakeExposure {
    double without = 0;    ///< NPV but for the stake in this lab
    double per_stake = 0;  ///< PV of Equity_ℓ,T times the part of an opening stake that rounds have left
    double at(double stake) const { return without + per_stake * stake; }
};
/// `retention` is that part: opening shares / shares at the horizon.
StakeExposure stake_exposure(const PayoffInputs& inputs, int venue, int lab, double retention);

}  // namespace nephoscope
