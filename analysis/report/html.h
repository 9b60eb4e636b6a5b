#pragma once

#include <string>
#include <string_view>

/// Text that may come from anyone, made safe for the places of a page where it goes.
namespace nephoscope::report {

/// Well-formed UTF-8 without control characters but tab and newline: what is not becomes U+FFFD.
std::string clean_utf8(std::string_view text);

/// For element content and for attribute values in double quotes.
std::string html_text(std::string_view text);

/// A name from the file as a `bdi` element, so that right-to-left text cannot reorder what stands around it.
std::string html_name(std::string_view name);

/// A JSON string with its quotes, safe inside a script element: '<', '>', '&', U+2028 and U+2029 are escaped.
std::string json_string(std::string_view text);

/// A JSON number of so many significant digits; "null" unless finite.
std::string json_number(double value, int digits);

/// The same bytes, given as hexadecimal digits, in base64: a digest as a Content-Security-Policy takes it.
std::string base64_of_hex(std::string_view hex);

}  // namespace nephoscope::report
