#include "sim/run/ranks.h"

#include <cstdlib>

namespace nephoscope {

Launch launch_of_environment() {
    // The first that is set counts: under mpirun, processes on other nodes inherit what srun set for mpirun's daemon.
    for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"})
        if (const char* value = std::getenv(variable); value != nullptr) return {std::atoi(value), variable};
    return {};
}

}  // namespace nephoscope
