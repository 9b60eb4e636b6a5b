#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/io/document.h"

namespace nephoscope::report {

/// The resolved input of one scenario as the file stores it.
struct StoredInput {
    std::string scenario;
    std::string text;      ///< TOML, as stored
    std::string question;  ///< empty when the file has none
    Node root;             ///< an empty table when the text cannot be read
    std::string problem;   ///< why it cannot be read; empty when it can
};

/// One for every name in `scenarios`. The texts may come from anyone; what cannot be read is told in `problem`.
std::vector<StoredInput> stored_inputs(const std::vector<std::string>& scenarios,
                                       const std::map<std::string, std::string>& texts,
                                       const std::map<std::string, std::string>& questions);

/// A key with its value as TOML: "lab.openai.list_price_usd_per_unit", "1".
using Leaves = std::map<std::string, std::string>;
Leaves leaves_of(const Node& root);

/// The cloud that an input names as incumbent, else the one whose exclusivity differs between the scenarios, else any
/// that has one, else empty.
std::string incumbent_of(const std::vector<StoredInput>& inputs);

/// Ids of segments by their key `order`.
std::vector<std::string> segment_order(const std::vector<StoredInput>& inputs);

}  // namespace nephoscope::report
