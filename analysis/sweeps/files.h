#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace nephoscope {

/// MachineError "path: cannot operation: the system's reason" of errno.
[[noreturn]] void fail_of_system(const std::string& path, const std::string& operation);

/// Owns a file descriptor.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    int number() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

/// Opens for reading; MachineError when that fails.
Descriptor open_for_reading(const std::string& path);

/// At most `count` bytes from `offset` on: fewer at the end of the file.
std::string read_bytes(const std::string& path, const Descriptor& file, std::uint64_t offset, std::uint64_t count);

std::uint64_t size_of(const std::string& path, const Descriptor& file);  ///< [bytes]

void write_bytes(const std::string& path, int descriptor, const std::string& bytes);  ///< all of them, or MachineError

/// Writes a whole new file beside its name, forces it to disk and renames it; false when there is one of that name.
bool write_new_file(const std::string& path, const std::string& bytes);

void force_folder_to_disk(const std::string& folder);

}  // namespace nephoscope
