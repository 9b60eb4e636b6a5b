#include "analysis/studies/headlines.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>
#include <tuple>

#include "models/metrics/metrics.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

constexpr Month kQuoted[] = {Month(2027, 4), Month(2028, 12), Month(2032, 12)};

std::vector<std::string> entity_labels(const VariableSpec& spec, const AxisLabels& labels) {
    const std::size_t axis = spec.has_months() ? 1 : 0;
    return spec.axes.size() > axis ? labels.at(spec.axes[axis]) : std::vector<std::string>{""};
}

}  // namespace

double window_mean(const std::vector<Month>& months, Month end, const std::function<double(std::size_t month)>& value) {
    double sum = 0;
    int count = 0;
    for (std::size_t m = 0; m < months.size(); ++m)
        if (months[m] > end - kHeadlineWindow && months[m] <= end) {
            sum += value(m);
            ++count;
        }
    return sum / count;
}

std::string HeadlineKey::str() const {
    std::string text = metric;
    for (const std::string& part : {entity, month})
        if (!part.empty()) text += " " + part;
    return text;
}

const std::vector<MetricStyle>& headline_metrics() {
    static const std::vector<MetricStyle> metrics{
        {"spend_share_by_venue", "Spend share by venue", "%", 100, 2},
        {"spend_share_by_lab", "Spend share by lab", "%", 100, 2},
        {"customer_share_by_venue", "Customers with a workload at the venue", "%", 100, 2},
        {"customer_share_by_lab", "Customers with a workload on the lab", "%", 100, 2},
        {"hhi_clouds", "HHI of AI spend over clouds", "points", 1, 0},
        {"hhi_labs", "HHI of AI spend over labs", "points", 1, 0},
        {"venue_multi_homing", "Customers at two or more venues", "%", 100, 2},
        {"lab_multi_homing", "Customers with two or more labs", "%", 100, 2},
        {"single_binding_rate", "Customers with one lab at one venue", "%", 100, 2},
        {"outlay", "AI outlay", "USD bn/month", 1e-9, 3},
        {"consumer_surplus", "Consumer surplus", "USD bn/month", 1e-9, 3, false, true},
        {"consumer_surplus_net", "Consumer surplus net of moving costs", "USD bn/month", 1e-9, 3, false, true},
        {"cash_flow", "Cash flow", "USD bn/month", 1e-9, 3, true},
        {"npv", "Net present value to 2032 and beyond", "USD bn", 1e-9, 1, true},
    };
    return metrics;
}

const MetricStyle& style_of(const std::string& metric) {
    const auto& all = headline_metrics();
    const auto found = std::find_if(all.begin(), all.end(), [&](const MetricStyle& s) { return s.metric == metric; });
    if (found == all.end()) throw ArgumentError("metric", metric, "one of the headline metrics");
    return *found;
}

std::vector<Month> headline_months(const std::vector<Month>& recorded) {
    std::vector<Month> months;
    for (const Month quoted : kQuoted)
        if (std::find(recorded.begin(), recorded.end(), quoted) != recorded.end()) months.push_back(quoted);
    if (months.empty() && !recorded.empty()) months.push_back(recorded.back());
    return months;
}

void append(Headlines& headlines, const std::vector<MetricCells>& metrics, const std::vector<Month>& months) {
    std::vector<HeadlineKey> keys;
    std::vector<double> values;
    for (const MetricCells& variable : metrics) {
        std::vector<Month> ends = variable.has_months ? headline_months(months) : std::vector<Month>{Month()};
        for (const Month end : ends)
            for (std::size_t e = 0; e < variable.entities.size(); ++e) {
                keys.push_back({variable.metric, variable.entities[e], variable.has_months ? end.str() : ""});
                values.push_back(variable.has_months
                                     ? window_mean(months, end, [&](std::size_t m) { return variable.cell(m, e); })
                                     : variable.cell(0, e));
            }
    }
    if (headlines.keys.empty()) {
        headlines.keys = keys;
        headlines.values.resize(keys.size());
    }
    if (headlines.keys != keys) throw ArgumentError("recording", "of other metrics", "of the same scenario");
    for (std::size_t i = 0; i < values.size(); ++i) headlines.values[i].push_back(values[i]);
}

void append(Headlines& headlines, const Recording& recording) {
    std::vector<MetricCells> variables;
    for (const MetricStyle& style : headline_metrics()) {
        const int v = recording.index_of("", style.metric);
        if (v < 0) continue;
        const VariableSpec& spec = recording.specs()[static_cast<std::size_t>(v)];
        const bool money = spec.storage == Storage::money;
        variables.push_back({style.metric, spec.has_months(), entity_labels(spec, recording.labels()),
                             [&recording, v, money](std::size_t m, std::size_t e) {
                                 const int month = static_cast<int>(m);
                                 return money ? to_usd(recording.integer(v, month)[e]) : recording.real(v, month)[e];
                             }});
    }
    append(headlines, variables, recording.months());
}

std::vector<std::string> display_order(const std::vector<Scenario>& scenarios) {
    std::vector<std::tuple<int, int, std::string>> entities;  // venues before labs, then by order and id
    for (const Scenario& scenario : scenarios) {
        for (const Venue& venue : scenario.venues) entities.emplace_back(0, venue.order, venue.id);
        for (const Lab& lab : scenario.labs) entities.emplace_back(1, lab.order, lab.id);
    }
    std::sort(entities.begin(), entities.end());
    std::vector<std::string> ids;
    for (const auto& [kind, order, id] : entities)
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    return ids;
}

std::vector<std::string> stored_display_order(const ResultsReader& results) {
    std::vector<std::string> ids;
    std::istringstream stored_ids(results.attribute("display_order"));
    for (std::string id; std::getline(stored_ids, id, ',');) ids.push_back(id);
    return ids;
}

void sort_for_display(Headlines& headlines, const std::vector<std::string>& ids) {
    const auto place = [&](const HeadlineKey& key) {
        return std::find(ids.begin(), ids.end(), key.entity) - ids.begin();
    };
    std::vector<std::size_t> order(headlines.keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t first = 0; first < order.size();) {  // runs of one metric and month
        std::size_t last = first + 1;
        while (last < order.size() && headlines.keys[last].metric == headlines.keys[first].metric &&
               headlines.keys[last].month == headlines.keys[first].month)
            ++last;
        std::stable_sort(
            order.begin() + static_cast<std::ptrdiff_t>(first), order.begin() + static_cast<std::ptrdiff_t>(last),
            [&](std::size_t a, std::size_t b) { return place(headlines.keys[a]) < place(headlines.keys[b]); });
        first = last;
    }
    Headlines sorted{headlines.scenario, {}, {}, headlines.segment};
    for (const std::size_t i : order) {
        sorted.keys.push_back(headlines.keys[i]);
        sorted.values.push_back(std::move(headlines.values[i]));
    }
    headlines = std::move(sorted);
}

std::vector<Headlines> read_headlines(const ResultsReader& results) {
    const std::vector<std::string> ids = stored_display_order(results);
    const std::vector<std::string> scenarios = results.scenarios(), hashes = results.run_text("result_hash");
    const std::vector<Month> months = results.months();
    const std::size_t replications = scenarios.empty() ? 0 : hashes.size() / scenarios.size();
    struct Stored {
        ResultsReader::Array array;
        bool has_months;
        std::vector<std::string> labels;
    };
    std::vector<std::pair<std::string, Stored>> stored;
    for (const MetricStyle& style : headline_metrics()) {
        if (!results.has("", style.metric)) continue;
        Stored s{results.read("", style.metric), false, {""}};
        s.has_months = s.array.axes.size() > 2 && s.array.axes[2] == "month";
        const std::size_t axis = s.has_months ? 3 : 2;
        if (s.array.axes.size() > axis) s.labels = results.axis(s.array.axes[axis]);
        stored.emplace_back(style.metric, std::move(s));
    }
    std::vector<Headlines> all;
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        Headlines headlines{scenarios[s], {}, {}};
        for (std::size_t r = 0; r < replications; ++r) {
            if (hashes[s * replications + r].empty()) continue;  // not finished
            std::vector<MetricCells> variables;
            for (const auto& [metric, variable] : stored) {
                const std::size_t width = variable.labels.size(), length = variable.has_months ? months.size() : 1;
                const double* cells = variable.array.values.data() + (s * replications + r) * length * width;
                variables.push_back({metric, variable.has_months, variable.labels,
                                     [cells, width](std::size_t m, std::size_t e) { return cells[m * width + e]; }});
            }
            append(headlines, variables, months);
        }
        sort_for_display(headlines, ids);
        all.push_back(std::move(headlines));
    }
    return all;
}

}  // namespace nephoscope
