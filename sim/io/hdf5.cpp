#include "sim/io/hdf5.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "sim/core/error.h"

namespace nephoscope::hdf5 {

namespace {

constexpr std::size_t kMaxAttribute = 1 << 20;  // a text attribute of ours is far smaller

herr_t innermost(unsigned, const H5E_error2_t* error, void* text) {
    if (error->desc != nullptr) *static_cast<std::string*>(text) = error->desc;
    return 0;
}

void attach(hid_t object, const std::string& name, hid_t type, const void* value, const std::string& path) {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, path, "describe an attribute");
    const Handle attribute(H5Acreate2(object, name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                           path, "create an attribute");
    check(H5Awrite(attribute.get(), type, value), path, "write an attribute");
}

}  // namespace

void prepare() {
    static const bool done = [] {
        H5dont_atexit();
        H5open();
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        return true;
    }();
    static_cast<void>(done);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // the setting is per thread in a thread-safe build
}

std::string reason() {
    std::string text;
    H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        [](unsigned n, const H5E_error2_t* e, void* t) {
            return static_cast<std::string*>(t)->empty() ? innermost(n, e, t) : 0;
        },
        &text);
    H5Eclear2(H5E_DEFAULT);
    return text.empty() ? "unknown reason" : text;
}

void check(herr_t status, const std::string& path, const char* operation) {
    if (status >= 0) return;
    throw MachineError(fmt::format("{}: cannot {}: {}", path, operation, reason()));
}

Handle::Handle(hid_t id, herr_t (*closer)(hid_t), const std::string& path, const char* operation)
    : id_(id), close_(closer) {
    check(id < 0 ? -1 : 0, path, operation);
}

Handle& Handle::operator=(Handle&& other) noexcept {
    if (this != &other) {
        reset();
        id_ = other.id_;
        close_ = other.close_;
        other.id_ = H5I_INVALID_HID;
    }
    return *this;
}

void Handle::reset() noexcept {
    if (id_ >= 0) close_(id_);
    id_ = H5I_INVALID_HID;
}

herr_t Handle::close() {
    const hid_t id = id_;
    id_ = H5I_INVALID_HID;
    return id < 0 ? 0 : close_(id);
}

Handle utf8_type(std::size_t size, const std::string& path) {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, path, "describe text");
    check(H5Tset_size(type.get(), size), path, "describe text");
    check(H5Tset_cset(type.get(), H5T_CSET_UTF8), path, "describe text");
    return type;
}

void write_attribute(hid_t object, const std::string& name, const std::string& text, const std::string& path) {
    const std::string stored = text.empty() ? std::string(1, '\0') : text;
    const Handle type = utf8_type(stored.size(), path);
    attach(object, name, type.get(), stored.data(), path);
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value, const std::string& path) {
    attach(object, name, H5T_NATIVE_INT64, &value, path);
}

void write_attribute(hid_t object, const std::string& name, double value, const std::string& path) {
    attach(object, name, H5T_NATIVE_DOUBLE, &value, path);
}

std::string read_attribute(hid_t object, const std::string& name) {
    if (H5Aexists(object, name.c_str()) <= 0) return "";
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, name, "open an attribute");
    const Handle type(H5Aget_type(attribute.get()), H5Tclose, name, "read an attribute's type");
    const Handle space(H5Aget_space(attribute.get()), H5Sclose, name, "read an attribute's size");
    if (H5Sget_simple_extent_npoints(space.get()) != 1) return "";
    if (H5Tget_class(type.get()) == H5T_INTEGER) {
        std::int64_t value = 0;
        check(H5Aread(attribute.get(), H5T_NATIVE_INT64, &value), name, "read an attribute");
        return std::to_string(value);
    }
    if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0) return "";
    const std::size_t size = H5Tget_size(type.get());
    if (size > kMaxAttribute) return "";
    std::string text(size, '\0');
    check(H5Aread(attribute.get(), type.get(), text.data()), name, "read an attribute");
    return text.substr(0, text.find('\0'));
}

void write_strings(hid_t dataset, hid_t memory_space, hid_t file_space, const std::vector<std::string>& texts,
                   const std::string& path) {
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    const Handle type = utf8_type(H5T_VARIABLE, path);
    check(H5Dwrite(dataset, type.get(), memory_space, file_space, H5P_DEFAULT, pointers.data()), path, "write text");
}

std::vector<std::string> read_strings(hid_t dataset, std::size_t count, const std::string& path) {
    const Handle stored(H5Dget_type(dataset), H5Tclose, path, "read a type");
    if (H5Tget_class(stored.get()) != H5T_STRING || H5Tis_variable_str(stored.get()) <= 0)
        throw FormatError(fmt::format("{}: labels are not text of variable length", path));
    std::vector<char*> pointers(count, nullptr);
    const Handle type = utf8_type(H5T_VARIABLE, path);
    check(H5Dread(dataset, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), path, "read text");
    std::vector<std::string> texts;
    for (char* pointer : pointers) {
        texts.emplace_back(pointer == nullptr ? "" : pointer);
        H5free_memory(pointer);
    }
    return texts;
}

}  // namespace nephoscope::hdf5
