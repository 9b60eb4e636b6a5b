#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "models/scenario/parameters.h"
#include "tests/support/shipped.h"

namespace nephoscope {
namespace {

using Json = nlohmann::json;

Json json_of(const Node& node) {
    switch (node.kind) {
        case Node::Kind::table: {
            Json object = Json::object();
            for (const auto& [key, child] : node.table) object[key] = json_of(child);
            return object;
        }
        case Node::Kind::array: {
            Json array = Json::array();
            for (const Node& child : node.array) array.push_back(json_of(child));
            return array;
        }
        case Node::Kind::text:
            return node.text;
        case Node::Kind::integer:
            return node.integer;
        case Node::Kind::real:
            return node.real;
        case Node::Kind::boolean:
            return node.boolean;
    }
    return {};
}

bool has_type(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    return value.is_number();
}

bool fits_number(const Json& schema, const Json& value) {
    if (!value.is_number()) return true;
    const double x = value.get<double>();
    return x >= schema.value("minimum", x) && x <= schema.value("maximum", x) &&
           (!schema.contains("exclusiveMinimum") || x > schema["exclusiveMinimum"].get<double>()) &&
           (!schema.contains("exclusiveMaximum") || x < schema["exclusiveMaximum"].get<double>());
}

/// The part of JSON Schema that json_schema() uses. Adds the paths of values that do not fit.
void validate(const Json& schema, const Json& value, const std::string& path, std::vector<std::string>& wrong) {
    if (schema.contains("anyOf")) {
        for (const Json& choice : schema["anyOf"]) {
            std::vector<std::string> inner;
            validate(choice, value, path, inner);
            if (inner.empty()) return;
        }
        wrong.push_back(path);
    }
    const bool in_enum =
        !schema.contains("enum") || std::count(schema["enum"].begin(), schema["enum"].end(), value) == 1;
    const bool is_const = !schema.contains("const") || schema["const"] == value;
    const bool typed = !schema.contains("type") || has_type(value, schema["type"]);
    const bool patterned =
        !schema.contains("pattern") || !value.is_string() ||
        std::regex_search(value.get<std::string>(), std::regex(schema["pattern"].get<std::string>()));
    const bool counted = !value.is_array() || (value.size() >= schema.value("minItems", 0U) &&
                                               value.size() <= schema.value("maxItems", 1'000'000U));
    if (!in_enum || !is_const || !typed || !patterned || !counted || !fits_number(schema, value)) wrong.push_back(path);
    if (value.is_array() && schema.contains("items"))
        for (const Json& item : value) validate(schema["items"], item, path + "[]", wrong);
    if (!value.is_object()) return;
    for (const auto& [key, child] : value.items()) {
        const Json* of_key = nullptr;
        if (schema.contains("properties") && schema["properties"].contains(key))
            of_key = &schema["properties"][key];
        else if (schema.contains("additionalProperties"))
            of_key = &schema["additionalProperties"];
        if (of_key == nullptr || *of_key == Json(false))
            wrong.push_back(path + "." + key);
        else
            validate(*of_key, child, path + "." + key, wrong);
    }
}

std::vector<std::string> misfits(const Json& document) {
    std::vector<std::string> wrong;
    validate(Json::parse(json_schema()), document, "", wrong);
    return wrong;
}

TEST(JsonSchema, FitsEveryShippedScenario) {
    for (const char* name : {"duopoly", "duopoly_exclusive", "baseline", "exclusive_2032", "nonexclusive_2026"}) {
        const Json document = json_of(test::shipped(name).resolved);
        EXPECT_GE(document.size(), 15U);
        EXPECT_EQ(misfits(document), std::vector<std::string>{}) << name;
    }
}

TEST(JsonSchema, FitsAFileThatExtends) {
    EXPECT_EQ(misfits(Json::parse(R"({"extends": "baseline.toml", "remove": ["lab.openai.cash_usd"]})")),
              std::vector<std::string>{});
}

TEST(JsonSchema, RejectsWhatTheReaderRejects) {
    const std::map<std::string, std::string> broken{
        {R"({"choice": {"nest_dissimilarity": 1.5}})", ".choice.nest_dissimilarity"},
        {R"({"choice": {"nest_dissimilarity": 0}})", ".choice.nest_dissimilarity"},
        {R"({"choice": {"legacy": 1}})", ".choice.legacy"},
        {R"({"chioce": {}})", ".chioce"},
        {R"({"simulation": {"agents": 2.5}})", ".simulation.agents"},
        {R"({"simulation": {"start": "2026-13"}})", ".simulation.start"},
        {R"({"lab": {"a": {"kind": "opne"}}})", ".lab.a.kind"},
        {R"({"lab": {"a": {"host_weight": {"north": 2}}}})", ".lab.a.host_weight.north"},
        {R"({"segment": {"a": {"term_mix": [0.5, 0.5]}}})", ".segment.a.term_mix"},
        {R"({"agreement": {"a": {"scope": 3}}})", ".agreement.a.scope"},
        {R"({"agreement": {"a": {"scope": "coding"}}})", ".agreement.a.scope"},
        {R"({"agreement": {"a": {"ends": [3]}}})", ".agreement.a.ends[]"},
        {R"({"agreement": {"a": {"tpye": "hosting"}}})", ".agreement.a.tpye"}};
    for (const auto& [text, path] : broken)
        EXPECT_EQ(misfits(Json::parse(text)), std::vector<std::string>{path}) << text;
}

TEST(JsonSchema, HasEveryKeyWithItsMeaningAndDefault) {
    const Json schema = Json::parse(json_schema());
    for (const Parameter& row : parameters()) {
        const std::string table = row.table();
        const std::size_t star = table.find(".*");
        const Json& object = schema["properties"][table.substr(0, star)];
        const Json& property =
            (star == std::string::npos ? object : object["additionalProperties"])["properties"][row.name()];
        EXPECT_EQ(property["description"].get<std::string>().find(row.meaning), 0U) << row.key;
        EXPECT_EQ(property.contains("default"), row.has_default()) << row.key;
    }
}

}  // namespace
}  // namespace nephoscope
