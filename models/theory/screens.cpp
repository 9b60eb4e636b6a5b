#include "models/theory/screens.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "models/theory/errors.h"
#include "sim/core/error.h"

namespace nephoscope::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double full_index = 1e4;

void check_shares(const VectorXd& shares) {
    if (shares.size() == 0) throw ArgumentError("shares", "an empty list", "at least one share");
    for (double share : shares) require(share >= 0.0 && share <= 1.0, "shares", share, "in [0, 1]");
    require(shares.sum() <= 1.0 + 1e-9, "shares", shares.sum(), "a list with a sum of at most 1");
}

/// Beyond the threshold by more than the rounding of decimal shares.
bool above(double value, double threshold) { return value > threshold + 1e-7; }
bool below(double value, double threshold) { return value < threshold - 1e-7; }

}  // namespace

double hhi(const VectorXd& shares) {
    check_shares(shares);
    return full_index * shares.squaredNorm();
}

double effective_firms(const VectorXd& shares) {
    const double index = hhi(shares);
    require(index > 0.0, "shares", index, "a list with a share above 0");
    return full_index / index;
}

double concentration_ratio(const VectorXd& shares, int count) {
    check_shares(shares);
    require(count >= 1, "count", count, "1 or more");
    std::vector<double> sorted(shares.begin(), shares.end());
    std::sort(sorted.rbegin(), sorted.rend());
    double sum = 0.0;
    for (std::size_t i = 0; i < sorted.size() && i < static_cast<std::size_t>(count); ++i) sum += sorted[i];
    return sum;
}

VectorXd firm_shares(const VectorXd& sales, const std::vector<int>& firm) {
    require_size("firm", static_cast<long>(firm.size()), sales.size());
    int firms = 0;
    for (int f : firm) {
        require(f >= 0, "firm", f, "0 or more");
        firms = std::max(firms, f + 1);
    }
    for (double quantity : sales) require(quantity >= 0.0 && std::isfinite(quantity), "sales", quantity, "0 or more");
    require(sales.size() > 0 && sales.sum() > 0.0, "sales", sales.size() > 0 ? sales.sum() : 0.0,
            "a list with a sum above 0");
    VectorXd shares = VectorXd::Zero(firms);
    for (Index k = 0; k < sales.size(); ++k) shares[firm[static_cast<std::size_t>(k)]] += sales[k];
    return shares / sales.sum();
}

ConcentrationChange merger_concentration(const VectorXd& shares, const std::vector<int>& merging) {
    check_shares(shares);
    const std::set<int> distinct(merging.begin(), merging.end());
    require(merging.size() >= 2 && distinct.size() == merging.size(), "merging", static_cast<double>(distinct.size()),
            "two or more distinct firms");
    double merged = 0.0;
    double squares = 0.0;
    for (int f : merging) {
        require(f >= 0 && f < shares.size(), "merging", f, fmt::format("in [0, {})", shares.size()));
        merged += shares[f];
        squares += shares[f] * shares[f];
    }
    ConcentrationChange change;
    change.before = hhi(shares);
    change.delta = full_index * (merged * merged - squares);
    change.after = change.before + change.delta;
    change.us2023_presumption =
        above(change.delta, 100.0) && (above(change.after, 1800.0) || above(full_index * merged, 3000.0));
    change.us2010_presumption = above(change.after, 2500.0) && above(change.delta, 200.0);
    const double allowed = above(change.after, 2000.0) ? 150.0 : 250.0;
    change.eu2004_safe_harbour = below(change.after, 1000.0) || below(change.delta, allowed);
    return change;
}

double hhi_after_entry(double hhi_before, double entrant_share) {
    require(hhi_before >= 0.0 && hhi_before <= full_index, "hhi_before", hhi_before, "in [0, 10000]");
    require(entrant_share >= 0.0 && entrant_share <= 1.0, "entrant_share", entrant_share, "in [0, 1]");
    const double rest = 1.0 - entrant_share;
    return rest * rest * hhi_before + full_index * entrant_share * entrant_share;
}

double entrant_share_of_least_hhi(double hhi_before) {
    require(hhi_before >= 0.0 && hhi_before <= full_index, "hhi_before", hhi_before, "in [0, 10000]");
    return hhi_before / (hhi_before + full_index);
}

double modified_hhi(const VectorXd& shares, const MatrixXd& control, const MatrixXd& interest) {
    check_shares(shares);
    require_size("control", control.cols(), shares.size());
    require_size("interest", interest.cols(), shares.size());
    require_size("interest", interest.rows(), control.rows());
    require(control.size() > 0 && control.minCoeff() >= 0.0, "control", control.size() > 0 ? control.minCoeff() : 0.0,
            "0 or more, with at least one owner");
    require(interest.minCoeff() >= 0.0, "interest", interest.minCoeff(), "0 or more");
    const MatrixXd weight = control.transpose() * interest;
    double index = 0.0;
    for (Index j = 0; j < shares.size(); ++j) {
        require(weight(j, j) > 0.0, "control", weight(j, j),
                fmt::format("held by someone with a financial interest in firm {}", j));
        index += shares[j] * weight.row(j).dot(shares) / weight(j, j);
    }
    return full_index * index;
}

CriticalLoss critical_loss(double margin, double ssnip) {
    require(margin > 0.0 && margin <= 1.0, "margin", margin, "in (0, 1]");
    require(ssnip > 0.0 && std::isfinite(ssnip), "ssnip", ssnip, "above 0");
    const double loss = ssnip / (ssnip + margin);
    return {loss, loss, 1.0 / (ssnip + margin)};
}

VerticalForeclosure vertical_arithmetic(double upstream_margin, double downstream_margin, double diversion,
                                        double volume) {
    require(upstream_margin >= 0.0, "upstream_margin", upstream_margin, "0 or more");
    require(downstream_margin >= 0.0, "downstream_margin", downstream_margin, "0 or more");
    const double both = upstream_margin + downstream_margin;
    require(both > 0.0 && std::isfinite(both), "upstream_margin", both, "above 0 together with the downstream margin");
    require(diversion >= 0.0 && diversion <= 1.0, "diversion", diversion, "in [0, 1]");
    require(volume >= 0.0 && std::isfinite(volume), "volume", volume, "0 or more");
    const double change = volume * (diversion * both - upstream_margin);
    return {change, upstream_margin / both, change > 0.0};
}

}  // namespace nephoscope::theory
