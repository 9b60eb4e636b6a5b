#pragma once

#include <fmt/format.h>

#include <mutex>
#include <string>
#include <utility>

#include "sim/core/error.h"
#include "sim/io/atomic_file.h"
#include "sim/io/hdf5.h"

/// What readers and writers of our files do around every call of the library.
namespace nephoscope::hdf5 {

/// A file that is read: closed inside the library, and a failure of the library is a FormatError with the path and
/// `remedy`.
struct GuardedReading {
    GuardedReading(std::string path_, std::string remedy_) : path(std::move(path_)), remedy(std::move(remedy_)) {}
    ~GuardedReading() {
        const Lock lock;
        file = {};
    }
    GuardedReading(const GuardedReading&) = delete;
    GuardedReading& operator=(const GuardedReading&) = delete;

    template <class Read>
    auto guarded(Read read) const {
        const Lock lock;
        try {
            return read();
        } catch (const Error& error) {
            throw FormatError(fmt::format("{}: {}; {}", path, error.what(), remedy));
        }
    }

    std::string path, remedy;
    Handle file;
};

/// A file that comes about beside its path, by one thread at a time. A failure of the library is a MachineError with
/// the path, and the file can never be finished after it.
struct GuardedWriting {
    GuardedWriting(std::string path, bool force) : atomic(std::move(path), force) {}

    template <class Write>
    void guarded(Write write) {
        const std::lock_guard<std::mutex> one_at_a_time(mutex);
        const Lock lock;
        if (!failure.empty()) throw MachineError(failure);
        try {
            write();
        } catch (const Error& error) {
            failure = fmt::format("{}: {}", atomic.path(), error.what());
            throw MachineError(failure);
        }
    }

    AtomicFile atomic;
    std::mutex mutex;
    std::string failure;  ///< why no more can be written: what failed first, or that the file is closed
};

}  // namespace nephoscope::hdf5
