#pragma once

#include <optional>
#include <string>

#include "sim/io/diagnostics.h"

namespace nephoscope {

/// Largest scenario or study text [bytes]; more is refused before parsing.
inline constexpr std::size_t kLargestText = std::size_t{4} << 20U;

/// Takes a text into `sources` and returns its number there. A byte order mark at the beginning is dropped. Nothing,
/// and an error in `diagnostics`, when it is over kLargestText, binary (has a zero byte), UTF-16 or not UTF-8.
std::optional<int> admit_text(const std::string& path, std::string text, Sources& sources, Diagnostics& diagnostics);

/// The same for a file, which may be a pipe; never reads more than kLargestText + 1 bytes. A file that is missing, a
/// folder or may not be read is an error of the machine.
std::optional<int> read_text_file(const std::string& path, Sources& sources, Diagnostics& diagnostics);

/// The name of a .toml file in the folder of `path` that is nearest to the one `path` asks for; empty when none is
/// near.
std::string near_file(const std::string& path);

}  // namespace nephoscope
