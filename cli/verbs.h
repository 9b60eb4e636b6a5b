#pragma once

#include <string>
#include <vector>

/// One function per verb: takes the words behind the verb, prints, returns the exit code; throws what main() turns into
/// one.
namespace nephoscope::cli {

inline constexpr int kDone = 0;
inline constexpr int kAnswerIsNo = 1;  ///< done, but: verify differs
inline constexpr int kInputWrong = 2;  ///< scenario or command line; nothing was run
inline constexpr int kMachine = 3;     ///< missing file, full disk, output exists
inline constexpr int kModel = 4;       ///< the model left its domain
inline constexpr int kFormat = 5;      ///< results of another version or format
inline constexpr int kBug = 70;        ///< a contract of ours was broken
inline constexpr int kInterrupted = 130, kTerminated = 143;

/// Prints the exception that is being handled as main does, and returns its exit code.
int report_exception();

int run_verb(const std::vector<std::string>& args);
int compare_verb(const std::vector<std::string>& args);
int check_verb(const std::vector<std::string>& args);
int explain_verb(const std::vector<std::string>& args);
int show_verb(const std::vector<std::string>& args);
int report_verb(const std::vector<std::string>& args);
int sensitivity_verb(const std::vector<std::string>& args);
int verify_verb(const std::vector<std::string>& args);
int sweep_verb(const std::vector<std::string>& args);
int status_verb(const std::vector<std::string>& args);
int theory_verb(const std::vector<std::string>& args);

}  // namespace nephoscope::cli
