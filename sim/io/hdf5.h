#pragma once

#include <hdf5.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// The HDF5 C API behind handles that close themselves and calls that throw. All of it needs a Lock to be held.
namespace nephoscope::hdf5 {

/// An HDF5 call failed. `what()` is "operation: reason"; whoever knows the file puts its path in front.
struct Error : std::runtime_error {
    Error(const std::string& operation, const std::string& reason)
        : std::runtime_error("cannot " + operation + ": " + reason) {}
};

/// Lets one thread at a time into the library (a build of it may not be thread-safe), keeps it from printing, and from
/// flushing at exit: after a full disk that ends in a segmentation fault (HDF5 1.10.8), so every file is closed by its
/// owner.
class Lock {
public:
    Lock();

private:
    std::unique_lock<std::recursive_mutex> lock_;
};

/// Owns one HDF5 identifier.
class Handle {
public:
    using Close = herr_t (*)(hid_t);
    Handle() = default;
    Handle(hid_t id, Close closer) : id_(id), close_(closer) {}
    ~Handle() { reset(); }
    Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Handle& operator=(Handle&& other) noexcept;
    hid_t id() const { return id_; }
    explicit operator bool() const { return id_ >= 0; }
    /// Throws Error where the destructor would be silent. A dataset that was written to is closed by this: HDF5 holds
    /// small contiguous datasets back until they close, and a full disk is seen only then.
    void close(const std::string& operation);

private:
    void reset() noexcept;
    hid_t id_ = -1;
    Close close_ = nullptr;
};

/// The innermost reason on the library's error stack: the system's own words ("No space left on device") where there
/// are any.
std::string reason();

/// Throws Error with the library's reason when the result is negative, else returns it.
void check(herr_t result, const std::string& operation);
Handle checked(hid_t id, Handle::Close close, const std::string& operation);

Handle
file_access();  ///< property list: V18 bounds, no locks (a file under a unique name needs none), semi-strong close
Handle file_creation();  ///< property list: creation order of links and attributes is tracked
Handle text_type();      ///< variable-length UTF-8: fixed-length arrays crash netCDF readers

Handle create_file(const std::string& path);  ///< replaces the content of `path`
Handle create_group(hid_t parent, const std::string& name);

/// A dataset of fixed size. `fill` points at one value of `type`, null for the library's own (0, or empty text).
struct DatasetShape {
    std::vector<hsize_t> sizes;
    std::vector<hsize_t> chunk;  ///< empty: contiguous; else shuffle, deflate(4) and fletcher32
};
Handle create_dataset(hid_t parent, const std::string& name, hid_t type, const DatasetShape& shape, const void* fill);

/// Makes a 1-D dataset the scale of the axis of that name, and attaches scales to a dataset's axes in order.
void make_scale(hid_t dataset, const std::string& axis);
void attach_scale(hid_t dataset, hid_t scale, unsigned dimension);

/// Attributes: text as fixed-size scalar UTF-8, numbers as scalars of `type`.
void put_attribute(hid_t object, const std::string& name, const std::string& text);
void put_attribute(hid_t object, const std::string& name, hid_t type, const void* value);

void write_all(hid_t dataset, hid_t memory_type, const void* values, const std::string& name);
void write_texts(hid_t dataset, const std::vector<std::string>& texts, const std::string& name);

}  // namespace nephoscope::hdf5
