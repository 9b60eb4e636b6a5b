#include "analysis/report/stored_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/io/text.h"

namespace nephoscope::report {

namespace {

std::string value_of(const Node& node) {
    switch (node.kind) {
        case Node::Kind::text:
            return quoted_text(node.text);
        case Node::Kind::integer:
            return fmt::format("{}", node.integer);
        case Node::Kind::real:
            return fmt::format("{}", node.real);
        case Node::Kind::boolean:
            return node.boolean ? "true" : "false";
        case Node::Kind::array:
            break;
        case Node::Kind::table:
            return "{ }";
    }
    std::string list;
    for (const Node& item : node.array) list += (list.empty() ? "" : ", ") + value_of(item);
    return "[" + list + "]";
}

void collect(const Node& node, std::vector<std::string>& path, Leaves& leaves) {
    for (const auto& [key, child] : node.table) {
        path.push_back(key);
        if (child.is_table())
            collect(child, path, leaves);
        else
            leaves.emplace(joined_key(path), value_of(child));
        path.pop_back();
    }
}

std::string text_at(const Node& node, const std::string& key) {
    const Node* found = node.find(key);
    return found != nullptr && found->kind == Node::Kind::text ? found->text : "";
}

/// Beneficiary and end of every exclusivity of a scenario, by id.
std::map<std::string, std::pair<std::string, std::string>> exclusivities(const Node& root) {
    std::map<std::string, std::pair<std::string, std::string>> found;
    const Node* agreements = root.find("agreement");
    if (agreements == nullptr) return found;
    for (const auto& [id, clause] : agreements->table)
        if (text_at(clause, "type") == "exclusivity")
            found[id] = {text_at(clause, "beneficiary"), text_at(clause, "end")};
    return found;
}

}  // namespace

std::vector<StoredInput> stored_inputs(const std::vector<std::string>& scenarios,
                                       const std::map<std::string, std::string>& texts,
                                       const std::map<std::string, std::string>& questions) {
    const auto text_of = [](const std::map<std::string, std::string>& all, const std::string& name) {
        const auto found = all.find(name);
        return found == all.end() ? std::string() : found->second;
    };
    std::vector<StoredInput> inputs;
    for (const std::string& name : scenarios) {
        StoredInput input{name, text_of(texts, name), text_of(questions, name), {}, ""};
        if (input.text.empty()) {
            input.problem = "the file holds no input of this scenario";
        } else {
            Sources sources;
            Diagnostics diagnostics(sources);
            LoadedDocument document = load_text("stored input", input.text, sources, diagnostics);
            if (document.ok)
                input.root = std::move(document.root);
            else
                input.problem = diagnostics.str();
        }
        inputs.push_back(std::move(input));
    }
    return inputs;
}

Leaves leaves_of(const Node& root) {
    Leaves leaves;
    std::vector<std::string> path;
    collect(root, path, leaves);
    return leaves;
}

std::string incumbent_of(const std::vector<StoredInput>& inputs) {
    if (inputs.empty()) return "";
    for (const StoredInput& input : inputs)
        if (const Node* metrics = input.root.find("metrics"))
            if (const std::string named = text_at(*metrics, "incumbent"); !named.empty()) return named;
    const auto first = exclusivities(inputs.front().root);
    std::string any;
    for (const StoredInput& input : inputs) {
        const auto here = exclusivities(input.root);
        for (const auto& [id, terms] : here) {
            const auto before = first.find(id);
            if (before == first.end() || before->second != terms) return terms.first;
            if (any.empty()) any = terms.first;
        }
        for (const auto& [id, terms] : first)
            if (here.count(id) == 0) return terms.first;
    }
    return any;
}

std::vector<std::string> segment_order(const std::vector<StoredInput>& inputs) {
    std::map<std::string, std::int64_t> order;
    for (const StoredInput& input : inputs)
        if (const Node* segments = input.root.find("segment"))
            for (const auto& [id, segment] : segments->table)
                if (const Node* place = segment.find("order")) order.emplace(id, place->integer);
    std::vector<std::string> ids;
    for (const auto& entry : order) ids.push_back(entry.first);
    std::stable_sort(ids.begin(), ids.end(), [&](const auto& a, const auto& b) { return order.at(a) < order.at(b); });
    return ids;
}

}  // namespace nephoscope::report
