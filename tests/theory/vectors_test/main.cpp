/// vectors_test [TOPIC...] checks every case of every *.json in the folder NEPHOSCOPE_VECTORS (default tests/vectors).
/// Prints one line per topic, every failure and skip, and the totals. Exit code 1 on any failure. With topic names,
/// only files of those topics are checked, and the totals say so.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "tests/theory/vectors_test/harness.h"

namespace {

using nephoscope::vectors::Json;
using nephoscope::vectors::run_case;
using nephoscope::vectors::Verdict;

struct Totals {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    double worst = 0.0;
    std::string worst_place = "none";

    void add(const Totals& other) {
        passed += other.passed;
        failed += other.failed;
        skipped += other.skipped;
    }
};

void count(const std::string& topic, const std::string& id, const Verdict& verdict, Totals& totals) {
    if (!verdict.failures.empty()) {
        ++totals.failed;
        for (const std::string& failure : verdict.failures) fmt::print("FAILED {} {}: {}\n", topic, id, failure);
    } else if (!verdict.skipped.empty()) {
        ++totals.skipped;
        fmt::print("SKIPPED {} {}: {}\n", topic, id, verdict.skipped);
    } else {
        ++totals.passed;
    }
    if (verdict.worst > totals.worst) {
        totals.worst = verdict.worst;
        totals.worst_place = id + verdict.worst_place;
    }
}

/// A file that cannot be read, or whose cases are not as many as it says, is a failure of its own.
Totals check_file(const std::filesystem::path& path, const std::set<std::string>& wanted, std::set<std::string>& seen) {
    Totals totals;
    std::string topic = path.filename().string();
    try {
        std::ifstream stream(path);
        const Json file = Json::parse(stream);
        topic = file.at("topic").get<std::string>();
        seen.insert(topic);
        if (!wanted.empty() && wanted.count(topic) == 0) return totals;
        const Json& cases = file.at("cases");
        for (const Json& vector_case : cases) {
            count(topic, vector_case.value("id", "?"), run_case(topic, vector_case), totals);
        }
        if (file.value("n_cases", cases.size()) != cases.size()) {
            ++totals.failed;
            fmt::print("FAILED {}: the file holds {} cases but says {}\n", topic, cases.size(), file["n_cases"].dump());
        }
    } catch (const std::exception& error) {
        ++totals.failed;
        fmt::print("FAILED {}: {}\n", path.string(), error.what());
    }
    fmt::print("{}: {} passed, {} failed, {} skipped; worst error {:.2g} of tolerance at {}\n", topic, totals.passed,
               totals.failed, totals.skipped, totals.worst, totals.worst_place);
    return totals;
}

std::vector<std::filesystem::path> vector_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

int check_folder(const std::filesystem::path& folder, const std::set<std::string>& wanted) {
    Totals totals;
    std::set<std::string> seen;
    for (const auto& file : vector_files(folder)) totals.add(check_file(file, wanted, seen));
    for (const std::string& topic : wanted) {
        if (seen.count(topic) != 0) continue;
        fmt::print("FAILED {}: no file of this topic in {}\n", topic, folder.string());
        ++totals.failed;
    }
    if (totals.passed + totals.failed + totals.skipped == 0) {
        fmt::print("FAILED: no case in {}\n", folder.string());
        ++totals.failed;
    }
    if (!wanted.empty()) fmt::print("only the topics named on the command line were checked\n");
    fmt::print("{} passed, {} failed, {} skipped\n", totals.passed, totals.failed, totals.skipped);
    return totals.failed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const char* chosen = std::getenv("NEPHOSCOPE_VECTORS");
        const std::filesystem::path folder = chosen != nullptr ? chosen : NEPHOSCOPE_DEFAULT_VECTORS;
        return check_folder(folder, std::set<std::string>(argv + 1, argv + argc));
    } catch (const std::exception& error) {
        fmt::print("FAILED: {}\n", error.what());
        return 1;
    }
}
