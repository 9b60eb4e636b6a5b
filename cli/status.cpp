#include "analysis/sweeps/status.h"

#include <fmt/format.h>

#include <chrono>

#include "cli/options.h"
#include "cli/verbs.h"

namespace nephoscope::cli {

int status_verb(const std::vector<std::string>& args) {
    Options options("status", "nephoscope status STORE [options]",
                    "What the store of a sweep holds: done, running, failed, left, rate and time left. Works while the "
                    "sweep does,\nfrom any machine that sees the folder, and needs no right to write.",
                    "nephoscope status first_ship_windows.store");
    options.text("failures", "N", "failed runs to list, with the command that reproduces each (default: 10)");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one STORE");
    const auto shown = static_cast<std::size_t>(options.integer("failures", 10, 0, 1'000'000'000));
    const Store store(options.operands().front());
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    fmt::print("{}", status_text(store, status_of(store, now, shown)));
    return kDone;
}

}  // namespace nephoscope::cli
