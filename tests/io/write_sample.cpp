// write_sample FILE [hang]: writes the sample of results_sample.h, for tests that need the writer in a process of its
// own. Exit code 3 and a message when the machine fails. With "hang" it stops before the file is finished and waits to
// be killed.
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "sim/core/error.h"
#include "tests/io/results_sample.h"

int main(int count, char** arguments) {
    if (count < 2) return 2;
    try {
        nephoscope::ResultsWriter writer(arguments[1], nephoscope::sample_layout(), false);
        nephoscope::fill_sample(writer);
        if (count > 2 && std::strcmp(arguments[2], "hang") == 0) {
            std::puts("ready");
            std::fflush(stdout);
            for (;;) pause();
        }
        writer.close();
    } catch (const nephoscope::MachineError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 3;
    }
    return 0;
}
