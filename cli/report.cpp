#include "cli/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/sparkline.h"
#include "cli/table.h"
#include "models/customers/shock_memory.h"

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
std::string exact(double value) { return std::isnan(value) ? "-" : fmt::format("{}", value); }

/// Where in a table of all scenarios a row stands: the first columns of csv and json.
std::vector<std::string> place_header(bool segments) {
    return segments ? std::vector<std::string>{"scenario", "segment"} : std::vector<std::string>{"scenario"};
}
std::vector<std::string> place_of(const Headlines& headlines, bool segments) {
    return segments ? std::vector<std::string>{headlines.scenario, headlines.segment}
                    : std::vector<std::string>{headlines.scenario};
}
std::string title_of(const Headlines& headlines) {
    return headlines.scenario + (headlines.segment.empty() ? "" : ", segment " + headlines.segment);
}

/// A table whose first `texts` columns are text and whose others are numbers, right-aligned.
Table table_of(std::vector<std::string> header, std::size_t texts) {
    std::vector<bool> numeric(header.size(), true);
    std::fill_n(numeric.begin(), texts, false);
    return {std::move(header), std::move(numeric)};
}

Table human_table(std::vector<std::string> header, bool sparklines) {
    if (sparklines) header.push_back("over the months");
    return table_of(std::move(header), 1);
}

Table machine_table(bool segments, const std::vector<std::string>& numbers) {
    std::vector<std::string> header = place_header(segments);
    const std::size_t texts = header.size() + 3;
    for (const char* name : {"metric", "entity", "month"}) header.emplace_back(name);
    header.insert(header.end(), numbers.begin(), numbers.end());
    return table_of(std::move(header), texts);
}

std::vector<std::string> machine_cells(const Headlines& headlines, bool segments, const HeadlineKey& key,
                                       const std::vector<double>& numbers, int replications) {
    std::vector<std::string> cells = place_of(headlines, segments);
    for (const std::string& text : {key.metric, key.entity, key.month}) cells.push_back(text);
    for (const double value : numbers) cells.push_back(exact(value));
    cells.push_back(std::to_string(replications));
    return cells;
}

std::vector<std::string> comparison_cells(const PairedDifference& row, const MetricStyle& style) {
    const Interval& d = row.difference;
    std::string difference = signed_number(d.mean * style.scale, style.decimals);
    if (style.relative && row.base.mean != 0) difference += fmt::format(" ({:+.2f}%)", 100 * d.mean / row.base.mean);
    return {"    " + (row.key.entity.empty() ? "all" : row.key.entity),
            number(row.base.mean * style.scale, style.decimals),
            number(row.alternative.mean * style.scale, style.decimals),
            difference,
            interval_text(d, style.scale, style.decimals),
            factor_text(row.variance_reduction),
            d.mean == 0 ? "-" : fmt::format("{:.0f}%", 100 * row.sign_share)};
}

std::vector<std::string> level_cells(const HeadlineKey& key, const Interval& interval, const MetricStyle& style) {
    return {"    " + (key.entity.empty() ? "all" : key.entity), number(interval.mean * style.scale, style.decimals),
            interval_text(interval, style.scale, style.decimals)};
}

/// Sections by month and metric; `row` gives the cells of key i, empty for none.
template <class Row>
void fill_sections(Table& table, const std::vector<HeadlineKey>& keys, const Trajectories* lines, const Row& row) {
    for (const std::string& month : months_of(keys)) {
        table.heading(month_heading(month));
        std::string metric;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i].month != month) continue;
            std::vector<std::string> cells = row(i);
            if (cells.empty()) continue;
            if (metric != keys[i].metric) table.heading(section_heading(style_of(keys[i].metric)));
            metric = keys[i].metric;
            if (lines != nullptr) {
                const auto line = lines->find({keys[i].metric, keys[i].entity});
                const bool first = month == keys.front().month;  // one curve covers the months of every section
                cells.push_back(first && line != lines->end() ? sparkline(line->second) : "");
            }
            table.row(std::move(cells));
        }
    }
}

std::string comparison_section(const Headlines& base, const Headlines& alternative,
                               const std::vector<PairedDifference>& rows, const Trajectories* lines) {
    Table table = human_table({"", "base", "alternative", "difference", "95% interval", "var. red.", "same sign"},
                              lines != nullptr);
    std::vector<HeadlineKey> keys;
    for (const PairedDifference& row : rows) keys.push_back(row.key);
    fill_sections(table, keys, lines,
                  [&](std::size_t i) { return comparison_cells(rows[i], style_of(rows[i].key.metric)); });
    const int replications = rows.empty() ? 0 : rows.front().difference.replications;
    return fmt::format(
               "{}\n{} (alternative) against {} (base): paired differences over {} replication{}\n"
               "intervals: 95 %, Student t over replications; var. red.: variance of unpaired over paired "
               "differences;\n"
               "same sign: share of replications whose difference has the sign of the mean\n\n",
               caveat(), title_of(alternative), base.scenario, replications, replications == 1 ? "" : "s") +
           table.str("table");
}

std::string levels_section(const Headlines& headlines, const Trajectories* lines) {
    Table table = human_table({"", "mean", "95% interval"}, lines != nullptr);
    fill_sections(table, headlines.keys, lines, [&](std::size_t i) {
        const bool none = headlines.values[i].empty() || std::isnan(headlines.values[i].front());
        return none ? std::vector<std::string>{}
                    : level_cells(headlines.keys[i], mean_interval(headlines.values[i]),
                                  style_of(headlines.keys[i].metric));
    });
    return fmt::format("{}\n{}\n\n", caveat(), title_of(headlines)) + table.str("table");
}

const Trajectories* lines_of(const Sparklines& sparklines, const Headlines& headlines) {
    const auto found = sparklines.find(headlines.scenario);
    return found == sparklines.end() || !headlines.segment.empty() ? nullptr : &found->second;
}

}  // namespace

std::string caveat() { return kLimitations; }

std::string comparison_report(const std::vector<std::pair<Headlines, Headlines>>& pairs, const std::string& format,
                              const Sparklines& sparklines) {
    const bool segments = !pairs.empty() && !pairs.front().first.segment.empty();
    Table machine = machine_table(segments, {"base", "alternative", "difference", "low", "high", "variance_reduction",
                                             "sign_share", "replications"});
    std::string text;
    for (const auto& [base, alternative] : pairs) {
        const std::vector<PairedDifference> rows = compare_headlines(base, alternative);
        if (format == "table")
            text += (text.empty() ? "" : "\n") +
                    comparison_section(base, alternative, rows, lines_of(sparklines, alternative));
        for (const PairedDifference& row : rows) {
            const Interval& d = row.difference;
            machine.row(machine_cells(alternative, segments, row.key,
                                      {row.base.mean, row.alternative.mean, d.mean, d.mean - d.half_width,
                                       d.mean + d.half_width, row.variance_reduction, row.sign_share},
                                      d.replications));
        }
    }
    return format == "table" ? text : machine.str(format);
}

std::string levels_report(const std::vector<Headlines>& all, const std::string& format, const Sparklines& sparklines) {
    const bool segments = !all.empty() && !all.front().segment.empty();
    Table machine = machine_table(segments, {"mean", "low", "high", "replications"});
    std::string text;
    for (const Headlines& headlines : all) {
        if (format == "table")
            text += (text.empty() ? "" : "\n") + levels_section(headlines, lines_of(sparklines, headlines));
        for (std::size_t i = 0; i < headlines.keys.size(); ++i) {
            if (headlines.values[i].empty() || std::isnan(headlines.values[i].front())) continue;
            const Interval interval = mean_interval(headlines.values[i]);
            machine.row(
                machine_cells(headlines, segments, headlines.keys[i],
                              {interval.mean, interval.mean - interval.half_width, interval.mean + interval.half_width},
                              interval.replications));
        }
    }
    return format == "table" ? text : machine.str(format);
}

void print_report(const std::string& format, const std::string& report) {
    fmt::print("{}{}", report, format == "table" ? "\n" : "");
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
    std::string advice;
    if (plan.not_remembered_bytes > 0 && ShockMemory::most_bytes() == ShockMemory::kMostBytes)
        advice = fmt::format("; a fifth less time with --remember {:.0f}, for {:.0f} MB more",
                             std::ceil(plan.not_remembered_bytes * 0x1p-30),
                             std::ceil(plan.not_remembered_bytes * plan.parallel_runs / 1e6));
    return fmt::format(
        "{} runs of {} customers x {} months ({} replications x {} scenario{}), {} at a time on {}{} thread{} each; "
        "about {:.0f} MB{} and {:.0f} s{}",
        plan.runs, size.agents, plan.months, size.replications, scenarios.size(), scenarios.size() == 1 ? "" : "s",
        plan.parallel_runs, plan.ranks > 1 ? fmt::format("{} ranks of ", plan.ranks) : std::string(),
        plan.threads_per_run, plan.threads_per_run == 1 ? "" : "s", std::ceil(plan.memory_bytes / 1e6),
        plan.ranks > 1 ? " a rank" : "", std::ceil(plan.seconds), advice);
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
