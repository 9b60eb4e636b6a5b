#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sim/core/ranks.h"

/// Processes that mpirun or srun started together. ranks_mpi.cpp alone has MPI in it, and MPI is left out where it is
/// not installed.
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

/// What one rank sends to another.
struct Message {
    int from = 0, tag = 0;
    std::string bytes;
};

/// The ranks of one launch. One thread at a time calls any of this.
class LaunchedRanks : public Ranks {
public:
    /// Tells the others at their next collective call that this rank failed, and ends with it. Returns the lowest rank
    /// that failed, which says why.
    virtual int fail() const = 0;
    /// On all ranks: the value of one of them, also after a failure.
    virtual int value_of(int rank, int value) const = 0;
    /// Ends all processes of the launch with this exit code, this one too.
    virtual void abort(int code) const = 0;

    virtual void send(int to, int tag, const std::string& bytes) const = 0;
    virtual std::string receive(int from, int tag) const = 0;  ///< waits
    virtual std::optional<Message> poll() const = 0;           ///< the next message from any rank, if there is one
};

/// Null for a process that was started alone; MPI is not touched then. The object leaves MPI when it ends. Throws
/// LaunchError when a launcher started several, and this build has no MPI, or that of another launcher.
std::unique_ptr<LaunchedRanks> join_ranks();

}  // namespace nephoscope
