#include "sim/io/hdf5_heap_check.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "sim/io/hdf5_read.h"

namespace nephoscope::hdf5 {
namespace {

constexpr const char* kOperation = "read a text";

[[noreturn]] void refuse(const char* why) { throw Error(kOperation, why); }

/// The bytes of a file; every read outside of it is refused.
class Bytes {
public:
    explicit Bytes(const std::string& path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        const off_t size = descriptor_ < 0 ? -1 : lseek(descriptor_, 0, SEEK_END);
        if (size < 0) refuse("the file cannot be opened again");
        size_ = static_cast<std::uint64_t>(size);
    }
    ~Bytes() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;

    bool hold(std::uint64_t start, std::uint64_t count) const { return start <= size_ && count <= size_ - start; }

    std::vector<unsigned char> read(std::uint64_t start, std::uint64_t count) const {
        if (!hold(start, count)) refuse("it points outside of the file");
        std::vector<unsigned char> bytes(count);
        const ssize_t got = pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(start));
        if (got < 0 || static_cast<std::uint64_t>(got) != count) refuse("the file cannot be read");
        return bytes;
    }

private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

std::uint64_t little_endian(const unsigned char* bytes, int count) {
    std::uint64_t value = 0;
    for (int i = count - 1; i >= 0; --i) value = value << 8 | bytes[i];
    return value;
}

/// Sizes of the objects of a heap by their number.
using Heap = std::map<std::uint64_t, std::uint64_t>;

Heap walk_heap(const Bytes& file, std::uint64_t address) {
    constexpr std::uint64_t kHeader = 16;  // of the heap, and of each object in it
    const std::vector<unsigned char> start = file.read(address, kHeader);
    if (std::memcmp(start.data(), "GCOL\1", 5) != 0) refuse("it points to no heap");
    const std::uint64_t size = little_endian(&start[8], 8);
    if (size < kHeader || size > kMaxTextBytes) refuse("its heap has an impossible size");
    const std::vector<unsigned char> bytes = file.read(address, size);
    Heap heap;
    for (std::uint64_t at = kHeader; size - at >= kHeader;) {
        const std::uint64_t number = little_endian(&bytes[at], 2), object_size = little_endian(&bytes[at + 8], 8);
        if (number == 0) {  // the free space: the last, and its size counts its own header
            if (object_size != size - at) refuse("its heap does not end where it says");
            return heap;
        }
        const std::uint64_t room = size - at - kHeader;
        if (object_size > room) refuse("its heap holds an object larger than itself");
        if (!heap.emplace(number, object_size).second) refuse("its heap holds an object twice");
        const std::uint64_t padded = (object_size + 7) / 8 * 8;
        if (padded > room) refuse("its heap holds an object larger than itself");
        at += kHeader + padded;
    }
    return heap;
}

void require_usual_addresses(hid_t dataset) {
    const Handle file = checked(H5Iget_file_id(dataset), H5Fclose, kOperation);
    const Handle list = checked(H5Fget_create_plist(file.id()), H5Pclose, kOperation);
    std::size_t address_size = 0, length_size = 0;
    hsize_t user_block = 0;
    check(H5Pget_sizes(list.id(), &address_size, &length_size), kOperation);
    check(H5Pget_userblock(list.id(), &user_block), kOperation);
    if (address_size != 8 || length_size != 8 || user_block != 0)
        refuse("the file's addresses are not of the usual kind");
}

}  // namespace

void require_sound_texts(hid_t dataset, const std::string& path) {
    constexpr std::uint64_t kReference = 16;  // length 4, address of the heap 8, number in the heap 4
    require_usual_addresses(dataset);
    const Handle list = checked(H5Dget_create_plist(dataset), H5Pclose, kOperation);
    if (H5Pget_layout(list.id()) != H5D_CONTIGUOUS) refuse("results files keep texts in one piece");
    const haddr_t start = H5Dget_offset(dataset);
    if (start == HADDR_UNDEF) return;  // never written: all empty
    const Bytes file(path);
    const std::vector<unsigned char> references = file.read(start, cells_of(sizes_of(dataset)) * kReference);
    std::map<std::uint64_t, Heap> heaps;
    for (std::size_t at = 0; at < references.size(); at += kReference) {
        const std::uint64_t length = little_endian(&references[at], 4), address = little_endian(&references[at + 4], 8);
        if (length == 0 && address == 0) continue;  // an empty text
        if (heaps.count(address) == 0) heaps.emplace(address, walk_heap(file, address));
        const Heap& heap = heaps.at(address);
        const auto object = heap.find(little_endian(&references[at + 12], 4));
        if (object == heap.end() || object->second != length) refuse("its length is not that of its place");
    }
}

}  // namespace nephoscope::hdf5
