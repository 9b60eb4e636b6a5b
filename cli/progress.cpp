#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace nephoscope::cli {

std::function<void(int, int, double)> progress_printer(bool quiet, const char* what) {
    if (quiet) return {};
    const bool terminal = isatty(STDERR_FILENO) == 1;
    return [terminal, what](int done, int total, double seconds) {
        const double left = seconds / done * (total - done);
        if (terminal) {
            fmt::print(stderr, "\r{} of {} {}, {:.0f} s, about {:.0f} s left \033[K{}", done, total, what, seconds,
                       left, done == total ? "\n" : "");
            std::fflush(stderr);
        } else if (done == total || done % std::max(1, total / 10) == 0) {
            fmt::print(stderr, "{} of {} {}, {:.0f} s, about {:.0f} s left\n", done, total, what, seconds, left);
        }
    };
}

}  // namespace nephoscope::cli
