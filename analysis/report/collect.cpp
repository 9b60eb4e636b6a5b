#include "analysis/report/collect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/studies/headlines.h"
#include "models/money/tradeoff.h"

namespace nephoscope::report {

namespace {

constexpr double kBillion = 1e-9;
constexpr std::size_t kMostPayments = 200;
constexpr const char* kSumOfLines = "sum: net present value";

/// "lab:openai" as "openai"; posting types as words.
std::string plain(std::string account) {
    const std::size_t colon = account.find(':');
    if (colon != std::string::npos) account.erase(0, colon + 1);
    std::replace(account.begin(), account.end(), '_', ' ');
    return account;
}

/// Collects cubes of one file; each function adds what the file has.
class Collector {
public:
    Collector(const ResultsReader& results, const Runs& runs) : results_(results), runs_(runs) {}

    /// A headline variable of the root group, in the units of the headline table.
    void headline(const std::string& name, const std::vector<std::string>& axes) {
        if (auto grid = read("", name, axes))
            add(name, scaled(std::move(*grid), style_of(name).scale), headline_style(name));
    }

    /// Spend shares of all customers as recorded, and of each segment from what its customers paid.
    void spend_shares(const std::string& name, const std::string& axis, const std::string& other) {
        const auto all = read("", name, {"month", axis});
        if (!all) return;
        std::vector<std::string> labels{"all"};
        std::vector<Grid> parts{*all};
        const auto paid = read("offers", "seller_paid", {"month", "lab", "venue", "segment"});
        const auto egress = read("offers", "egress_paid", {"month", "lab", "venue", "segment"});
        if (paid && egress) {
            const Grid by_segment = shares_along(summed(plus(*paid, *egress), other), axis);
            const std::vector<std::string> segments = by_segment.labels("segment");
            for (std::size_t s = 0; s < segments.size(); ++s) {
                std::vector<std::size_t> chosen(segments.size(), 1);
                chosen[s] = 0;
                Grid part = grouped(by_segment, "segment", {segments[s], ""}, chosen);
                labels.push_back(segments[s]);
                parts.push_back(first_of_last(part));
            }
        }
        add(name, scaled(stacked("segment", labels, parts), style_of(name).scale), headline_style(name));
    }

    void flows(const std::string& name, const std::string& from, const std::string& to, const std::string& title) {
        if (auto grid = read("flows", name, {"month", from, to}))
            add(name, scaled(by_year(*grid), 1e-3), {title, "thousand workloads", 1, {}});
    }

    /// Payments by posting type, payer and payee and year, the largest of them.
    void payments() {
        const auto grid = read("ledger", "flow", {"month", "posting", "account_from", "account_to"});
        if (!grid) return;
        Grid years = scaled(by_year(*grid), kBillion);
        std::vector<std::string> labels;
        for (const std::string& posting : years.labels("posting"))
            for (const std::string& from : years.labels("account_from"))
                for (const std::string& to : years.labels("account_to"))
                    labels.push_back(fmt::format("{} \u2192 {}: {}", plain(from), plain(to), plain(posting)));
        years.axes.erase(years.axes.begin() + 3, years.axes.end());
        years.axes.push_back({"payment", std::move(labels)});
        add("payments", largest(years), {"Payments between parties", "USD bn", 2, {}});
    }

    void payoff_parts() {
        const std::pair<const char*, const char*> parts[] = {{"flows", "cash flows to the horizon"},
                                                             {"terminal", "business beyond the horizon"},
                                                             {"equity", "stakes at the horizon"},
                                                             {"licence", "shadow value of a licence"}};
        std::vector<Grid> grids;
        std::vector<std::string> meanings;
        for (const auto& [name, meaning] : parts)
            if (auto grid = read("payoffs", name, {"party"}); grid && !is_zero(*grid)) {
                grids.push_back(scaled(std::move(*grid), kBillion));
                meanings.emplace_back(meaning);
            }
        if (!grids.empty())
            add("payoff_parts", side_by_side("part", meanings, grids), {"Parts of net present value", "USD bn", 1, {}});
    }

    /// The incumbent's NPV line by line, the sum last.
    void tradeoff() {
        std::vector<Grid> grids;
        std::vector<std::string> meanings;
        std::string incumbent;
        const auto line = [&](const std::string& name, const std::string& meaning) {
            auto grid = read("tradeoff", name, {"incumbent"});
            if (!grid) return;
            incumbent = fmt::format("{}", fmt::join(grid->labels("incumbent"), ", "));
            grids.push_back(scaled(std::move(*grid), kBillion));
            meanings.push_back(meaning);
        };
        for (int l = 0; l < kTradeoffLines; ++l) {
            const std::string name = tradeoff_line_name(static_cast<TradeoffLine>(l));
            line(name, meaning_of_line(name));
        }
        line("npv", kSumOfLines);
        if (grids.empty()) return;
        CubeStyle style{fmt::format("Net present value of {}", incumbent), "USD bn", 1, {}};
        const Grid lines = side_by_side("line", meanings, grids);
        for (const std::string& label : lines.labels("line"))
            if (label.ends_with(kSumOfLines)) style.strong.push_back(label);
        add("tradeoff", lines, style);
    }

    std::map<std::string, Cube> take() { return std::move(cubes_); }

private:
    std::optional<Grid> read(const std::string& group, const std::string& name, const std::vector<std::string>& axes) {
        auto grid = read_grid(results_, group, name, axes);
        if (!grid) return grid;
        for (const std::string& axis : axes)
            if (axis != "month" && !axis.starts_with("account") && axis != "posting")
                *grid = reordered(*grid, axis, runs_.display_order);
        return grid;
    }

    void add(const std::string& name, const Grid& grid, const CubeStyle& style) {
        cubes_.emplace(name, summarise(grid, runs_, style));
    }

    /// What a line means, as the file tells behind the colon of its long name; its name where there is none.
    std::string meaning_of_line(const std::string& name) const {
        if (!results_.has("tradeoff", name)) return name;
        const std::string text = results_.read("tradeoff", name).spec.long_name;
        const std::size_t colon = text.find(": ");
        return colon == std::string::npos ? name : text.substr(colon + 2);
    }

    static bool is_zero(const Grid& grid) {
        return std::all_of(grid.values.begin(), grid.values.end(), [](double v) { return v == 0 || std::isnan(v); });
    }

    /// Grids over one axis merged into `axis`, "azure: stakes at the horizon"; without the label where it is the only
    /// one.
    static Grid side_by_side(const std::string& axis, const std::vector<std::string>& meanings,
                             const std::vector<Grid>& grids) {
        const std::vector<std::string>& labels = grids.front().axes.back().labels;
        Grid merged{{grids.front().axes[0], grids.front().axes[1], {axis, {}}}, {}};
        for (const std::string& label : labels)
            for (const std::string& meaning : meanings)
                merged.axes.back().labels.push_back(labels.size() == 1 ? meaning : label + ": " + meaning);
        for (std::size_t i = 0; i < grids.front().values.size(); ++i)
            for (const Grid& grid : grids) merged.values.push_back(grid.values[i]);
        return merged;
    }

    static CubeStyle headline_style(const std::string& name) {
        const MetricStyle& style = style_of(name);
        return {style.title, style.unit, style.decimals, {}};
    }

    /// The first label of the last axis, which goes.
    static Grid first_of_last(const Grid& grid) {
        const std::size_t width = grid.axes.back().labels.size();
        Grid out{{grid.axes.begin(), grid.axes.end() - 1}, {}};
        for (std::size_t i = 0; i < grid.values.size(); i += width) out.values.push_back(grid.values[i]);
        return out;
    }

    /// The payments whose largest yearly sum, in any run, is among the kMostPayments largest and not 0.
    static Grid largest(const Grid& grid) {
        const std::vector<std::string>& labels = grid.axes.back().labels;
        std::vector<std::pair<double, std::size_t>> ranks;
        for (std::size_t p = 0; p < labels.size(); ++p) {
            double most = 0;
            for (std::size_t i = p; i < grid.values.size(); i += labels.size())
                if (std::abs(grid.values[i]) > most) most = std::abs(grid.values[i]);
            if (most > 0) ranks.emplace_back(-most, p);
        }
        std::sort(ranks.begin(), ranks.end());
        if (ranks.size() > kMostPayments) ranks.resize(kMostPayments);
        Grid out{{grid.axes.begin(), grid.axes.end() - 1}, {}};
        out.axes.push_back({"payment", {}});
        for (const auto& rank : ranks) out.axes.back().labels.push_back(labels[rank.second]);
        for (std::size_t i = 0; i < grid.values.size(); i += labels.size())
            for (const auto& rank : ranks) out.values.push_back(grid.values[i + rank.second]);
        return out;
    }

    const ResultsReader& results_;
    const Runs& runs_;
    std::map<std::string, Cube> cubes_;
};

}  // namespace

std::map<std::string, Cube> collect_cubes(const ResultsReader& results, const Runs& runs) {
    Collector collector(results, runs);
    collector.spend_shares("spend_share_by_venue", "venue", "lab");
    collector.spend_shares("spend_share_by_lab", "lab", "venue");
    collector.headline("customer_share_by_venue", {"month", "venue"});
    collector.headline("customer_share_by_lab", {"month", "lab"});
    for (const char* name : {"hhi_clouds", "hhi_labs", "venue_multi_homing", "lab_multi_homing", "single_binding_rate",
                             "outlay", "consumer_surplus_net"})
        collector.headline(name, {"month"});
    collector.headline("cash_flow", {"month", "party"});
    collector.headline("npv", {"party"});
    collector.flows("venue_flow", "venue_from", "venue_to", "Workloads that moved between venues");
    collector.flows("lab_flow", "lab_from", "lab_to", "Workloads that moved between labs");
    collector.payments();
    collector.payoff_parts();
    collector.tradeoff();
    return collector.take();
}

}  // namespace nephoscope::report
