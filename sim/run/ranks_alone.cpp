#include <fmt/format.h>

#include "sim/run/ranks.h"

namespace nephoscope {

std::unique_ptr<LaunchedRanks> join_ranks() {
    const Launch launch = launch_of_environment();
    if (launch.size <= 1) return nullptr;
    throw LaunchError(
        fmt::format("started as one of {} processes ({}), but this program was built without MPI; build it with MPI",
                    launch.size, launch.variable));
}

}  // namespace nephoscope
