#include "analysis/report/headline_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/report/html.h"
#include "analysis/report/numbers.h"

namespace nephoscope::report {

namespace {

/// Months of the keys in order of first appearance; "" (month-free) among them.
std::vector<std::string> months_of(const std::vector<HeadlineKey>& keys) {
    std::vector<std::string> months;
    for (const HeadlineKey& key : keys)
        if (std::find(months.begin(), months.end(), key.month) == months.end()) months.push_back(key.month);
    return months;
}

std::string number_cell(double stored, const std::string& text) {
    return fmt::format("<td class=\"n\" data-value=\"{}\">{}</td>", json_number(stored, 17), text);
}

std::string verdict(const PairedDifference& row) {
    if (row.difference.mean == 0 && row.difference.half_width == 0) return "same";
    if (!excludes_zero(row.difference)) return "cannot be told";
    return row.difference.mean > 0 ? "rises" : "falls";
}

std::string name_cell(const HeadlineKey& key) {
    return fmt::format("<th scope=\"row\">{}</th>", key.entity.empty() ? "all" : html_name(key.entity));
}

std::string comparison_row(const PairedDifference& row) {
    const MetricStyle& style = style_of(row.key.metric);
    const std::string told = verdict(row);
    return fmt::format(
        "<tr data-metric=\"{}\" data-entity=\"{}\" data-month=\"{}\"{}>{}{}{}{}<td class=\"n\">{}</td><td "
        "class=\"n\">{}</td>"
        "<td>{}</td></tr>\n",
        html_text(row.key.metric), html_text(row.key.entity), html_text(row.key.month),
        told == "cannot be told" ? " class=\"untold\"" : "", name_cell(row.key),
        number_cell(row.base.mean, level_text(row.base.mean * style.scale, style.decimals)),
        number_cell(row.alternative.mean, level_text(row.alternative.mean * style.scale, style.decimals)),
        number_cell(row.difference.mean, difference_text(row.difference.mean * style.scale, style.decimals)),
        interval_text(row.difference, style.scale, style.decimals, true),
        row.difference.mean == 0 ? std::string("\u2013") : fmt::format("{:.0f}\u2009%", 100 * row.sign_share), told);
}

std::string metric_heading(const std::string& metric, int columns) {
    const MetricStyle& style = style_of(metric);
    return fmt::format("<tr class=\"metric\"><th scope=\"rowgroup\" colspan=\"{}\">{} <span>[{}]</span></th></tr>\n",
                       columns, html_text(style.title), html_text(style.unit));
}

/// A table per month behind a summary; `rows_of(month)` gives the rows, empty to leave the month out.
std::string by_month(const std::vector<std::string>& months, const std::string& head,
                     const std::function<std::string(const std::string&)>& rows_of) {
    std::string last, out;
    for (const std::string& month : months) last = std::max(last, month);
    for (const std::string& month : months) {
        const std::string rows = rows_of(month);
        if (rows.empty()) continue;
        const std::string title =
            month.empty() ? "Over the whole horizon" : "Mean of the four months to " + html_text(month);
        out += fmt::format(
            "<details{}><summary>{}</summary>\n<div class=\"scroll\" tabindex=\"0\"><table "
            "class=\"headlines\">\n<thead><tr>{}</tr></thead>"
            "\n<tbody>\n{}</tbody></table></div></details>\n",
            month.empty() || month == last ? " open" : "", title, head, rows);
    }
    return out;
}

std::string header(std::initializer_list<const char*> names) {
    std::string cells = "<th></th>";
    for (const char* name : names) cells += fmt::format("<th scope=\"col\" class=\"n\">{}</th>", name);
    return cells;
}

}  // namespace

std::string comparison_tables(const Headlines& base, const Headlines& alternative) {
    const std::vector<PairedDifference> rows = compare_headlines(base, alternative);
    const std::string head = header({"base", "alternative", "difference", "95\u2009% interval", "same sign"}) +
                             "<th scope=\"col\">what can be told</th>";
    return by_month(months_of(base.keys), head, [&](const std::string& month) {
        std::string out, metric;
        for (const PairedDifference& row : rows) {
            if (row.key.month != month) continue;
            if (row.key.metric != metric) out += metric_heading(row.key.metric, 7);
            metric = row.key.metric;
            out += comparison_row(row);
        }
        return out;
    });
}

std::string level_tables(const Headlines& scenario) {
    const std::string head = header({"mean", "95\u2009% interval"});
    return by_month(months_of(scenario.keys), head, [&](const std::string& month) {
        std::string out, metric;
        for (std::size_t i = 0; i < scenario.keys.size(); ++i) {
            const HeadlineKey& key = scenario.keys[i];
            if (key.month != month || scenario.values[i].empty() || std::isnan(scenario.values[i].front())) continue;
            const MetricStyle& style = style_of(key.metric);
            const Interval interval = mean_interval(scenario.values[i]);
            if (key.metric != metric) out += metric_heading(key.metric, 3);
            metric = key.metric;
            out += fmt::format(
                "<tr data-metric=\"{}\" data-entity=\"{}\" data-month=\"{}\">{}{}<td class=\"n\">{}</td></tr>\n",
                html_text(key.metric), html_text(key.entity), html_text(key.month), name_cell(key),
                number_cell(interval.mean, level_text(interval.mean * style.scale, style.decimals)),
                interval_text(interval, style.scale, style.decimals, false));
        }
        return out;
    });
}

}  // namespace nephoscope::report
