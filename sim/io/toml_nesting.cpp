#include "sim/io/toml_nesting.h"

#include <algorithm>

namespace nephoscope {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of keys and numbers. A run of them with one dot between digits, and no dot beyond the blanks around it, is a
/// number or a key of two parts; a key with more dots has no such run.
bool is_run(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '+' ||
           c == '.';
}

/// Blanks, with the bytes of all non-ASCII characters: some of these are blanks too.
bool is_blank(char c) { return c == ' ' || c == '\t' || static_cast<unsigned char>(c) >= 0x80U; }

bool is_number_like(std::string_view run) {
    const auto dot = run.find('.');
    return dot > 0 && dot + 1 < run.size() && is_digit(run[dot - 1]) && is_digit(run[dot + 1]);
}

std::size_t dots_of_keys(std::string_view line) {
    std::size_t dots = 0;
    bool after_dot = false;
    for (std::size_t i = 0; i < line.size();) {
        if (!is_run(line[i])) {
            if (!is_blank(line[i])) after_dot = false;
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < line.size() && is_run(line[i])) ++i;
        const std::string_view run = line.substr(begin, i - begin);
        std::size_t next = i;
        while (next < line.size() && is_blank(line[next])) ++next;
        const bool before_dot = next < line.size() && line[next] == '.';
        const auto here = static_cast<std::size_t>(std::count(run.begin(), run.end(), '.'));
        const bool excused = here == 1 && is_number_like(run) && !after_dot && !before_dot;
        if (!excused) dots += here;
        after_dot = run.back() == '.';
    }
    return dots;
}

bool is_plain_comment(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first != std::string_view::npos && line[first] == '#' && line.find_first_of("\"'") == std::string_view::npos;
}

}  // namespace

std::optional<std::size_t> line_that_nests_too_deeply(std::string_view text) {
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        ++number;
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        if (line.size() > kMostDotsPerLine && !is_plain_comment(line) && dots_of_keys(line) > kMostDotsPerLine)
            return number;
        begin = end + 1;
    }
    return std::nullopt;
}

}  // namespace nephoscope
