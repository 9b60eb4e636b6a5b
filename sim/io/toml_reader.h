#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/io/document.h"

namespace nephoscope {

/// Deepest nesting of tables and arrays that is read; a scenario needs 4.
inline constexpr int kDeepestTree = 16;

/// What a text is, or what is wrong with it. The first error is the only one when it is of syntax.
struct TomlText {
    struct Error {
        Place place;
        std::string message, hint;
        Place first;  ///< where a key that is written twice was written first, if found
    };
    Node root;
    std::vector<Error> errors;
    bool syntax_error = false;
};

/// How much is made of a syntax error: the library's words as they are, or an account with both places of a repeated
/// key.
enum class SyntaxHelp { plain, full };

/// Parses TOML 1.0. `text` is UTF-8 without zero bytes (see admit_text); places are in `file` and count lines from 1.
/// Errors: syntax, dates and times (months are text here), text that holds U+0000, nesting deeper than kDeepestTree.
/// Infinity and NaN are read; who takes the value judges it.
TomlText parse_toml(std::string_view text, int file, SyntaxHelp help = SyntaxHelp::full);

}  // namespace nephoscope
