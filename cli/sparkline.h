#pragma once

#include <string>
#include <vector>

namespace nephoscope::cli {

/// "▁▂▄▇": the values from left to right between their lowest and highest, in at most `width` characters, each the mean
/// of its stretch. Equal values stand in the middle; what is not finite is a space; empty for no finite value.
std::string sparkline(const std::vector<double>& values, std::size_t width = 16);

/// Whether standard output is a terminal whose locale (LC_ALL, LC_CTYPE, LANG, in that order) is UTF-8 and TERM is not
/// "dumb". NEPHOSCOPE_SPARKLINES=always or never decides instead.
bool terminal_shows_sparklines();

}  // namespace nephoscope::cli
