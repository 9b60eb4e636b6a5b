#include "analysis/report/page_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "analysis/report/assets.h"
#include "analysis/report/html.h"
#include "sim/run/version.h"

namespace nephoscope::report {

namespace {

/// `mark`ed parts of already escaped text as elements: **bold**, `code`. A mark without its end stays.
std::string marked(std::string text, const std::string& mark, const char* element) {
    for (std::size_t from = 0;;) {
        const std::size_t open = text.find(mark, from);
        if (open == std::string::npos) return text;
        const std::size_t close = text.find(mark, open + mark.size());
        if (close == std::string::npos) return text;
        const std::string inner = text.substr(open + mark.size(), close - open - mark.size());
        const std::string made = fmt::format("<{0}>{1}</{0}>", element, inner);
        text.replace(open, close + mark.size() - open, made);
        from = open + made.size();
    }
}

std::string inline_html(const std::string& text) {
    return marked(marked(html_text(text), "**", "strong"), "`", "code");
}

/// The lines below the heading of that name, up to the next heading.
std::vector<std::string> section_lines(std::string_view markdown, const std::string& heading) {
    std::istringstream stream{std::string(markdown)};
    std::vector<std::string> lines;
    bool inside = false;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("#")) {
            if (inside) break;
            inside = line.find(heading) != std::string::npos;
        } else if (inside) {
            lines.push_back(line);
        }
    }
    return lines;
}

std::string figure(const char* chart) { return fmt::format("<figure data-chart=\"{}\"></figure>\n", chart); }

/// A heading, a sentence, and figures beside each other.
std::string group(const std::string& title, const std::string& note, std::initializer_list<const char*> charts) {
    std::string out = fmt::format("<div class=\"group\">\n<h3>{}</h3>\n{}<div class=\"pair\">\n", title,
                                  note.empty() ? "" : fmt::format("<p>{}</p>\n", note));
    for (const char* chart : charts) out += figure(chart);
    return out + "</div></div>\n";
}

std::string with_difference(const std::string& title, const std::string& note, const std::string& chart) {
    const std::string difference = chart + "-difference";
    return group(title, note, {chart.c_str(), difference.c_str()});
}

std::string section(const char* id, const std::string& title, const std::string& content) {
    return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, title, content);
}

std::string share_sections() {
    const std::string bands =
        "Bands are 95&nbsp;% intervals over replications. Drag across a chart to zoom, double-click to go back.";
    return section("venues", "Who sells: shares by venue",
                   "<p>A venue is where a model is bought: a cloud, a lab&rsquo;s own channel, or one&rsquo;s own "
                   "machines.</p>\n" +
                       group("Share of AI spend by venue", bands, {"venue-levels", "venue-difference"}) +
                       group("In a single month", "", {"venue-month", "venue-month-difference"}) +
                       with_difference("Share of customers with a workload at the venue",
                                       "Customers can be at several venues: the shares sum to more than 100&nbsp;%.",
                                       "venue-customers")) +
           section("labs", "Whose models: shares by lab",
                   "<p>A lab is who makes a model, wherever it is bought. These shares are not those of the venues "
                   "above.</p>\n" +
                       group("Share of AI spend by lab", bands, {"lab-levels", "lab-difference"}) +
                       group("In a single month", "", {"lab-month", "lab-month-difference"}) +
                       with_difference("Share of customers with a workload on the lab",
                                       "Customers can use several labs: the shares sum to more than 100&nbsp;%.",
                                       "lab-customers"));
}

std::string market_sections() {
    return section(
               "concentration", "Concentration and multi-homing",
               with_difference("HHI of AI spend over clouds", "10&thinsp;000 is one cloud alone.", "hhi_clouds") +
                   with_difference("HHI of AI spend over labs", "", "hhi_labs") +
                   with_difference("Customers at two or more venues", "Of the customers served.",
                                   "venue_multi_homing") +
                   with_difference("Customers with two or more labs", "Of the customers served.", "lab_multi_homing") +
                   with_difference("Customers with one lab at one venue", "Of the customers served.",
                                   "single_binding_rate")) +
           section("money", "Spend, surplus and cash",
                   with_difference("Customers&rsquo; AI outlay", "", "outlay") +
                       with_difference("Consumer surplus net of moving costs", "", "consumer_surplus_net") +
                       group("Net cash flow by party", "Clouds with their AI business, labs without training.",
                             {"cash-levels", "cash-difference"})) +
           section("flows", "Who moves from where to where",
                   with_difference("Workloads that moved between venues",
                                   "Summed over the months of the year. Workloads that stayed are left out; legacy is "
                                   "doing without AI.",
                                   "venue-flow") +
                       with_difference("Workloads that moved between labs", "", "lab-flow")) +
           section("ledger", "Who pays whom",
                   with_difference("Payments of the year, payer \u2192 payee", "Every payment of the ledger, by type.",
                                   "payments")) +
           section("payoffs", "Payoffs",
                   with_difference("Net present value to the horizon and beyond", "", "npv") +
                       with_difference("Parts of net present value", "", "payoff_parts")) +
           section(
               "tradeoff", "The incumbent&rsquo;s trade-off, line by line",
               with_difference("What the incumbent&rsquo;s net present value is made of",
                               "Present values to the horizon, signed as they enter; the lines sum to the last one.",
                               "tradeoff"));
}

}  // namespace

std::string not_validated_html(std::string_view markdown) {
    std::string out, item;
    bool in_list = false;
    const auto flush = [&] {
        if (!item.empty()) out += fmt::format("<{0}>{1}</{0}>\n", in_list ? "li" : "p", inline_html(item));
        item.clear();
    };
    for (const std::string& line : section_lines(markdown, "What is not validated")) {
        const bool starts_item = line.starts_with("- ");
        if (starts_item || line.empty()) flush();
        if (starts_item && !in_list) out += "<ul>\n";
        in_list = in_list || starts_item;
        const std::size_t text = starts_item ? 2 : line.find_first_not_of(' ');
        if (text < line.size()) item += (item.empty() ? "" : " ") + line.substr(text);
    }
    flush();
    return out + (in_list ? "</ul>\n" : "");
}

std::string provenance_html(const ResultsReader& results, const std::string& file_name) {
    const Version version = program_version();
    std::string rows = fmt::format("<tr><th scope=\"row\">results file</th><td>{}</td></tr>\n", html_name(file_name));
    for (const char* name : {"command", "base_scenario", "seed", "replications", "program_version", "commit",
                             "compiler", "threads", "results_version", "format_version"}) {
        std::string label = name;
        std::replace(label.begin(), label.end(), '_', ' ');
        const std::string value = results.attribute(name);
        if (!value.empty())
            rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", label, html_name(value));
    }
    rows += fmt::format("<tr><th scope=\"row\">page written by</th><td>nephoscope {} (commit {})</td></tr>\n",
                        html_text(version.version), html_text(version.commit));
    const std::vector<std::string> scenarios = results.scenarios(), hashes = results.run_text("result_hash");
    const std::size_t replications = scenarios.empty() ? 0 : hashes.size() / scenarios.size();
    std::string hash_rows;
    for (std::size_t i = 0; i < hashes.size() && replications > 0; ++i)
        hash_rows += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td><code>{}</code></td></tr>\n",
                                 html_name(scenarios[i / replications]), i % replications,
                                 hashes[i].empty() ? "not finished" : html_text(hashes[i]));
    return fmt::format(
        "<table class=\"facts\">{}</table>\n<p>One scenario and one seed give one result hash on any machine: "
        "<code>nephoscope verify {}</code> runs the stored input again and compares.</p>\n"
        "<details><summary>Result hash of every run</summary>\n<div class=\"scroll\" "
        "tabindex=\"0\"><table><thead><tr><th scope=\"col\">scenario</th>"
        "<th scope=\"col\">replication</th><th scope=\"col\">result "
        "hash</th></tr></thead>\n<tbody>\n{}</tbody></table></div></details>\n",
        rows, html_name(file_name), hash_rows);
}

std::string inactive_html(const ResultsReader& results, const std::vector<std::string>& scenarios) {
    if (!results.has("", "inactive_clauses")) return "";
    const auto inactive = results.scenario_text("inactive_clauses");
    std::string out;
    for (const std::string& scenario : scenarios) {
        const auto found = inactive.find(scenario);
        if (found != inactive.end() && !found->second.empty())
            out += fmt::format("<li>{}: <bdi class=\"code\">{}</bdi></li>\n", html_name(scenario),
                               html_text(found->second));
    }
    return out.empty() ? ""
                       : fmt::format(
                             "<details><summary>Read and checked, without effect in this "
                             "version</summary>\n<ul>{}</ul></details>\n",
                             out);
}

std::string head_html(const std::string& title) {
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-{}'; style-src "
        "'sha256-{}'; "
        "base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
        "content=\"light dark\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>{}</style>\n</head>\n",
        base64_of_hex(assets::script_sha256), base64_of_hex(assets::style_sha256), html_text(title), assets::style);
}

std::string glance_html(bool has_base) {
    return "<form id=\"controls\" aria-label=\"What the charts show\"></form>\n"
           "<noscript><p class=\"warning\">The charts need scripts; the text and the tables do not.</p></noscript>\n" +
           section("glance", "At a glance",
                   has_base ? group("Share of AI spend by venue, and net present value", "",
                                    {"venue-difference", "npv-difference"})
                            : group("Share of AI spend by venue, and net present value", "", {"venue-levels", "npv"}));
}

std::string charts_html() { return share_sections() + market_sections(); }

}  // namespace nephoscope::report
