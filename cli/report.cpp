#include "cli/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/table.h"

namespace nephoscope::cli {

namespace {

/// Months of the keys in order of first appearance; "" (month-free) last.
std::vector<std::string> months_of(const std::vector<HeadlineKey>& keys) {
    std::vector<std::string> months;
    bool month_free = false;
    for (const HeadlineKey& key : keys) {
        if (key.month.empty())
            month_free = true;
        else if (std::find(months.begin(), months.end(), key.month) == months.end())
            months.push_back(key.month);
    }
    if (month_free) months.push_back("");
    return months;
}

std::string month_heading(const std::string& month) {
    return month.empty() ? "Over the whole horizon" : fmt::format("Mean of the four months to {}", month);
}

std::string section_heading(const MetricStyle& style) {
    return fmt::format("  {} [{}]{}", style.title, style.unit, style.payoff ? "  (" + caveat() + ")" : "");
}

std::string interval_text(const Interval& interval, double scale, int decimals) {
    if (std::isnan(interval.half_width)) return "-";
    const double low = (interval.mean - interval.half_width) * scale,
                 high = (interval.mean + interval.half_width) * scale;
    return fmt::format("[{}, {}]", signed_number(low, decimals), signed_number(high, decimals));
}

std::string factor_text(double factor) {
    if (std::isnan(factor)) return "-";
    return std::isinf(factor) ? "inf" : fmt::format("{:.1f}", factor);
}

/// Machine formats keep stored units and all digits; the table shows scaled ones.
struct Shown {
    double scale;
    int decimals;
};
Shown shown(const MetricStyle& style, const std::string& format) {
    return format == "table" ? Shown{style.scale, style.decimals} : Shown{1, 17};
}

std::string exact(double value) { return std::isnan(value) ? "-" : fmt::format("{}", value); }

Table comparison_table(const std::string& format) {
    if (format == "table")
        return Table({"", "base", "alternative", "difference", "95% interval", "var. red.", "same sign"},
                     {false, true, true, true, true, true, true});
    return Table({"metric", "entity", "month", "base", "alternative", "difference", "low", "high", "variance_reduction",
                  "sign_share", "replications"},
                 {false, false, false, true, true, true, true, true, true, true, true});
}

std::vector<std::string> comparison_cells(const PairedDifference& row, const MetricStyle& style,
                                          const std::string& format) {
    const Interval& d = row.difference;
    if (format != "table")
        return {row.key.metric,
                row.key.entity,
                row.key.month,
                exact(row.base.mean),
                exact(row.alternative.mean),
                exact(d.mean),
                exact(d.mean - d.half_width),
                exact(d.mean + d.half_width),
                exact(row.variance_reduction),
                exact(row.sign_share),
                std::to_string(d.replications)};
    const std::string name = row.key.entity.empty() ? "all" : row.key.entity;
    std::string difference = signed_number(d.mean * style.scale, style.decimals);
    if (style.relative && row.base.mean != 0) difference += fmt::format(" ({:+.2f}%)", 100 * d.mean / row.base.mean);
    return {"    " + name,
            number(row.base.mean * style.scale, style.decimals),
            number(row.alternative.mean * style.scale, style.decimals),
            difference,
            interval_text(d, style.scale, style.decimals),
            factor_text(row.variance_reduction),
            d.mean == 0 ? "-" : fmt::format("{:.0f}%", 100 * row.sign_share)};
}

}  // namespace

std::string caveat() { return kLimitations; }

std::string comparison_report(const Headlines& base, const Headlines& alternative, const std::string& format) {
    const std::vector<PairedDifference> rows = compare_headlines(base, alternative);
    Table table = comparison_table(format);
    for (const std::string& month : months_of(base.keys)) {
        table.heading(month_heading(month));
        std::string metric;
        for (const PairedDifference& row : rows) {
            if (row.key.month != month) continue;
            const MetricStyle& style = style_of(row.key.metric);
            if (metric != row.key.metric) table.heading(section_heading(style));
            metric = row.key.metric;
            table.row(comparison_cells(row, style, format));
        }
    }
    if (format != "table") return table.str(format);
    const int replications = rows.empty() ? 0 : rows.front().difference.replications;
    return fmt::format(
               "{}\n{} (alternative) against {} (base): paired differences over {} replication{}\n"
               "intervals: 95 %, Student t over replications; var. red.: variance of unpaired over paired "
               "differences;\n"
               "same sign: share of replications whose difference has the sign of the mean\n\n",
               caveat(), alternative.scenario, base.scenario, replications, replications == 1 ? "" : "s") +
           table.str(format);
}

std::string levels_report(const Headlines& headlines, const std::string& format) {
    Table table = format == "table"
                      ? Table({"", "mean", "95% interval"}, {false, true, true})
                      : Table({"scenario", "metric", "entity", "month", "mean", "low", "high", "replications"},
                              {false, false, false, false, true, true, true, true});
    for (const std::string& month : months_of(headlines.keys)) {
        table.heading(month_heading(month));
        std::string metric;
        for (std::size_t i = 0; i < headlines.keys.size(); ++i) {
            const HeadlineKey& key = headlines.keys[i];
            if (key.month != month || headlines.values[i].empty() || std::isnan(headlines.values[i].front())) continue;
            const MetricStyle& style = style_of(key.metric);
            const Interval interval = mean_interval(headlines.values[i]);
            if (metric != key.metric) table.heading(section_heading(style));
            metric = key.metric;
            const Shown s = shown(style, format);
            if (format == "table")
                table.row({"    " + (key.entity.empty() ? "all" : key.entity),
                           number(interval.mean * s.scale, s.decimals), interval_text(interval, s.scale, s.decimals)});
            else
                table.row({headlines.scenario, key.metric, key.entity, key.month, exact(interval.mean),
                           exact(interval.mean - interval.half_width), exact(interval.mean + interval.half_width),
                           std::to_string(interval.replications)});
        }
    }
    if (format != "table") return table.str(format);
    return fmt::format("{}\n{}\n\n", caveat(), headlines.scenario) + table.str(format);
}

std::string moments_report(const std::vector<InvertedMoment>& moments) {
    if (moments.empty()) return "start values are given; nothing was inverted\n";
    Table table({"inverted moment", "target", "reached"}, {false, true, true});
    for (const InvertedMoment& moment : moments)
        table.row({moment.name, moment.target > 100 ? fmt::format("{:.5g}", moment.target) : number(moment.target, 4),
                   moment.reached > 100 ? fmt::format("{:.5g}", moment.reached) : number(moment.reached, 4)});
    return table.str("table");
}

std::string plan_line(const std::vector<Scenario>& scenarios, const EnsembleEstimate& plan) {
    const SimulationParameters& size = scenarios.front().simulation;
    return fmt::format(
        "{} runs of {} customers x {} months ({} replications x {} scenario{}), {} at a time on {} thread{} each; "
        "about {:.0f} MB and {:.0f} s",
        plan.runs, size.agents, size.months(), size.replications, scenarios.size(), scenarios.size() == 1 ? "" : "s",
        plan.parallel_runs, plan.threads_per_run, plan.threads_per_run == 1 ? "" : "s",
        std::ceil(plan.memory_bytes / 1e6), std::ceil(plan.seconds));
}

std::string closing_lines(const std::vector<Scenario>& scenarios, const EnsembleReport& report,
                          const std::string& path) {
    std::string text;
    std::vector<std::pair<std::string, std::string>> inactive;  // list of keys, and the scenarios that have it
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const std::string& hash = report.result_hashes[s].front();
        if (!hash.empty()) text += fmt::format("result hash of {}, replication 0: {}\n", scenarios[s].name, hash);
        const std::string keys = fmt::format("{}", fmt::join(scenarios[s].inactive, ", "));
        const auto same =
            std::find_if(inactive.begin(), inactive.end(), [&](const auto& entry) { return entry.first == keys; });
        if (same != inactive.end())
            same->second += ", " + scenarios[s].name;
        else if (!keys.empty())
            inactive.emplace_back(keys, scenarios[s].name);
    }
    for (const auto& [keys, names] : inactive)
        text += fmt::format("read and checked, without effect in this version ({}): {}\n", names, keys);
    return text + fmt::format("results: {}\n", path);
}

}  // namespace nephoscope::cli
