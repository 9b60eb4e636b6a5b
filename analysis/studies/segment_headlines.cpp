#include "analysis/studies/segment_headlines.h"

#include <cmath>
#include <limits>

namespace nephoscope {

namespace {

using Array = ResultsReader::Array;
constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// The arrays of the file that hold segments as their last axis.
struct SegmentArrays {
    Array seller_paid, egress_paid;       ///< [scenario, replication, month, lab, venue, segment]
    Array by_venue_count, by_lab_count;   ///< [scenario, replication, month, number in use, segment]
    Array served, single, surplus, cost;  ///< [scenario, replication, month, segment]
    std::vector<std::string> labs, venues, segments;
    std::vector<Month> months;
};

SegmentArrays read_arrays(const ResultsReader& results) {
    return {results.read("offers", "seller_paid"),
            results.read("offers", "egress_paid"),
            results.read("segments", "by_venue_count"),
            results.read("segments", "by_lab_count"),
            results.read("segments", "served"),
            results.read("segments", "single_binding"),
            results.read("segments", "consumer_surplus"),
            results.read("segments", "customer_cost"),
            results.axis("lab"),
            results.axis("venue"),
            results.axis("segment"),
            results.months()};
}

/// One segment in one run: `run` is scenario × replications + replication.
struct SegmentRun {
    const SegmentArrays& arrays;
    std::size_t run, segment;

    /// The cell at `inner`, the place on the axes between month and segment, of which there are `width`.
    double at(const Array& array, std::size_t month, std::size_t inner = 0, std::size_t width = 1) const {
        const std::size_t months = arrays.months.size(), segments = arrays.segments.size();
        return array.values[((run * months + month) * width + inner) * segments + segment];
    }
    double paid(std::size_t month, std::size_t lab, std::size_t venue) const {
        const std::size_t width = arrays.labs.size() * arrays.venues.size(),
                          at_offer = lab * arrays.venues.size() + venue;
        return at(arrays.seller_paid, month, at_offer, width) + at(arrays.egress_paid, month, at_offer, width);
    }
    /// Sum over the labs or venues that are there; absent when none is.
    double spend(std::size_t month, int lab, int venue) const {
        double sum = kAbsent;
        for (std::size_t l = 0; l < arrays.labs.size(); ++l)
            for (std::size_t v = 0; v < arrays.venues.size(); ++v) {
                const bool asked = (lab < 0 || l == static_cast<std::size_t>(lab)) &&
                                   (venue < 0 || v == static_cast<std::size_t>(venue));
                const double value = asked ? paid(month, l, v) : kAbsent;
                if (!std::isnan(value)) sum = std::isnan(sum) ? value : sum + value;
            }
        return sum;
    }
    double outlay(std::size_t month) const { return spend(month, -1, -1); }
    /// Of the served customers, those with two or more in use; the first count is "1".
    double several(const Array& counts, std::size_t month) const {
        const std::size_t width = counts.shape[3];
        double sum = 0;
        for (std::size_t n = 1; n < width; ++n) sum += at(counts, month, n, width);
        return sum / at(arrays.served, month);
    }
};

std::vector<MetricCells> metrics_of(const SegmentRun& run) {
    const SegmentArrays& arrays = run.arrays;
    const auto scalar = [](const char* metric, std::function<double(std::size_t)> value) {
        return MetricCells{metric, true, {""}, [value](std::size_t m, std::size_t) { return value(m); }};
    };
    return {
        {"spend_share_by_venue", true, arrays.venues,
         [run](std::size_t m, std::size_t e) { return run.spend(m, -1, static_cast<int>(e)) / run.outlay(m); }},
        {"spend_share_by_lab", true, arrays.labs,
         [run](std::size_t m, std::size_t e) { return run.spend(m, static_cast<int>(e), -1) / run.outlay(m); }},
        scalar("venue_multi_homing", [run](std::size_t m) { return run.several(run.arrays.by_venue_count, m); }),
        scalar("lab_multi_homing", [run](std::size_t m) { return run.several(run.arrays.by_lab_count, m); }),
        scalar("single_binding_rate",
               [run](std::size_t m) { return run.at(run.arrays.single, m) / run.at(run.arrays.served, m); }),
        scalar("outlay", [run](std::size_t m) { return run.outlay(m); }),
        scalar("consumer_surplus", [run](std::size_t m) { return run.at(run.arrays.surplus, m); }),
        scalar("consumer_surplus_net",
               [run](std::size_t m) { return run.at(run.arrays.surplus, m) - run.at(run.arrays.cost, m); }),
    };
}

}  // namespace

std::vector<Headlines> read_segment_headlines(const ResultsReader& results) {
    if (!results.has("segments", "served") || !results.has("offers", "seller_paid")) return {};
    const SegmentArrays arrays = read_arrays(results);
    const std::vector<std::string> scenarios = results.scenarios(), hashes = results.run_text("result_hash");
    const std::vector<std::string> ids = stored_display_order(results);
    const std::size_t replications = scenarios.empty() ? 0 : hashes.size() / scenarios.size();
    std::vector<Headlines> all;
    for (std::size_t s = 0; s < scenarios.size(); ++s)
        for (std::size_t segment = 0; segment < arrays.segments.size(); ++segment) {
            Headlines headlines{scenarios[s], {}, {}, arrays.segments[segment]};
            for (std::size_t r = 0; r < replications; ++r)
                if (!hashes[s * replications + r].empty())
                    append(headlines, metrics_of({arrays, s * replications + r, segment}), arrays.months);
            sort_for_display(headlines, ids);
            all.push_back(std::move(headlines));
        }
    return all;
}

}  // namespace nephoscope
