#include "cli/signals.h"

#include <csignal>

namespace nephoscope::cli {

namespace {
volatile std::sig_atomic_t caught = 0;

void on_signal(int signal) {
    if (signal == SIGUSR1) {  // a warning, which a batch script may pass on a second time
        if (caught == 0) caught = signal;
        return;
    }
    if (caught == SIGINT || caught == SIGTERM) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
    caught = signal;
}
}  // namespace

void install_signal_handlers() {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
    std::signal(SIGUSR1, on_signal);
}

bool stop_requested() { return caught != 0; }

const char* caught_signal_name() {
    switch (caught) {
        case SIGINT:
            return "SIGINT";
        case SIGTERM:
            return "SIGTERM";
        case SIGUSR1:
            return "SIGUSR1";
        default:
            return "";
    }
}

int stop_exit_code() {
    if (caught == 0) return 0;
    return 128 + (caught == SIGINT ? SIGINT : SIGTERM);
}

}  // namespace nephoscope::cli
