#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <vector>

/// HDF5 behind move-only handles whose every call is checked. Only sim/io includes this.
namespace nephoscope::hdf5 {

/// Switches off HDF5's exit handler (it crashes after a full disk) and its printing; first call of every entry point.
void prepare();

/// The innermost reason of the library's error stack, cleared by reading; "unknown reason" when it is empty.
std::string reason();

/// An identifier that closes itself; a negative one is a MachineError of `path` and `operation`.
class Handle {
public:
    Handle() = default;
    Handle(hid_t id, herr_t (*closer)(hid_t), const std::string& path, const char* operation);
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept : id_(other.id_), close_(other.close_) { other.id_ = H5I_INVALID_HID; }
    Handle& operator=(Handle&& other) noexcept;

    hid_t get() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    void reset() noexcept;
    herr_t close();  ///< closes and tells whether that worked

private:
    hid_t id_ = H5I_INVALID_HID;
    herr_t (*close_)(hid_t) = nullptr;
};

/// Throws MachineError "<path>: cannot <operation>: <reason>" when `status` is negative.
void check(herr_t status, const std::string& path, const char* operation);

Handle utf8_type(std::size_t size, const std::string& path);  ///< `size` H5T_VARIABLE for variable length
void write_attribute(hid_t object, const std::string& name, const std::string& text, const std::string& path);
void write_attribute(hid_t object, const std::string& name, std::int64_t value, const std::string& path);
void write_attribute(hid_t object, const std::string& name, double value, const std::string& path);
/// Text or whole-number attribute as text; empty when there is none or it is of another type.
std::string read_attribute(hid_t object, const std::string& name);

void write_strings(hid_t dataset, hid_t memory_space, hid_t file_space, const std::vector<std::string>& texts,
                   const std::string& path);
std::vector<std::string> read_strings(hid_t dataset, std::size_t count, const std::string& path);

}  // namespace nephoscope::hdf5
