#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

/// Broken and sound command lines with their exit code and exact text: tests/cli/gallery.txt. A block is a line "$
/// args", a line "exit N", then what the program prints (standard output and error together), each line behind "| ".
/// UPDATE_GOLDEN=1 rewrites the texts, never the exit codes.
namespace {

struct Case {
    std::string args;
    int exit_code = 0;
    std::string text;
};

std::string gallery_path() { return std::string(NEPHOSCOPE_SOURCE_DIR) + "/tests/cli/gallery.txt"; }

std::vector<Case> read_gallery() {
    std::ifstream file(gallery_path());
    std::vector<Case> cases;
    for (std::string line; std::getline(file, line);) {
        if (line.rfind("$ ", 0) == 0)
            cases.push_back({line.substr(2), 0, ""});
        else if (line.rfind("exit ", 0) == 0)
            cases.back().exit_code = std::atoi(line.c_str() + 5);
        else if (line.rfind("|", 0) == 0)
            cases.back().text += (line.size() > 2 ? line.substr(2) : "") + "\n";
    }
    return cases;
}

struct Answer {
    int exit_code = 0;
    std::string text;
};

Answer run(const std::string& args) {
    const std::string command =
        "cd '" + std::string(NEPHOSCOPE_SOURCE_DIR) + "/tests/cli' && '" + NEPHOSCOPE_PROGRAM + "' " + args + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    Answer answer;
    std::array<char, 4096> buffer{};
    while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) answer.text.append(buffer.data(), n);
    const int status = pclose(pipe);
    answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return answer;
}

TEST(CommandLine, EveryMessageOfTheGallery) {
    const std::vector<Case> cases = read_gallery();
    ASSERT_GT(cases.size(), 15U);
    const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
    std::ostringstream rewritten;
    for (const Case& c : cases) {
        const Answer answer = run(c.args);
        EXPECT_EQ(answer.exit_code, c.exit_code) << "$ nephoscope " << c.args << "\n" << answer.text;
        if (!update) {
            EXPECT_EQ(answer.text, c.text) << "$ nephoscope " << c.args;
        }
        rewritten << "$ " << c.args << "\nexit " << c.exit_code << "\n";
        std::istringstream lines(answer.text);
        for (std::string line; std::getline(lines, line);) rewritten << (line.empty() ? "|" : "| " + line) << "\n";
        rewritten << "\n";
    }
    if (update) std::ofstream(gallery_path()) << rewritten.str();
}

TEST(CommandLine, LeavesNoFileBehindAMistake) {
    const std::string folder = testing::TempDir() + "nephoscope_cli";
    const auto shell = [](const std::string& command) { return std::system(command.c_str()); };
    ASSERT_EQ(shell("rm -rf '" + folder + "' && mkdir '" + folder + "'"), 0);
    run("run duopoly --set choice.taste_precision=-1 -o '" + folder + "/x.nc'");
    run("run duopoly --agents 0 -o '" + folder + "/x.nc'");
    run("compare duopoly nosuch -o '" + folder + "/x.nc'");
    EXPECT_EQ(shell("test -z \"$(ls -A '" + folder + "')\""), 0) << "something was left in " << folder;
}

TEST(CommandLine, HelpOfEveryVerbHasAnExample) {
    for (const char* verb : {"run", "compare", "check", "explain", "show", "verify", "theory"}) {
        const Answer answer = run(std::string(verb) + " --help");
        EXPECT_EQ(answer.exit_code, 0) << verb;
        EXPECT_NE(answer.text.find("example:\n  nephoscope " + std::string(verb)), std::string::npos) << answer.text;
    }
}

}  // namespace
