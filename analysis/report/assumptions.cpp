#include "analysis/report/assumptions.h"

#include <fmt/format.h>

#include <set>

#include "analysis/report/html.h"
#include "models/scenario/parameters.h"
#include "sim/io/text.h"

namespace nephoscope::report {

namespace {

/// The row of the parameter table for a key of a file: lab.openai.host_weight.aws is lab.*.host_weight.
const Parameter* row_of(const std::string& key) {
    auto parts = split_key(key);
    if (!parts || parts->empty()) return nullptr;
    for (const auto& [table, of_many] : scenario_tables())
        if (table == parts->front() && of_many && parts->size() > 1) (*parts)[1] = "*";
    std::string name;
    for (std::size_t i = 0; i < parts->size(); ++i) {
        name += (i == 0 ? "" : ".") + (*parts)[i];
        if (const Parameter* row = find_parameter(name)) return row;
    }
    return nullptr;
}

struct Key {
    std::string name;
    const Parameter* row;             ///< null for a key that this program does not know
    std::vector<std::string> values;  ///< per scenario, empty where it lacks the key
    bool differs() const {
        for (const std::string& value : values)
            if (value != values.front()) return true;
        return false;
    }
};

std::vector<Key> keys_of(const std::vector<StoredInput>& inputs) {
    std::vector<Leaves> leaves;
    std::set<std::string> names;
    for (const StoredInput& input : inputs) {
        leaves.push_back(leaves_of(input.root));
        for (const auto& leaf : leaves.back()) names.insert(leaf.first);
    }
    std::vector<Key> keys;
    for (const std::string& name : names) {
        Key key{name, row_of(name), {}};
        for (const Leaves& one : leaves) {
            const auto found = one.find(name);
            key.values.push_back(found == one.end() ? "" : found->second);
        }
        keys.push_back(std::move(key));
    }
    return keys;
}

std::string describe(const Key& key) {
    if (key.row == nullptr) return "<td colspan=\"4\">not known to this program</td>";
    return fmt::format("<td>{}{}</td><td>{}</td><td>{}</td><td>{}</td>", html_text(key.row->meaning),
                       key.row->active ? "" : " <em>(no effect in this version)</em>", html_text(key.row->unit),
                       html_text(key.row->sweep), html_text(key.row->source));
}

std::string table_of(const std::vector<const Key*>& keys, const std::vector<StoredInput>& inputs, bool per_scenario) {
    std::string head = "<th scope=\"col\">key</th>";
    if (per_scenario)
        for (const StoredInput& input : inputs)
            head += fmt::format("<th scope=\"col\">{}</th>", html_name(input.scenario));
    else
        head += "<th scope=\"col\">value</th>";
    std::string rows;
    for (const Key* key : keys) {
        rows += fmt::format("<tr><th scope=\"row\">{}</th>", html_name(key->name));
        for (const std::string& value : key->values) {
            rows += fmt::format("<td>{}</td>", value.empty() ? "\u2013" : html_name(value));
            if (!per_scenario) break;
        }
        rows += describe(*key) + "</tr>\n";
    }
    return fmt::format(
        "<div class=\"scroll\" tabindex=\"0\"><table class=\"keys\"><thead><tr>{}<th scope=\"col\">meaning</th><th "
        "scope=\"col\">unit</th>"
        "<th scope=\"col\">worth trying</th><th "
        "scope=\"col\">source</th></tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
        head, rows);
}

std::string section(const std::string& title, const std::vector<const Key*>& keys,
                    const std::vector<StoredInput>& inputs, bool per_scenario, bool open) {
    if (keys.empty()) return "";
    return fmt::format("<details{}><summary>{} ({})</summary>\n{}</details>\n", open ? " open" : "", title, keys.size(),
                       table_of(keys, inputs, per_scenario));
}

/// An assumption or a calibrated value, rather than a fact of the literature or of an agreement.
bool is_assumption(const Key& key) {
    if (key.row == nullptr) return false;
    const std::string& source = key.row->source;
    return source.find('A') == 0 || source.find('C') == 0 || source.find(", A") != std::string::npos;
}

}  // namespace

std::string assumptions_html(const std::vector<StoredInput>& inputs) {
    const std::vector<Key> keys = keys_of(inputs);
    std::vector<const Key*> different, assumed, others;
    for (const Key& key : keys) (key.differs() ? different : is_assumption(key) ? assumed : others).push_back(&key);
    std::string out;
    for (const StoredInput& input : inputs)
        if (!input.problem.empty())
            out += fmt::format("<p class=\"warning\">The input of {} cannot be read: {}</p>\n",
                               html_name(input.scenario), html_text(input.problem));
    out += section("What differs between the scenarios", different, inputs, true, true);
    out += section("Assumptions and values to be calibrated", assumed, inputs, false, false);
    out += section("Facts, literature, agreements and settings", others, inputs, false, false);
    for (const StoredInput& input : inputs)
        out += fmt::format(
            "<details><summary>Whole input of {}, as stored</summary>\n<pre class=\"scroll\" "
            "tabindex=\"0\">{}</pre></details>\n",
            html_name(input.scenario), html_text(input.text));
    return out;
}

}  // namespace nephoscope::report
