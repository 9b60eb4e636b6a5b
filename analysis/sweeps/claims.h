#pragma once

#include <cstdint>
#include <string>

#include "analysis/sweeps/files.h"

namespace nephoscope {

/// Which runs somebody works on: a lock on one byte of the store's file "claims" each, where the byte is the run's
/// number. The system drops the locks of a process that ends, however it ends, so no claim is ever stale. Where the
/// file system has no locks every claim is granted: two sweeps on one store then do some work twice, with the same
/// result.
class Claims {
public:
    /// Opens, and creates, the file.
    explicit Claims(const std::string& store);
    bool try_claim(std::uint64_t run);
    void release(std::uint64_t run) noexcept;
    bool have_locks() const { return have_locks_; }  ///< false once the file system said that it has none

    /// How many claims are held by others than this file handle; 0 where there are no locks.
    static int held(const std::string& store);

private:
    std::string path_;
    Descriptor file_;
    bool have_locks_ = true;
};

/// The byte of a run: a hash of its point and replication.
std::uint64_t claim_of(const std::string& point_key, int replication);

}  // namespace nephoscope
