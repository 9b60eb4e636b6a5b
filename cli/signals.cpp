#include "cli/signals.h"

#include <csignal>

namespace nephoscope::cli {

namespace {
volatile std::sig_atomic_t caught = 0;

void on_signal(int signal) {
    if (caught != 0) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
    caught = signal;
}
}  // namespace

void install_signal_handlers() {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
}

bool stop_requested() { return caught != 0; }

int stop_exit_code() { return caught == 0 ? 0 : 128 + caught; }

}  // namespace nephoscope::cli
