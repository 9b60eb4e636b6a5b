#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nephoscope {

/// Offset of the first byte that is not part of a well-formed UTF-8 character (RFC 3629: shortest form, no surrogates,
/// nothing above U+10FFFF); nothing when the text is UTF-8.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// The text as it may be sent to a terminal: control characters except the tab, and bytes that are no UTF-8, become
/// '?'. As many bytes as before, so columns stay.
std::string printable(std::string_view text);

/// The parts of a dotted key: `agreement."gpt-4.1".type` has three. Nothing when it is no dotted key of TOML: an empty
/// part without quotes, a character that needs quotes, a quote that does not end.
std::optional<std::vector<std::string>> split_key(std::string_view dotted);

/// Text as a TOML basic string, with its quotes.
std::string quoted_text(std::string_view text);

/// One part of a key as TOML writes it: bare where allowed, else in quotes.
std::string quoted_key(std::string_view key);

/// The parts joined with dots, in quotes where needed; split_key takes it apart again, control characters excepted.
std::string joined_key(const std::vector<std::string>& parts);

}  // namespace nephoscope
