#include "analysis/sweeps/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "sim/core/error.h"

namespace nephoscope {

void fail_of_system(const std::string& path, const std::string& operation) {
    throw MachineError(fmt::format("{}: cannot {}: {}", path, operation, std::strerror(errno)));
}

Descriptor::~Descriptor() {
    if (number_ >= 0) close(number_);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor open_for_reading(const std::string& path) {
    Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.number() < 0) fail_of_system(path, "open the file");
    return file;
}

std::string read_bytes(const std::string& path, const Descriptor& file, std::uint64_t offset, std::uint64_t count) {
    std::string bytes(count, '\0');
    std::uint64_t got = 0;
    while (got < count) {
        const ssize_t n = pread(file.number(), bytes.data() + got, count - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_of_system(path, "read the file");
        if (n == 0) break;
        got += static_cast<std::uint64_t>(n);
    }
    bytes.resize(got);
    return bytes;
}

std::uint64_t size_of(const std::string& path, const Descriptor& file) {
    struct stat status {};
    if (fstat(file.number(), &status) != 0) fail_of_system(path, "look at the file");
    return static_cast<std::uint64_t>(status.st_size);
}

void write_bytes(const std::string& path, int descriptor, const std::string& bytes) {
    for (std::size_t done = 0; done < bytes.size();) {
        const ssize_t n = write(descriptor, bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail_of_system(path, "write the file");
        done += static_cast<std::size_t>(n);
    }
}

namespace {

/// Renames without replacing; false when there is a file of that name.
bool rename_to_new(const std::string& from, const std::string& to) {
    if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    // Where the file system cannot promise that, a hard link can: it is refused when the name is taken.
    if (errno != EINVAL && errno != ENOSYS) fail_of_system(to, "give the finished file its name");
    const bool linked = link(from.c_str(), to.c_str()) == 0;
    if (!linked && errno != EEXIST) fail_of_system(to, "give the finished file its name");
    unlink(from.c_str());
    return linked;
}

}  // namespace

bool write_new_file(const std::string& path, const std::string& bytes) {
    std::string beside = path + ".tmp.XXXXXX";
    Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
    if (file.number() < 0) fail_of_system(path, "create the file");
    fchmod(file.number(), 0644);
    try {
        write_bytes(path, file.number(), bytes);
        if (fsync(file.number()) != 0) fail_of_system(path, "force the file to disk");
        if (rename_to_new(beside, path)) {
            force_folder_to_disk(path.substr(0, path.rfind('/')));
            return true;
        }
    } catch (...) {
        unlink(beside.c_str());
        throw;
    }
    unlink(beside.c_str());
    return false;
}

void force_folder_to_disk(const std::string& folder) {
    const Descriptor file(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (file.number() < 0) fail_of_system(folder, "open the folder");
    // Some file systems cannot do it and say EINVAL.
    if (fsync(file.number()) != 0 && errno != EINVAL) fail_of_system(folder, "force the folder to disk");
}

}  // namespace nephoscope
