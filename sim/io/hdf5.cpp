#include "sim/io/hdf5.h"

#include <hdf5_hl.h>

#include <string_view>

namespace nephoscope::hdf5 {
namespace {

std::recursive_mutex& library_mutex() {
    static std::recursive_mutex mutex;
    return mutex;
}

/// Takes the system's words out of HDF5's "file write failed: ..., errno = 28, error message = 'No space left on
/// device', ...".
std::string system_words(std::string_view description) {
    constexpr std::string_view kBefore = "error message = '";
    const std::size_t start = description.find(kBefore);
    if (start == std::string_view::npos) return {};
    description.remove_prefix(start + kBefore.size());
    return std::string(description.substr(0, description.find('\'')));
}

struct Reason {
    std::string innermost, system;
};

herr_t visit_error(unsigned depth, const H5E_error2_t* error, void* data) {
    Reason& reason = *static_cast<Reason*>(data);
    const std::string_view description = error->desc != nullptr ? error->desc : "";
    if (depth == 0) reason.innermost = description;
    if (reason.system.empty()) reason.system = system_words(description);
    return 0;
}

}  // namespace

Lock::Lock() : lock_(library_mutex()) {
    static const herr_t no_flush_at_exit = H5dont_atexit();  // must be the very first call into the library
    static_cast<void>(no_flush_at_exit);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // the setting is per thread
    H5Eclear2(H5E_DEFAULT);
}

Handle& Handle::operator=(Handle&& other) noexcept {
    if (this != &other) {
        reset();
        id_ = std::exchange(other.id_, -1);
        close_ = other.close_;
    }
    return *this;
}

void Handle::reset() noexcept {
    if (id_ < 0) return;
    const Lock lock;
    close_(std::exchange(id_, -1));
}

void Handle::close(const std::string& operation) {
    if (id_ >= 0) check(close_(std::exchange(id_, -1)), operation);
}

std::string reason() {
    Reason found;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, visit_error, &found);
    if (!found.system.empty()) return found.system;
    return found.innermost.empty() ? "no reason given by the HDF5 library" : found.innermost;
}

void check(herr_t result, const std::string& operation) {
    if (result < 0) throw Error(operation, reason());
}

Handle checked(hid_t id, Handle::Close close, const std::string& operation) {
    if (id < 0) throw Error(operation, reason());
    return Handle(id, close);
}

Handle file_access() {
    Handle list = checked(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare the file");
    check(H5Pset_libver_bounds(list.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "prepare the file");
    check(H5Pset_fclose_degree(list.id(), H5F_CLOSE_SEMI), "prepare the file");
#if H5_VERSION_GE(1, 10, 7)
    check(H5Pset_file_locking(list.id(), false, true), "prepare the file");
#endif
    return list;
}

Handle file_creation() {
    Handle list = checked(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "prepare the file");
    constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    check(H5Pset_link_creation_order(list.id(), kOrder), "prepare the file");
    check(H5Pset_attr_creation_order(list.id(), kOrder), "prepare the file");
    check(H5Pset_obj_track_times(list.id(), false), "prepare the file");
    return list;
}

Handle text_type() {
    Handle type = checked(H5Tcopy(H5T_C_S1), H5Tclose, "make the text type");
    check(H5Tset_size(type.id(), H5T_VARIABLE), "make the text type");
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make the text type");
    return type;
}

Handle create_file(const std::string& path) {
    return checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, file_creation().id(), file_access().id()), H5Fclose,
                   "create the file");
}

Handle create_group(hid_t parent, const std::string& name) {
    const std::string operation = "create group '" + name + "'";
    const Handle list = checked(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, operation);
    check(H5Pset_obj_track_times(list.id(), false), operation);
    constexpr unsigned kOrder = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    check(H5Pset_link_creation_order(list.id(), kOrder), operation);
    check(H5Pset_attr_creation_order(list.id(), kOrder), operation);
    return checked(H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, list.id(), H5P_DEFAULT), H5Gclose, operation);
}

Handle create_dataset(hid_t parent, const std::string& name, hid_t type, const DatasetShape& shape, const void* fill) {
    const std::string operation = "create variable '" + name + "'";
    const int rank = static_cast<int>(shape.sizes.size());
    const Handle space = checked(
        rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, shape.sizes.data(), nullptr), H5Sclose, operation);
    const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, operation);
    const Handle access = checked(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, operation);
    check(H5Pset_attr_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), operation);
    check(H5Pset_obj_track_times(creation.id(), false), operation);  // the same content gives the same bytes
    if (fill != nullptr) check(H5Pset_fill_value(creation.id(), type, fill), operation);
    if (!shape.chunk.empty()) {
        check(H5Pset_chunk(creation.id(), rank, shape.chunk.data()), operation);
        check(H5Pset_shuffle(creation.id()), operation);
        check(H5Pset_deflate(creation.id(), 2), operation);
        check(H5Pset_fletcher32(creation.id()), operation);
        // Chunks are always written whole, so a cache of them would only hold memory and delay errors.
        check(H5Pset_chunk_cache(access.id(), 0, 0, 1.0), operation);
    }
    return checked(H5Dcreate2(parent, name.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), access.id()),
                   H5Dclose, operation);
}

void make_scale(hid_t dataset, const std::string& axis) {
    check(H5DSset_scale(dataset, axis.c_str()), "make axis '" + axis + "'");
}

void attach_scale(hid_t dataset, hid_t scale, unsigned dimension) {
    check(H5DSattach_scale(dataset, scale, dimension), "attach an axis");
}

void put_attribute(hid_t object, const std::string& name, const std::string& text) {
    const std::string operation = "write attribute '" + name + "'";
    const Handle type = checked(H5Tcopy(H5T_C_S1), H5Tclose, operation);
    check(H5Tset_size(type.id(), text.empty() ? 1 : text.size()), operation);  // HDF5 has no text of size 0
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), operation);
    check(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), operation);
    put_attribute(object, name, type.id(), text.c_str());
}

void put_attribute(hid_t object, const std::string& name, hid_t type, const void* value) {
    const std::string operation = "write attribute '" + name + "'";
    const Handle space = checked(H5Screate(H5S_SCALAR), H5Sclose, operation);
    const Handle attribute =
        checked(H5Acreate2(object, name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose, operation);
    check(H5Awrite(attribute.id(), type, value), operation);
}

void write_all(hid_t dataset, hid_t memory_type, const void* values, const std::string& name) {
    check(H5Dwrite(dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write variable '" + name + "'");
}

void write_texts(hid_t dataset, const std::vector<std::string>& texts, const std::string& name) {
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    if (!texts.empty()) write_all(dataset, text_type().id(), pointers.data(), name);
}

}  // namespace nephoscope::hdf5
