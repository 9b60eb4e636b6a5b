#include "analysis/sweeps/claims.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "sim/core/hash.h"

namespace nephoscope {

namespace {

constexpr std::uint64_t kClaimMask = (std::uint64_t{1} << 62U) - 1;  // a byte's offset is a signed 64-bit number

struct flock lock_of(short type, std::uint64_t first, std::uint64_t length) {
    struct flock lock {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(first);
    lock.l_len = static_cast<off_t>(length);
    return lock;
}

}  // namespace

Claims::Claims(const std::string& store) : path_(store + "/claims") {
    file_ = Descriptor(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (file_.number() < 0) fail_of_system(path_, "open the file");
}

bool Claims::try_claim(std::uint64_t run) {
    struct flock lock = lock_of(F_WRLCK, run, 1);
    if (fcntl(file_.number(), F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    have_locks_ = false;
    return true;
}

void Claims::release(std::uint64_t run) noexcept {
    struct flock lock = lock_of(F_UNLCK, run, 1);
    fcntl(file_.number(), F_OFD_SETLK, &lock);
}

int Claims::held(const std::string& store) {
    const Descriptor file(open((store + "/claims").c_str(), O_RDONLY | O_CLOEXEC));
    int count = 0;
    // The system tells any one lock of a range: the rest of them are before or behind it.
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges{{0, kClaimMask}};
    while (file.number() >= 0 && !ranges.empty()) {
        const auto [first, last] = ranges.back();
        ranges.pop_back();
        struct flock lock = lock_of(F_WRLCK, first, last - first + 1);
        if (fcntl(file.number(), F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) continue;
        ++count;
        const auto start = static_cast<std::uint64_t>(lock.l_start);
        const std::uint64_t end = start + static_cast<std::uint64_t>(lock.l_len);
        if (lock.l_len == 0) continue;
        if (start > first) ranges.emplace_back(first, start - 1);
        if (end <= last) ranges.emplace_back(end, last);
    }
    return count;
}

std::uint64_t claim_of(const std::string& point_key, int replication) {
    std::uint64_t hash = static_cast<std::uint64_t>(replication);
    for (const char c : point_key) hash = combine64(hash, static_cast<unsigned char>(c));
    return hash & kClaimMask;
}

}  // namespace nephoscope
