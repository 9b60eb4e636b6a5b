#include "analysis/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "analysis/report/answer.h"
#include "analysis/report/assets.h"
#include "analysis/report/assumptions.h"
#include "analysis/report/collect.h"
#include "analysis/report/headline_table.h"
#include "analysis/report/html.h"
#include "analysis/report/page_parts.h"
#include "sim/core/error.h"

namespace nephoscope::report {

namespace {

/// A file with what the parts of the page share.
struct Content {
    const ResultsReader& results;
    std::string file_name;
    std::vector<std::string> scenarios;  ///< shown, the base first
    std::vector<std::string> left_out;
    bool has_base = false;
    std::vector<Headlines> headlines;  ///< of the scenarios shown
    std::vector<StoredInput> inputs;
    Runs runs;
};

void require_readable_size(const ResultsReader& results, const std::string& path) {
    for (const char* axis : {"lab", "venue", "segment", "party", "venue_from", "lab_from", "account_from", "posting"}) {
        if (!results.has("", axis)) continue;
        const std::size_t labels = results.axis(axis).size();
        if (labels > kMostLabels)
            throw FormatError(
                fmt::format("{}: axis '{}' has {} labels; a report shows at most {}", path, axis, labels, kMostLabels));
    }
}

std::vector<std::string> comma_separated(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
    return parts;
}

/// Which scenarios, the base first, and which of their runs are finished.
void choose_scenarios(Content& content) {
    const std::vector<std::string> stored = content.results.scenarios();
    const std::string base = content.results.attribute("base_scenario");
    std::vector<std::string> ordered = stored;
    const auto found = std::find(ordered.begin(), ordered.end(), base);
    content.has_base = found != ordered.end() && ordered.size() > 1;
    if (content.has_base) std::rotate(ordered.begin(), found, found + 1);
    for (const std::string& name : ordered)
        (content.scenarios.size() < kMostScenarios ? content.scenarios : content.left_out).push_back(name);
    content.runs.base = content.has_base ? 0 : -1;
    for (const std::string& name : content.scenarios)
        content.runs.scenarios.push_back(
            static_cast<std::size_t>(std::find(stored.begin(), stored.end(), name) - stored.begin()));
    const std::vector<std::string> hashes = content.results.run_text("result_hash");
    const std::size_t replications = stored.empty() ? 0 : hashes.size() / stored.size();
    for (std::size_t s = 0; s < stored.size(); ++s) {
        content.runs.finished.emplace_back();
        for (std::size_t r = 0; r < replications; ++r)
            content.runs.finished.back().push_back(!hashes[s * replications + r].empty());
    }
}

Content read_content(const ResultsReader& results, const std::string& path) {
    Content content{results, path.substr(path.find_last_of('/') + 1), {}, {}, false, {}, {}, {}};
    choose_scenarios(content);
    const auto texts = [&](const char* name) {
        return results.has("", name) ? results.scenario_text(name) : std::map<std::string, std::string>();
    };
    content.inputs = stored_inputs(content.scenarios, texts("scenario_text"), texts("question"));
    content.runs.display_order = comma_separated(results.attribute("display_order"));
    for (const std::string& id : segment_order(content.inputs)) content.runs.display_order.push_back(id);
    const std::vector<Headlines> all = read_headlines(results);
    for (const std::string& name : content.scenarios) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Headlines& h) { return h.scenario == name; });
        content.headlines.push_back(found == all.end() ? Headlines{name, {}, {}} : *found);
    }
    if (std::all_of(all.begin(), all.end(), [](const Headlines& h) { return h.keys.empty(); }))
        throw FormatError(fmt::format("{}: holds no headline of a finished run", path));
    return content;
}

std::string question_html(const Content& content) {
    std::string out;
    for (std::size_t s = 0; s < content.scenarios.size(); ++s) {
        const std::string& question = content.inputs[s].question;
        out += fmt::format("<dt>{}{}</dt><dd>{}</dd>\n", html_name(content.scenarios[s]),
                           content.has_base && s == 0 ? " <small>(base)</small>" : "",
                           question.empty() ? "no question is stored" : html_name(question));
    }
    return "<dl class=\"questions\">\n" + out + "</dl>\n";
}

std::string warnings_html(const Content& content) {
    std::string out;
    if (content.results.attribute("complete") == "0")
        out += "<p class=\"warning\">The run was interrupted: only finished replications are shown.</p>\n";
    if (!content.left_out.empty()) {
        std::string names;
        for (const std::string& name : content.left_out) names += (names.empty() ? "" : ", ") + html_name(name);
        out +=
            fmt::format("<p class=\"warning\">A page holds {} scenarios. Left out: {}.</p>\n", kMostScenarios, names);
    }
    return out;
}

/// The answer of every alternative, or of every scenario where there is no base.
std::string answers_html(const Content& content) {
    const std::string incumbent = incumbent_of(content.inputs);
    std::string out;
    for (std::size_t s = content.has_base ? 1 : 0; s < content.scenarios.size(); ++s) {
        const Headlines& one = content.headlines[s];
        out += "<div class=\"answer\">\n";
        for (const std::string& sentence :
             content.has_base ? answer(content.headlines[0], one, incumbent) : answer(one))
            out += "<p>" + sentence + "</p>\n";
        out += "</div>\n";
    }
    return out;
}

std::string headlines_html(const Content& content) {
    std::string out;
    for (std::size_t s = content.has_base ? 1 : 0; s < content.scenarios.size(); ++s) {
        const Headlines& one = content.headlines[s];
        if (content.has_base)
            out += fmt::format("<h3>{} (alternative) minus {} (base)</h3>\n{}", html_name(one.scenario),
                               html_name(content.scenarios[0]), comparison_tables(content.headlines[0], one));
        else
            out += fmt::format("<h3>{}</h3>\n{}", html_name(one.scenario), level_tables(one));
    }
    return out;
}

std::string data_json(const Content& content) {
    const auto list = [](const std::vector<std::string>& names) {
        std::string out;
        for (const std::string& name : names) out += (out.empty() ? "" : ",") + json_string(name);
        return "[" + out + "]";
    };
    std::vector<std::string> months;
    for (const Month month : content.results.months()) months.push_back(month.str());
    std::string cubes;
    for (const auto& [name, cube] : collect_cubes(content.results, content.runs))
        cubes += fmt::format("{}\n{}:{}", cubes.empty() ? "" : ",", json_string(name), json_of(cube));
    return fmt::format("{{\"base\":{},\"scenarios\":{},\"months\":{},\"cubes\":{{{}\n}}}}", content.runs.base,
                       list(content.scenarios), list(months), cubes);
}

std::string intervals_note(const Content& content) {
    const std::size_t replications =
        content.headlines.front().values.empty() ? 0 : content.headlines.front().values.front().size();
    return fmt::format(
        "<p>Means over {} replication{}; intervals are 95&nbsp;%, Student&rsquo;s t over replications, never over "
        "customers or "
        "months{}. They cover the luck of the draws, not what is wrong with the assumptions.</p>\n",
        replications, replications == 1 ? "" : "s",
        content.has_base ? "; differences are paired on the same draws" : "");
}

}  // namespace

std::string page(const std::string& results_path) {
    const ResultsReader results(results_path);
    require_readable_size(results, results_path);
    const Content content = read_content(results, results_path);
    std::string title = content.has_base ? "What changes: " : "What happens: ";
    for (std::size_t s = content.has_base ? 1 : 0; s < content.scenarios.size(); ++s)
        title += (s == (content.has_base ? 1U : 0U) ? "" : ", ") + content.scenarios[s];
    if (content.has_base) title += " against " + content.scenarios[0];
    const std::string limitations = results.attribute("limitations");
    return head_html(title + " (uncalibrated)") +
           fmt::format(
               "<body>\n<p class=\"caveat\"><strong>Uncalibrated.</strong> No forecast: differences say what the "
               "mechanism does. {}</p>\n",
               limitations.empty() || limitations == "uncalibrated" ? "" : "Limits: " + html_text(limitations) + ".") +
           fmt::format("<header><h1>{}</h1>\n{}</header>\n<main>\n", html_name(title), question_html(content)) +
           warnings_html(content) + "<section id=\"answer\">\n<h2>The answer</h2>\n" + answers_html(content) +
           intervals_note(content) + "</section>\n" + glance_html(content.has_base) +
           "<section id=\"headlines\">\n<h2>Headlines</h2>\n" + headlines_html(content) + "</section>\n" +
           charts_html() + "<section id=\"assumptions\">\n<h2>Assumptions</h2>\n" + assumptions_html(content.inputs) +
           inactive_html(results, content.scenarios) +
           "</section>\n<section id=\"limits\">\n<h2>What is not validated</h2>\n" +
           not_validated_html(assets::validation) + "</section>\n<section id=\"provenance\">\n<h2>Provenance</h2>\n" +
           provenance_html(results, content.file_name) +
           fmt::format(
               "<details><summary>Licences of the software in this page</summary>\n<pre class=\"scroll\" "
               "tabindex=\"0\">{}</pre></details>\n",
               html_text(assets::licences)) +
           "</section>\n</main>\n<script type=\"application/json\" id=\"data\">" + data_json(content) +
           "</script>\n<script>" + std::string(assets::script) + "</script>\n</body>\n</html>\n";
}

}  // namespace nephoscope::report
