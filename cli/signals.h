#pragma once

namespace nephoscope::cli {

/// SIGINT and SIGTERM ask the current work to stop after its month; a second one ends the process at once.
void install_signal_handlers();
bool stop_requested();
int stop_exit_code();  ///< 130 or 143 by the signal that came; 0 when none did

}  // namespace nephoscope::cli
