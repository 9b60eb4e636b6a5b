#pragma once

#include <string>
#include <vector>

#include "sim/io/document.h"

namespace nephoscope {

/// Most parents, grandparents and so on that a file may have.
inline constexpr int kDeepestChain = 8;

/// A file with everything it extends laid under it.
struct ResolvedFile {
    bool ok = false;
    int file = -1;                   ///< its number in Sources, −1 when it could not be read
    Node root;                       ///< without `extends` and `remove`
    std::vector<std::string> files;  ///< the chain, parent first
};

/// Reads a file and its chain of `extends`, applies each file's `remove` to its parent and lays the file over it.
/// A parent is looked for beside the file that names it, then in `search_folders`.
ResolvedFile resolve_chain(const std::string& path, const std::vector<std::string>& search_folders, Sources& sources,
                           Diagnostics& diagnostics);

/// The same for a text that `sources` has already and that may not extend another.
ResolvedFile resolve_alone(int file, Sources& sources, Diagnostics& diagnostics);

}  // namespace nephoscope
