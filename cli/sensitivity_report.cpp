#include "cli/sensitivity_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/response_report.h"
#include "cli/table.h"

namespace nephoscope::cli {

namespace {

using theory::IntervalEstimate;

std::string left_out_text(int left_out, const char* samples) {
    return left_out == 0 ? "" : fmt::format(" ({} {} with failed runs left out)", left_out, samples);
}

/// What stands below the title: sample, mean, how much varies, how much of it is noise.
std::string sobol_summary(const OutcomeSensitivity& analysis, const ShownOutcome& how) {
    const theory::ReplicatedSobol& sobol = analysis.sobol;
    const double replications = static_cast<double>(analysis.outcome->values.cols());
    std::string text = fmt::format(
        "  {} base points x {} replications{}; mean {}, standard deviation over the parameters {}", sobol.base_points,
        replications, left_out_text(sobol.left_out, "base points"), short_number(analysis.mean * how.scale),
        short_number(std::sqrt(std::max(sobol.variance.value(0), 0.0)) * how.scale));
    if (std::isnan(sobol.noise_variance)) return text + "\n  one replication: noise cannot be told from effect";
    text += fmt::format("; of one run from noise {}", short_number(std::sqrt(sobol.noise_variance) * how.scale));
    if (!sobol.distinct)
        text +=
            "\n  the parameters' variance is not distinct from 0: indices are shares of all variance, noise included";
    return text;
}

std::string morris_summary(const OutcomeSensitivity& analysis, const ShownOutcome& how) {
    const theory::ReplicatedMorris& morris = analysis.morris;
    const Eigen::Index left_out = morris.trajectories * morris.used.size() - morris.used.sum();
    std::string text =
        fmt::format("  {} trajectories x {} replications{}; mean {}; effects of the whole range", morris.trajectories,
                    analysis.outcome->values.cols(), left_out_text(static_cast<int>(left_out), "effects"),
                    short_number(analysis.mean * how.scale));
    if (analysis.outcome->values.cols() == 1) text += "\n  one replication: noise cannot be told from effect";
    return text;
}

std::string interval_text(const IntervalEstimate& estimate, Eigen::Index p, double scale, bool index) {
    const auto text = [&](double value) { return index ? fmt::format("{:.3f}", value) : short_number(value * scale); };
    return fmt::format("[{}, {}]", text(estimate.lower(p)), text(estimate.upper(p)));
}

const char* is_distinct(double lower) { return std::isnan(lower) ? "-" : (lower > 0 ? "yes" : "no"); }

std::vector<std::string> sobol_cells(const OutcomeSensitivity& analysis, std::size_t rank, const std::string& key) {
    const auto p = static_cast<Eigen::Index>(analysis.ranked[rank]);
    const theory::ReplicatedSobol& sobol = analysis.sobol;
    return {fmt::format("{}", rank + 1),
            key,
            fmt::format("{:.3f}", sobol.first_order.value(p)),
            interval_text(sobol.first_order, p, 1, true),
            fmt::format("{:.3f}", sobol.total.value(p)),
            interval_text(sobol.total, p, 1, true),
            is_distinct(sobol.total.lower(p))};
}

std::vector<std::string> morris_cells(const OutcomeSensitivity& analysis, std::size_t rank, const std::string& key,
                                      const ShownOutcome& how) {
    const auto p = static_cast<Eigen::Index>(analysis.ranked[rank]);
    const theory::ReplicatedMorris& morris = analysis.morris;
    return {fmt::format("{}", rank + 1),
            key,
            short_number(morris.mu_star.value(p) * how.scale),
            interval_text(morris.mu_star, p, how.scale, false),
            short_number(morris.mu.value(p) * how.scale),
            short_number(morris.sigma.value(p) * how.scale),
            is_distinct(morris.mu_star.lower(p))};
}

std::string human_report(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                         const theory::BootstrapOptions& options, std::size_t most) {
    const bool sobol = results.study.design == DesignKind::saltelli;
    const std::string level = fmt::format("{:.0f}% interval", 100 * options.confidence);
    std::string text = results.limitations.empty() ? "" : results.limitations + "\n";
    text += fmt::format("{}: {}; intervals: percentile bootstrap, {} resamples\n", results.name,
                        sobol ? "Sobol' indices" : "Morris elementary effects", options.resamples);
    for (const OutcomeSensitivity& analysis : analyses) {
        const ShownOutcome how = shown_outcome(*analysis.outcome);
        text += "\n" + outcome_title(results, *analysis.outcome) + "\n";
        if (!analysis.estimated) {
            text += "  too many runs failed: two samples without a failed run are needed\n";
            continue;
        }
        text += (sobol ? sobol_summary(analysis, how) : morris_summary(analysis, how)) + "\n";
        Table table = sobol ? Table({"  rank", "parameter", "first", level, "total", level, "total above 0"},
                                    {true, false, true, true, true, true, true})
                            : Table({"  rank", "parameter", "mu*", level, "mu", "sigma", "mu* above 0"},
                                    {true, false, true, true, true, true, true});
        const std::size_t shown = std::min(most, analysis.ranked.size());
        for (std::size_t rank = 0; rank < shown; ++rank) {
            const std::string& key = results.study.parameters[analysis.ranked[rank]].key;
            table.row(sobol ? sobol_cells(analysis, rank, key) : morris_cells(analysis, rank, key, how));
        }
        text += table.str("table");
        if (shown < analysis.ranked.size())
            text += fmt::format("  and {} weaker ones\n", analysis.ranked.size() - shown);
    }
    return text;
}

/// The columns behind outcome and parameter in machine formats.
std::vector<std::pair<const char*, double>> numbers_of(const OutcomeSensitivity& analysis, bool of_sobol,
                                                       Eigen::Index p) {
    const auto& [outcome, mean, sobol, morris, ranked, estimated] = analysis;
    if (of_sobol)
        return {{"first_order", sobol.first_order.value(p)},
                {"first_order_lower", sobol.first_order.lower(p)},
                {"first_order_upper", sobol.first_order.upper(p)},
                {"total", sobol.total.value(p)},
                {"total_lower", sobol.total.lower(p)},
                {"total_upper", sobol.total.upper(p)},
                {"variance", sobol.variance.value(0)},
                {"variance_lower", sobol.variance.lower(0)},
                {"variance_upper", sobol.variance.upper(0)},
                {"noise_variance", sobol.noise_variance},
                {"distinct", sobol.distinct ? 1 : 0},
                {"samples", sobol.base_points}};
    return {{"mu_star", morris.mu_star.value(p)},
            {"mu_star_lower", morris.mu_star.lower(p)},
            {"mu_star_upper", morris.mu_star.upper(p)},
            {"mu", morris.mu.value(p)},
            {"mu_lower", morris.mu.lower(p)},
            {"mu_upper", morris.mu.upper(p)},
            {"sigma", morris.sigma.value(p)},
            {"sigma_lower", morris.sigma.lower(p)},
            {"sigma_upper", morris.sigma.upper(p)},
            {"plain_mu_star", morris.plain_mu_star(p)},
            {"standard_error", morris.standard_error(p)},
            {"samples", morris.used(p)}};
}

std::string machine_report(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                           const std::string& format) {
    const bool sobol = results.study.design == DesignKind::saltelli;
    std::vector<std::string> header{"scenario", "base", "outcome", "variable", "labels", "month", "parameter", "rank"};
    std::vector<bool> numeric{false, false, false, false, false, false, false, true};
    std::vector<std::vector<std::string>> rows;
    for (const OutcomeSensitivity& analysis : analyses)
        for (std::size_t rank = 0; rank < analysis.ranked.size(); ++rank) {
            const StudyOutcomeValues& outcome = *analysis.outcome;
            const std::size_t p = analysis.ranked[rank];
            rows.push_back({outcome.scenario, outcome.paired ? results.base_scenario : "", outcome.outcome,
                            outcome.variable, outcome.labels, outcome.month, results.study.parameters[p].key,
                            fmt::format("{}", rank + 1)});
            for (const auto& [name, value] : numbers_of(analysis, sobol, static_cast<Eigen::Index>(p))) {
                rows.back().push_back(exact_number(value));
                if (rows.size() > 1) continue;
                header.emplace_back(name);
                numeric.push_back(true);
            }
        }
    Table table(std::move(header), std::move(numeric));
    for (auto& row : rows) table.row(std::move(row));
    return table.str(format);
}

}  // namespace

std::string sensitivity_report(const StudyResults& results, const std::vector<OutcomeSensitivity>& analyses,
                               const theory::BootstrapOptions& options, const std::string& format, std::size_t most) {
    return format == "table" ? human_report(results, analyses, options, most)
                             : machine_report(results, analyses, format);
}

}  // namespace nephoscope::cli
