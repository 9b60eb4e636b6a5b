#include "sim/io/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "sim/core/error.h"

namespace nephoscope {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& operation) {
    throw MachineError(fmt::format("{}: cannot {}: {}", path, operation, std::strerror(errno)));
}

const char* kind_of(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISLNK(mode)) return "a symbolic link; name the file it points to";
    if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
    if (S_ISFIFO(mode)) return "a pipe";
    return "a socket";
}

void refuse_unsafe_target(const std::string& path, bool force) {
    struct stat status;
    if (lstat(path.c_str(), &status) != 0) {
        if (errno == ENOENT) return;
        fail(path, "look at the file");
    }
    if (!S_ISREG(status.st_mode)) {
        throw MachineError(fmt::format("{}: cannot write results here: it is {}", path, kind_of(status.st_mode)));
    }
    if (!force) throw MachineError(fmt::format("{}: exists already; say --force to replace it", path));
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Without this a power cut may forget the new name. Some file systems cannot do it and say EINVAL.
void force_name_to_disk(const std::string& path) {
    const int descriptor = open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == EACCES) return;  // a folder that may be written but not read
        fail(path, "force the name to disk (the file itself is whole)");
    }
    const int failure = fsync(descriptor) != 0 ? errno : 0;
    close(descriptor);
    errno = failure;
    if (failure != 0 && failure != EINVAL) fail(path, "force the name to disk (the file itself is whole)");
}

}  // namespace

AtomicFile::AtomicFile(std::string path, bool force) : path_(std::move(path)), force_(force) {
    refuse_unsafe_target(path_, force_);
    // A second writer of the same path in this process, or the leftover of a dead process with our number, has the
    // plain name.
    const std::string stem = fmt::format("{}.tmp.{}", path_, getpid());
    for (int attempt = 1; descriptor_ < 0; ++attempt) {
        temporary_path_ = attempt == 1 ? stem : fmt::format("{}.{}", stem, attempt);
        descriptor_ = open(temporary_path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor_ < 0 && (errno != EEXIST || attempt == 1000)) fail(path_, "create the file");
    }
    pending_ = true;
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::move(other.temporary_path_)),
      force_(other.force_),
      pending_(std::exchange(other.pending_, false)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::discard() noexcept {
    if (pending_) unlink(temporary_path_.c_str());
    if (descriptor_ >= 0) close(descriptor_);
    pending_ = false;
    descriptor_ = -1;
}

void AtomicFile::rename_into_place() {
    refuse_unsafe_target(path_, force_);
    const char* from = temporary_path_.c_str();
    if (!force_) {
        if (renameat2(AT_FDCWD, from, AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) return;
        // Some file systems cannot promise that; the check above is the best there is on them.
        if (errno != EINVAL && errno != ENOSYS) fail(path_, "give the finished file its name");
    }
    if (rename(from, path_.c_str()) != 0) fail(path_, "give the finished file its name");
}

void AtomicFile::commit() {
    if (fsync(descriptor_) != 0) fail(path_, "force the file to disk");
    if (close(std::exchange(descriptor_, -1)) != 0) fail(path_, "close the file");
    rename_into_place();
    pending_ = false;
    force_name_to_disk(path_);
}

}  // namespace nephoscope
