#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "sim/io/diagnostics.h"

namespace nephoscope {

/// Turns the positions of a parser that counts characters into places that count bytes.
class PlaceFinder {
public:
    PlaceFinder(std::string_view text, int file);

    /// Lines and characters from 1. A region over several lines is marked on its first line only.
    Place place(std::size_t number, std::size_t column, std::size_t end_line, std::size_t end_column);
    std::string_view line(std::size_t number) const;   ///< with its '\r', without its '\n'; empty when there is none
    std::size_t line_start(std::size_t number) const;  ///< [bytes] from the beginning of the text

private:
    std::size_t byte_column(std::size_t number, std::size_t column);

    std::string_view text_;
    int file_;
    std::vector<std::size_t> starts_;      ///< [lines] byte offset
    std::size_t cached_line_ = 0;          ///< the line that `characters_` describes, 0 for none
    std::vector<std::size_t> characters_;  ///< byte offset in the line of each character, then its length
};

}  // namespace nephoscope
