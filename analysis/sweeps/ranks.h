#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "analysis/sweeps/work.h"

namespace nephoscope {

/// Started by a launcher in a way that cannot work; the message says what can.
struct LaunchError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the environment says of the process's launcher.
struct Launch {
    int size = 1;          ///< processes that it started together
    std::string variable;  ///< that says so; empty without a launcher
};
/// Looks for the variables of Open MPI, MPICH and Slurm's srun. A batch script itself is no launch.
Launch launch_of_environment();

/// The processes of one launch, which share the work of one store: rank 0 hands out tasks one by one as ranks ask for
/// them, so that slow points do not idle the rest, and writes all results.
class Ranks {
public:
    virtual ~Ranks() = default;  ///< leaves MPI
    virtual int rank() const = 0;
    virtual int size() const = 0;
    /// On the other ranks: the work of rank 0.
    virtual std::unique_ptr<Work> remote_work() = 0;
    /// On rank 0, in a thread of its own: answers the other ranks until each has said that it is through. A stop at one
    /// rank stops all: `stop` is what rank 0 itself was asked, `stop_all` is called when another rank was.
    virtual void serve(StoreWork& work, const StopRequest& stop, const std::function<void()>& stop_all) = 0;
    /// Ends all processes of the launch with this exit code, this one too.
    virtual void abort(int code) = 0;
};

/// Null for a process that was started alone; MPI is not touched then. Throws LaunchError when a launcher started
/// several, and this build has no MPI, or that of another launcher.
std::unique_ptr<Ranks> join_ranks();

}  // namespace nephoscope
