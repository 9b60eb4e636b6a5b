#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace nephoscope {

/// The TOML library recurses once per part of a dotted key, so a hostile key would overflow the stack.
inline constexpr std::size_t kMostDotsPerLine = 256;

/// Number (from 1) of the first line with more than kMostDotsPerLine dots that could belong to keys; nothing when there
/// is none. Dots of numbers do not count, nor lines that can only be comments. No text escapes by its quotes: dots
/// inside of texts count.
std::optional<std::size_t> line_that_nests_too_deeply(std::string_view text);

}  // namespace nephoscope
