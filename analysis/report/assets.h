#pragma once

#include <string_view>

/// Parts of every page, compiled in: analysis/report/embed.cmake makes the source from files of the tree.
namespace nephoscope::report::assets {

extern const std::string_view script;         ///< analysis/report/bundle/report.js
extern const std::string_view script_sha256;  ///< of it, 64 hexadecimal digits
extern const std::string_view style;          ///< analysis/report/page/style.css
extern const std::string_view style_sha256;
extern const std::string_view licences;    ///< analysis/report/bundle/LICENSES.txt
extern const std::string_view validation;  ///< docs/validation.md

}  // namespace nephoscope::report::assets
