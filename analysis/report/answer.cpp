#include "analysis/report/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/report/html.h"
#include "analysis/report/numbers.h"

namespace nephoscope::report {

namespace {

using Rows = std::vector<PairedDifference>;

/// The rows of a metric at the last month it is quoted for.
Rows last_rows(const Rows& rows, const std::string& metric) {
    std::string month;
    for (const PairedDifference& row : rows)
        if (row.key.metric == metric) month = std::max(month, row.key.month);
    Rows found;
    for (const PairedDifference& row : rows)
        if (row.key.metric == metric && row.key.month == month) found.push_back(row);
    return found;
}

bool unchanged(const PairedDifference& row) { return row.difference.mean == 0 && row.difference.half_width == 0; }
bool told(const PairedDifference& row) { return unchanged(row) || excludes_zero(row.difference); }

std::string names_of(const Rows& rows) {
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += (i == 0 ? "" : i + 1 < rows.size() ? ", " : " and ") + html_name(rows[i].key.entity);
    return text;
}

/// "5.13 percentage points [4.38, 5.88]", without a sign; the interval of the size of the change.
std::string size_of(const PairedDifference& row) {
    const MetricStyle& style = style_of(row.key.metric);
    const double sign = row.difference.mean < 0 ? -1 : 1;
    return html_text(estimate_text({sign * row.difference.mean, row.difference.half_width, 0}, style.scale,
                                   style.decimals, difference_unit(style)));
}

/// "rises by ...", "falls by ...", "stays exactly the same".
std::string change_of(const PairedDifference& row) {
    if (unchanged(row)) return "stays exactly the same";
    return fmt::format("{} by {}", row.difference.mean > 0 ? "rises" : "falls", size_of(row));
}

std::string doubt(const PairedDifference& row) {
    if (row.difference.replications < 2) return "cannot be told, because one replication has no interval";
    const MetricStyle& style = style_of(row.key.metric);
    return fmt::format("cannot be told: the difference is {}, and its interval holds 0",
                       html_text(estimate_text(row.difference, style.scale, style.decimals, difference_unit(style))));
}

/// "the NPV of X rises by ..."; or that it cannot be told.
std::string clause(const std::string& subject, const PairedDifference& row) {
    return told(row) ? fmt::format("{} {}", subject, change_of(row))
                     : fmt::format("whether {} rises or falls {}", subject, doubt(row));
}

/// The largest supported gain and loss among rows, as "the largest gain is X's (...), the largest loss Y's (...)".
std::string extremes(const Rows& rows) {
    const PairedDifference *gain = nullptr, *loss = nullptr;
    for (const PairedDifference& row : rows) {
        if (!excludes_zero(row.difference)) continue;
        if (row.difference.mean > 0 && (gain == nullptr || row.difference.mean > gain->difference.mean)) gain = &row;
        if (row.difference.mean < 0 && (loss == nullptr || row.difference.mean < loss->difference.mean)) loss = &row;
    }
    std::string text;
    if (gain != nullptr) text = fmt::format("{} gains most, {}", html_name(gain->key.entity), size_of(*gain));
    if (loss != nullptr)
        text += fmt::format("{}{} loses most, {}", text.empty() ? "" : ", and ", html_name(loss->key.entity),
                            size_of(*loss));
    return text;
}

std::string who_cannot_be_told(const Rows& rows) {
    Rows open;
    for (const PairedDifference& row : rows)
        if (!told(row)) open.push_back(row);
    return open.empty() ? "" : fmt::format("; for {} it cannot be told", names_of(open));
}

std::string share_sentence(const Rows& rows, const std::string& alternative, const std::string& base) {
    const Rows shares = last_rows(rows, "spend_share_by_venue");
    if (shares.empty()) return "";
    const std::string setting =
        fmt::format("In the four months to {}, under {} instead of {}", html_text(shares.front().key.month),
                    html_name(alternative), html_name(base));
    const std::string moved = extremes(shares);
    if (std::all_of(shares.begin(), shares.end(), unchanged))
        return setting + ", every venue&rsquo;s share of AI spend stays exactly the same.";
    if (moved.empty())
        return fmt::format("{}, which venue gains or loses AI spend cannot be told{}.", setting,
                           shares.front().difference.replications < 2 ? ", because one replication has no interval"
                                                                      : ": every interval holds 0");
    return fmt::format("{}, of the venues&rsquo; shares of AI spend {}{}.", setting, moved, who_cannot_be_told(shares));
}

std::string customer_sentence(const Rows& rows) {
    std::string text;
    const std::pair<const char*, const char*> metrics[] = {
        {"consumer_surplus_net", "customers&rsquo; surplus net of moving costs"},
        {"hhi_clouds", "concentration of spend over clouds (HHI)"},
        {"venue_multi_homing", "the share of customers at two or more venues"}};
    for (const auto& [metric, subject] : metrics) {
        const Rows found = last_rows(rows, metric);
        if (!found.empty()) text += (text.empty() ? "" : "; ") + clause(subject, found.front());
    }
    return text.empty() ? "" : fmt::format("For customers: {}.", text);
}

std::string payoff_sentence(const Rows& rows, const std::string& incumbent) {
    Rows others = last_rows(rows, "npv");
    if (others.empty()) return "";
    std::string text;
    const auto its =
        std::find_if(others.begin(), others.end(), [&](const auto& row) { return row.key.entity == incumbent; });
    if (its != others.end()) {
        text = clause(
            fmt::format("the net present value of {}, which has or had the exclusivity,", html_name(incumbent)), *its);
        others.erase(its);
    }
    const std::string moved = extremes(others);
    if (!moved.empty())
        text += fmt::format("{}{} {}{}", text.empty() ? "" : "; ", text.empty() ? "of all parties" : "of the others",
                            moved, who_cannot_be_told(others));
    else
        text += fmt::format("{}who else gains or loses cannot be told", text.empty() ? "" : "; ");
    return fmt::format("In money: {}.", text);
}

/// "azure 10.43 % [10.2, 10.6]" of the entity whose level is largest.
std::string largest(const Headlines& headlines, const std::string& metric, std::string& month) {
    for (const HeadlineKey& key : headlines.keys)
        if (key.metric == metric) month = std::max(month, key.month);
    std::string name;
    Interval best{-1e300, 0, 0};
    for (std::size_t i = 0; i < headlines.keys.size(); ++i) {
        const HeadlineKey& key = headlines.keys[i];
        if (key.metric != metric || key.month != month || headlines.values[i].empty()) continue;
        const Interval interval = mean_interval(headlines.values[i]);
        if (!(interval.mean > best.mean)) continue;
        best = interval;
        name = key.entity;
    }
    if (best.replications == 0) return "";
    const MetricStyle& style = style_of(metric);
    return fmt::format("{}{}{}", name.empty() ? "" : html_name(name), name.empty() ? "" : " with ",
                       html_text(estimate_text(best, style.scale, style.decimals, style.unit)));
}

}  // namespace

std::vector<std::string> answer(const Headlines& base, const Headlines& alternative, const std::string& incumbent) {
    const Rows rows = compare_headlines(base, alternative);
    std::vector<std::string> sentences;
    for (std::string sentence : {share_sentence(rows, alternative.scenario, base.scenario), customer_sentence(rows),
                                 payoff_sentence(rows, incumbent)})
        if (!sentence.empty()) sentences.push_back(std::move(sentence));
    if (sentences.empty()) sentences.emplace_back("What differs cannot be told: no replication is finished in both.");
    return sentences;
}

std::vector<std::string> answer(const Headlines& scenario) {
    std::vector<std::string> sentences;
    std::string month, none;
    const std::string venue = largest(scenario, "spend_share_by_venue", month);
    const std::string lab = largest(scenario, "spend_share_by_lab", month);
    if (!venue.empty() && !lab.empty())
        sentences.push_back(fmt::format(
            "In the four months to {}, under {}, the venue with most AI spend is {}; the lab with most is {}.",
            html_text(month), html_name(scenario.scenario), venue, lab));
    const std::string hhi = largest(scenario, "hhi_clouds", month),
                      homing = largest(scenario, "venue_multi_homing", month);
    if (!hhi.empty() && !homing.empty())
        sentences.push_back(
            fmt::format("The HHI of spend over clouds is {}; {} of customers buy at two or more venues.", hhi, homing));
    const std::string npv = largest(scenario, "npv", none);
    sentences.push_back(
        fmt::format("{}hether an agreement causes any of this cannot be told from one scenario: "
                    "<code>nephoscope compare</code> pairs two.",
                    npv.empty() ? "W" : fmt::format("The largest net present value is that of {}; w", npv)));
    return sentences;
}

}  // namespace nephoscope::report
