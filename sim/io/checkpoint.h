#pragma once

#include <map>
#include <memory>
#include <string>

#include "sim/core/month.h"

namespace nephoscope {

inline constexpr int kCheckpointFormat = 3;  ///< layout of the file and of the states in it

/// What a checkpoint says of itself.
struct CheckpointHeader {
    std::string scenario;       ///< name
    std::string scenario_text;  ///< its full resolved input
    int replications = 1;
};

/// A checkpoint while it is written: the states of all replications of one scenario at the ends of some months, bytes
/// to this file (docs/checkpoints.md#the-file). An HDF5 file beside its final name until close(). Every failure is a
/// MachineError with path, operation and reason. Thread-safe: states arrive in any order from any thread.
class CheckpointWriter {
public:
    /// `force` allows replacing an existing regular file; a target that is no regular file is refused.
    CheckpointWriter(std::string path, const CheckpointHeader& header, bool force);
    ~CheckpointWriter();  ///< removes the unfinished file when close() was not reached
    CheckpointWriter(CheckpointWriter&&) noexcept;

    /// The state at the end of `month`, once per month and replication.
    void write(Month month, int replication, const std::string& state);
    /// Flush, fsync, rename, fsync the folder.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// A checkpoint opened for reading. Throws MachineError (missing, unreadable) and FormatError (no checkpoint, of
/// another checkpoint_format or results_version, cut short, damaged).
class CheckpointReader {
public:
    explicit CheckpointReader(const std::string& path);
    ~CheckpointReader();
    CheckpointReader(CheckpointReader&&) noexcept;

    const std::string& path() const;
    const CheckpointHeader& header() const;
    const std::map<Month, int>& months() const;  ///< in the file, with the number of replications that it holds of each
    /// A state, held against its checksum. FormatError when it is not there.
    std::string state(Month month, int replication) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace nephoscope
