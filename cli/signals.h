#pragma once

namespace nephoscope::cli {

/// SIGINT, SIGTERM and SIGUSR1, which Slurm can send before time is up, ask the current work to stop after its month; a
/// second SIGINT or SIGTERM ends the process at once.
void install_signal_handlers();
bool stop_requested();
const char* caught_signal_name();  ///< "SIGTERM" ...; empty when none came
int stop_exit_code();              ///< 130 after SIGINT, 143 after the others; 0 when none came

}  // namespace nephoscope::cli
