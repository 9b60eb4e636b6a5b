#pragma once

#include <string>

namespace nephoscope {

/// A file that is written beside its final name, as "<path>.tmp.<process id>", and renamed when it is whole: whoever
/// looks at `path` sees nothing, what was there before, or all of the new file. Every failure is a MachineError that
/// carries path, operation and the system's reason.
class AtomicFile {
public:
    /// Creates the temporary file. An existing regular file at `path` needs `force`; a directory, a device, a pipe or a
    /// symbolic link is refused always: renaming over it would destroy what is not a result.
    AtomicFile(std::string path, bool force);
    ~AtomicFile();  ///< removes the temporary file when commit() was not reached
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;

    const std::string& path() const { return path_; }
    const std::string& temporary_path() const { return temporary_path_; }

    /// Forces the content to disk, renames, forces the folder to disk. Without `force` a file that appeared at `path`
    /// since the start is not replaced either.
    void commit();

private:
    void discard() noexcept;
    void rename_into_place();

    std::string path_;
    std::string temporary_path_;
    bool force_ = false;
    bool pending_ = false;  ///< the temporary file is there and is ours to remove
    int descriptor_ = -1;   ///< of the temporary file, open until commit
};

}  // namespace nephoscope
