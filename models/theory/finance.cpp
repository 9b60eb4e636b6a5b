#include "models/theory/finance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

void check_flows(const std::string& name, const VectorXd& flows) {
    if (flows.size() == 0) throw ArgumentError(name, "an empty list", "at least one year");
    for (double flow : flows) require(std::isfinite(flow), name, flow, "finite");
}

void check_fraction(const std::string& name, double value) {
    require(value >= 0.0 && value <= 1.0, name, value, "in [0, 1]");
}

void require_amount(const std::string& name, double value) {
    require(value >= 0.0 && std::isfinite(value), name, value, "0 or more and finite");
}

void require_rate(const std::string& name, double rate, FlowTiming timing) {
    require(std::isfinite(rate) && (rate > -1.0 || timing == FlowTiming::continuous), name, rate,
            "above -1 and finite");
}

/// (1 + r)^−n by repeated multiplication: exact where powers are.
double discount_factor(double rate, Index years) {
    double factor = 1.0;
    for (Index t = 0; t < years; ++t) factor /= 1.0 + rate;
    return factor;
}

/// Σ aᵢxⁱ, divided by x^(n−1) where x is above 1: the sign is the same, and long series do not overflow.
double polynomial(const VectorXd& coefficients, double x) {
    const Index n = coefficients.size();
    double value = 0.0;
    if (x > 1.0) {
        for (Index i = 0; i < n; ++i) value = value / x + coefficients[i];
    } else {
        for (Index i = n - 1; i >= 0; --i) value = value * x + coefficients[i];
    }
    return value;
}

/// Whether Σ aᵢxⁱ is zero up to the rounding of its terms.
bool vanishes(const VectorXd& coefficients, double x) {
    return std::fabs(polynomial(coefficients, x)) <= 1e-14 * polynomial(coefficients.cwiseAbs(), x);
}

double bisect(const VectorXd& coefficients, double low, double high) {
    const bool rises = polynomial(coefficients, low) < 0.0;
    for (;;) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) return high;
        ((polynomial(coefficients, middle) < 0.0) == rises ? low : high) = middle;
    }
}

/// Positive roots, ascending: between neighbouring roots of the derivative there is at most one.
std::vector<double> positive_roots(VectorXd coefficients) {
    Index size = coefficients.size();
    while (size > 0 && coefficients[size - 1] == 0.0) --size;
    if (size <= 1) return {};
    coefficients.conservativeResize(size);
    // Divided by the degree, which moves no root: factorials of hundreds of months would overflow.
    VectorXd derivative(size - 1);
    const double degree = static_cast<double>(size - 1);
    for (Index i = 1; i < size; ++i) derivative[i - 1] = static_cast<double>(i) / degree * coefficients[i];
    std::vector<double> edges = positive_roots(derivative);
    const double bound = 1.0 + (coefficients / coefficients[size - 1]).cwiseAbs().maxCoeff();
    edges.insert(edges.begin(), 0.0);
    edges.push_back(bound);
    std::vector<double> roots;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const bool touches = i > 0 && vanishes(coefficients, edges[i]);
        if (touches) roots.push_back(edges[i]);
        const double at_low = polynomial(coefficients, edges[i]);
        const double at_high = polynomial(coefficients, edges[i + 1]);
        const bool next_touches = i + 2 < edges.size() && vanishes(coefficients, edges[i + 1]);
        if (touches || next_touches || (at_low < 0.0) == (at_high < 0.0) || at_low == 0.0) continue;
        roots.push_back(bisect(coefficients, edges[i], edges[i + 1]));
    }
    return roots;
}

}  // namespace

double present_value(const VectorXd& flows, double rate, FlowTiming timing) {
    check_flows("flows", flows);
    require_rate("rate", rate, timing);
    double value = 0.0;
    for (Index t = 1; t <= flows.size(); ++t) {
        const double factor =
            timing == FlowTiming::continuous ? math::exp(-rate * static_cast<double>(t)) : discount_factor(rate, t);
        value += flows[t - 1] * factor;
    }
    return timing == FlowTiming::mid_year ? value * std::sqrt(1.0 + rate) : value;
}

std::vector<double> internal_rates_of_return(const VectorXd& flows) {
    check_flows("flows", flows);
    if (flows.isZero(0.0)) throw ArgumentError("flows", "all zero", "a series with a flow other than 0");
    std::vector<double> rates;
    for (double x : positive_roots(flows)) rates.push_back(1.0 / x - 1.0);
    std::sort(rates.begin(), rates.end());
    return rates;
}

double internal_rate_of_return(const VectorXd& flows) {
    const std::vector<double> rates = internal_rates_of_return(flows);
    if (rates.size() != 1) {
        throw ArgumentError("flows", fmt::format("a series with {} internal rates of return", rates.size()),
                            "one with exactly one");
    }
    return rates.front();
}

double periodic_rate(double annual, int periods) {
    require(annual > -1.0 && std::isfinite(annual), "annual", annual, "above -1 and finite");
    require(periods >= 1, "periods", periods, "1 or more");
    return math::expm1(math::log1p(annual) / periods);
}

CappedPayments capped_payments(const VectorXd& revenue, double share, std::optional<double> cap) {
    check_flows("revenue", revenue);
    check_fraction("revenue_share", share);
    if (cap) require(*cap >= 0.0, "cap", *cap, "0 or more");
    CappedPayments result{VectorXd(revenue.size()), 0};
    double paid = 0.0;
    for (Index t = 0; t < revenue.size(); ++t) {
        require(revenue[t] >= 0.0, "revenue", revenue[t], "0 or more");
        const double due = share * revenue[t];
        const double room = cap ? std::max(*cap - paid, 0.0) : due;
        // A cap that is reached exactly does not bind, whatever decimal fractions do in binary.
        const bool binds = room < due * (1.0 - 1e-12);
        result.payment[t] = binds ? room : due;
        if (binds && result.first_capped_year == 0) result.first_capped_year = static_cast<int>(t) + 1;
        paid = binds ? std::max(paid, *cap) : paid + due;
    }
    return result;
}

double diluted_stake(double stake, const std::vector<Dilution>& rounds, int horizon) {
    check_fraction("stake", stake);
    for (const Dilution& round : rounds) {
        require(round.fraction >= 0.0 && round.fraction < 1.0, "fraction", round.fraction, "in [0, 1)");
        if (round.year <= horizon) stake *= 1.0 - round.fraction;
    }
    return stake;
}

double equity_value(double multiple, double revenue, double net_debt) {
    require(multiple >= 0.0 && std::isfinite(multiple), "multiple", multiple, "0 or more");
    require(revenue >= 0.0 && std::isfinite(revenue), "revenue", revenue, "0 or more");
    require(std::isfinite(net_debt), "net_debt", net_debt, "finite");
    return std::max(0.0, multiple * revenue - net_debt);
}

InvestmentValue value_investment(const LabInvestment& investment) {
    check_flows("compute_spend", investment.compute_spend);
    require_size("compute_spend", investment.compute_spend.size(), investment.revenue.size());
    require(std::isfinite(investment.compute_margin) && investment.compute_margin <= 1.0, "compute_margin",
            investment.compute_margin, "at most 1 and finite");
    require(std::isfinite(investment.outlay), "outlay", investment.outlay, "finite");
    const double rate = investment.discount_rate;
    require_rate("discount_rate", rate, investment.timing);
    const int years = static_cast<int>(investment.revenue.size());
    InvestmentValue value;
    value.revenue_share = capped_payments(investment.revenue, investment.revenue_share, investment.cap);
    value.compute_margin = investment.compute_margin * investment.compute_spend;
    value.final_stake = diluted_stake(investment.stake, investment.dilution, years);
    value.final_equity =
        value.final_stake * equity_value(investment.exit_multiple, investment.revenue[years - 1], investment.net_debt);
    value.pv_revenue_share = present_value(value.revenue_share.payment, rate, investment.timing);
    value.pv_compute_margin = present_value(value.compute_margin, rate, investment.timing);
    VectorXd exit = VectorXd::Zero(years);
    exit[years - 1] = value.final_equity;
    const bool continuous = investment.timing == FlowTiming::continuous;
    value.pv_equity = present_value(exit, rate, continuous ? FlowTiming::continuous : FlowTiming::year_end);
    value.npv = value.pv_revenue_share + value.pv_compute_margin + value.pv_equity - investment.outlay;
    value.undiscounted_total =
        value.revenue_share.payment.sum() + value.compute_margin.sum() + value.final_equity - investment.outlay;
    return value;
}

WaterfallResult waterfall(double distributable, const std::vector<WaterfallTier>& tiers) {
    require(distributable >= 0.0 && std::isfinite(distributable), "distributable", distributable, "0 or more");
    if (tiers.empty()) throw ArgumentError("tiers", "an empty list", "at least one tier");
    const Index parties = tiers.front().split.size();
    WaterfallResult result{MatrixXd(static_cast<Index>(tiers.size()), parties), VectorXd(), distributable};
    for (std::size_t i = 0; i < tiers.size(); ++i) {
        const WaterfallTier& tier = tiers[i];
        if (tier.size) require(*tier.size >= 0.0, "size", *tier.size, "0 or more");
        require_size("split", tier.split.size(), parties);
        for (double part : tier.split) check_fraction("split", part);
        require(std::fabs(tier.split.sum() - 1.0) <= 1e-9, "split", tier.split.sum(), "a list that sums to 1");
        const double taken = tier.size ? std::min(*tier.size, result.undistributed) : result.undistributed;
        result.by_tier.row(static_cast<Index>(i)) = taken * tier.split.transpose();
        result.undistributed -= taken;
    }
    result.by_party = result.by_tier.colwise().sum().transpose();
    return result;
}

ProfitSplit split_profit(const LabAtCloud& market) {
    check_fraction("revenue_share", market.revenue_share);
    check_fraction("stakes", market.cloud_stake);
    require(std::isfinite(market.compute_margin) && market.compute_margin <= 1.0, "compute_margin",
            market.compute_margin, "at most 1 and finite");
    require_amount("price", market.price);
    require_amount("quantity", market.quantity);
    require_amount("serving_cost", market.serving_cost);
    require_amount("compute_purchases", market.compute_purchases);
    ProfitSplit split;
    const double revenue = market.price * market.quantity;
    const double serving = market.serving_cost * market.quantity;
    const double paid = market.revenue_share * revenue;
    split.cloud_operating_profit = revenue - paid - serving + market.compute_margin * market.compute_purchases;
    split.lab_profit = paid - market.compute_purchases;
    split.cloud_total = split.cloud_operating_profit + market.cloud_stake * split.lab_profit;
    double stakes = market.cloud_stake;
    double parties = split.cloud_total;
    for (const auto& [owner, stake] : market.other_stakes) {
        check_fraction("stakes", stake);
        stakes += stake;
        split.others.emplace_back(owner, stake * split.lab_profit);
        parties += split.others.back().second;
    }
    require(std::fabs(stakes - 1.0) <= 1e-9, "stakes", stakes, "a list that sums to 1");
    split.industry_profit = revenue - serving - (1.0 - market.compute_margin) * market.compute_purchases;
    split.imbalance = parties - split.industry_profit;
    return split;
}

}  // namespace nephoscope::theory
