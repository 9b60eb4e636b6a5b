#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>

namespace nephoscope {

struct ChildResult {
    int code = -1;       ///< as a shell tells it: 128 + signal when it was killed, so a crash is 139
    std::string output;  ///< standard output and error
};

inline int shell_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

/// Runs a shell command.
inline ChildResult run_command(const std::string& command) {
    ChildResult result;
    FILE* pipe = popen(("( " + command + " ) 2>&1").c_str(), "r");
    if (pipe == nullptr) return result;
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.output.append(buffer.data(), n);
    result.code = shell_code(pclose(pipe));
    return result;
}

/// Runs `work` in a child process and returns its code; no exit handlers run there.
inline int run_in_child(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child == 0) _exit(work());
    int status = 0;
    waitpid(child, &status, 0);
    return shell_code(status);
}

}  // namespace nephoscope
