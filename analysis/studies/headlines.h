#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/io/results.h"

namespace nephoscope {

/// A headline metric of one entity at one month: the mean over the recorded months of the window that ends there
/// (docs/model.md#metrics), or, for a month-free metric such as NPV, its value.
struct HeadlineKey {
    std::string metric;  ///< name of the recorded variable
    std::string entity;  ///< label on its second axis, empty for none
    std::string month;   ///< "2027-04", empty for a month-free metric
    friend bool operator==(const HeadlineKey&, const HeadlineKey&) = default;
    std::string str() const;  ///< "spend_share_by_venue azure 2027-04"
};

/// How a metric is shown.
struct MetricStyle {
    std::string metric;
    std::string title;  ///< "Spend share by venue"
    std::string unit;   ///< "%", "points", "USD bn/month", "USD bn"
    double scale = 1;   ///< shown = stored × scale
    int decimals = 2;
    bool payoff = false;    ///< carries the payoff caveat
    bool relative = false;  ///< the difference is also shown in % of the base
};
const std::vector<MetricStyle>& headline_metrics();  ///< in order of display
const MetricStyle& style_of(const std::string& metric);

/// Months at which headlines are quoted, as far as the run has them: 2027-04, 2028-12, 2032-12.
std::vector<Month> headline_months(const std::vector<Month>& recorded);

/// The headlines of one scenario: values[key][replication].
struct Headlines {
    std::string scenario;
    std::vector<HeadlineKey> keys;
    std::vector<std::vector<double>> values;
    std::string segment = {};  ///< the segment of customers they are of; empty for all customers
};

/// One metric of one run: its labels and a reader of its cells, money in USD.
struct MetricCells {
    std::string metric;
    bool has_months = false;
    std::vector<std::string> entities;  ///< one empty label for a scalar
    std::function<double(std::size_t month, std::size_t entity)> cell;
};

/// A value at a month as headlines quote it: its mean over the recorded months of the window that ends in `end`, which
/// has at least one. `value(m)` is that of recorded month m.
double window_mean(const std::vector<Month>& months, Month end, const std::function<double(std::size_t month)>& value);

/// Appends one finished run. Keys are those of the first run appended; ArgumentError for a run with others.
void append(Headlines& headlines, const Recording& recording);
void append(Headlines& headlines, const std::vector<MetricCells>& metrics, const std::vector<Month>& months);

/// Venues, then labs of scenarios in display order: by their key `order`, then id.
std::vector<std::string> display_order(const std::vector<Scenario>& scenarios);

/// The same order as a results file stores it; empty where it stores none.
std::vector<std::string> stored_display_order(const ResultsReader& results);

/// Puts the entities of each metric and month in the order of `ids`; entities not in it keep their places behind.
void sort_for_display(Headlines& headlines, const std::vector<std::string>& ids);

/// The headlines of every scenario of a results file, unfinished replications left out.
std::vector<Headlines> read_headlines(const ResultsReader& results);

}  // namespace nephoscope
