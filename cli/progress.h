#pragma once

#include <functional>

namespace nephoscope::cli {

/// Progress of a long command on standard error: a line that is rewritten on a terminal, a line per tenth elsewhere.
/// Empty when `quiet`. `what` is counted.
std::function<void(int done, int total, double seconds)> progress_printer(bool quiet,
                                                                          const char* what = "replications");

}  // namespace nephoscope::cli
