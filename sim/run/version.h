#pragma once

#include <string>

namespace nephoscope {

/// What this program is, for --version and for the provenance of results.
struct Version {
    std::string version;   ///< "0.1.0"
    std::string commit;    ///< git commit of the source when configured, "unknown" outside git
    std::string compiler;  ///< "g++ 12.2.0 x86-64 Release"
};
Version program_version();

}  // namespace nephoscope
