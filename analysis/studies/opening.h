#pragma once

#include <vector>

#include "models/market.h"
#include "models/money/sufficient_statistics.h"

namespace nephoscope {

/// What the sufficient statistics of an opening are measured from, one month of one run. USD but for compute.
struct SalesMonth {
    std::vector<double> list_value;      ///< [labs×venues] p_ℓ·x
    std::vector<double> to_lab;          ///< [labs×venues] royalties and gross-profit splits
    std::vector<double> compute_cost;    ///< [labs×venues] ω·κ·x
    std::vector<double> own_compute;     ///< [labs×venues] compute of labs hosted at clouds
    std::vector<double> bill_share;      ///< [labs] w·κ/p
    std::vector<double> base_margin;     ///< [venues] of the base cloud
    std::vector<double> marginal_share;  ///< [labs×venues] revenue-share rate on the next dollar; 0 once a cap binds
};
SalesMonth sales_of(const Market& market);

/// Writes down sales_of every month.
class SalesRecorder final : public Recorder {
public:
    explicit SalesRecorder(const Market& market) : market_(market) {}
    void record(Month) override { months_.push_back(sales_of(market_)); }
    const std::vector<SalesMonth>& months() const { return months_; }

private:
    const Market& market_;
    std::vector<SalesMonth> months_;
};

/// The month's numbers for opening_change: venues newly opened are clouds other than the incumbent where the lab sells
/// in `open` and not in `exclusive`. Sources are 0 where nothing was opened.
OpeningMonth opening_month(const Scenario& scenario, int lab, int incumbent, const SalesMonth& exclusive,
                           const SalesMonth& open);

/// The benchmark over a pair of runs.
struct OpeningBenchmark {
    double flows = 0;  ///< PV of Δvenue + Δbase margin + Δcompute + Δshare [USD]
    double base = 0;   ///< ΔBase per month over the last 12 months [USD/month]
    double cash = 0;   ///< Σ of the lab's Δcash [USD]
};
OpeningBenchmark opening_benchmark(const Scenario& scenario, int lab, int incumbent,
                                   const std::vector<SalesMonth>& exclusive, const std::vector<SalesMonth>& open);

/// ς* of a benchmark; NaN when equity does not change.
double benchmark_stake(const Scenario& scenario, const OpeningBenchmark& benchmark);

}  // namespace nephoscope
