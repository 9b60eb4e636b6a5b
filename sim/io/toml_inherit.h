#pragma once

#include <string>
#include <vector>

#include "sim/io/document.h"

namespace nephoscope {

/// Lays `top` over `base`: tables merge by key at every depth, any other value, lists too, replaces what was there. A
/// table that is in both keeps the place where it was first written, its values have their own.
void merge_over(Node& base, Node top);

/// Takes what the list `remove` names out of `base`, the resolved parent. Errors: not a list of dotted keys in quotes;
/// a key that is not there, with the nearest that is.
void remove_keys(Node& base, const Node& remove, Diagnostics& diagnostics);

/// Errors, pointing at both, for every table of [agreement] whose `type` in `top` differs from the one in `base`.
void check_clause_types(const Node& base, const Node& top, Diagnostics& diagnostics);

/// Lays `settings`, texts "key=value" of --set, over `root` in order. The value is TOML; a word that is not, such as
/// 2026-05 or azure, is text. The settings become one text of `sources`, named "--set", a line each.
void apply_settings(Node& root, const std::vector<std::string>& settings, Sources& sources, Diagnostics& diagnostics);

}  // namespace nephoscope
