#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/report/stored_input.h"
#include "sim/io/results.h"

/// Parts of a page that are text alone.
namespace nephoscope::report {

/// The section "What is not validated" of a validation page in Markdown, as HTML: paragraphs, lists, bold, code. Empty
/// when the page has no such section.
std::string not_validated_html(std::string_view markdown);

/// What made the file: versions, command, seed, and the result hash of every run.
std::string provenance_html(const ResultsReader& results, const std::string& file_name);

/// Keys that were read and checked but have no effect, per scenario; empty when there are none.
std::string inactive_html(const ResultsReader& results, const std::vector<std::string>& scenarios);

/// The head of the page up to and with its policy, title and style.
std::string head_html(const std::string& title);

/// The controls of the charts and the two charts that say most.
std::string glance_html(bool has_base);

/// The charts, section by section: figures that the script fills, see analysis/report/page/src/charts.js.
std::string charts_html();

}  // namespace nephoscope::report
