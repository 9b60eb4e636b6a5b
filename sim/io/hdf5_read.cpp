#include "sim/io/hdf5_read.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "sim/core/error.h"
#include "sim/io/hdf5_heap_check.h"

namespace nephoscope::hdf5 {
namespace {

constexpr int kMaxRank = 16;
constexpr std::size_t kMaxAttributeBytes = std::size_t{1} << 26;
constexpr hsize_t kMaxObjects = 100'000;  // in one group

[[noreturn]] void refuse(const std::string& operation, const std::string& why) { throw Error(operation, why); }

bool is_plain_link(hid_t parent, const std::string& name) {
    if (H5Lexists(parent, name.c_str(), H5P_DEFAULT) <= 0) return false;
    H5L_info_t info;
    return H5Lget_info(parent, name.c_str(), &info, H5P_DEFAULT) >= 0 && info.type == H5L_TYPE_HARD;
}

void require_own_storage(hid_t dataset, const std::string& operation) {
    const Handle list = checked(H5Dget_create_plist(dataset), H5Pclose, operation);
    const H5D_layout_t layout = H5Pget_layout(list.id());
    if (layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT) {
        refuse(operation, "its values lie in other files");
    }
    if (H5Pget_external_count(list.id()) != 0) refuse(operation, "its values lie in other files");
    constexpr std::array<H5Z_filter_t, 3> kKnown = {H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32};
    const int filters = H5Pget_nfilters(list.id());
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0, config = 0;
        std::size_t values = 0;
        const H5Z_filter_t filter =
            H5Pget_filter2(list.id(), static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config);
        if (std::find(kKnown.begin(), kKnown.end(), filter) == kKnown.end()) {
            refuse(operation, "it is stored with a filter that results files do not use");
        }
    }
}

/// A chunk is unpacked in one piece, whatever the variable's own size.
void require_small_chunks(hid_t dataset, const std::string& operation) {
    const Handle list = checked(H5Dget_create_plist(dataset), H5Pclose, operation);
    if (H5Pget_layout(list.id()) != H5D_CHUNKED) return;
    std::array<hsize_t, kMaxRank> chunk{};
    const int rank = H5Pget_chunk(list.id(), kMaxRank, chunk.data());
    if (rank < 0 || rank > kMaxRank) refuse(operation, "its chunks are not readable");
    cells_of({chunk.begin(), chunk.begin() + rank});
}

/// Memory of the texts of one read: bounded, and freed in one go even when the read fails half-way.
class TextMemory {
public:
    static void* allocate(std::size_t bytes, void* self) {
        TextMemory& memory = *static_cast<TextMemory*>(self);
        if (bytes > kMaxTextBytes - memory.used_) return nullptr;
        memory.used_ += bytes;
        memory.pieces_.push_back(std::make_unique<char[]>(bytes));
        return memory.pieces_.back().get();
    }
    static void release(void*, void*) {}  // all of it goes with the object

private:
    std::size_t used_ = 0;
    std::vector<std::unique_ptr<char[]>> pieces_;
};

}  // namespace

void require_hdf5(const std::string& path, const char* what) {
    // Non-blocking, so that a pipe without a writer does not hold us up before it is refused.
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) throw MachineError(fmt::format("{}: cannot open the file: {}", path, std::strerror(errno)));
    struct stat status {};
    char start[8] = {};
    const bool looked = fstat(descriptor, &status) == 0;
    const bool regular = looked && S_ISREG(status.st_mode);
    const ssize_t start_bytes = regular ? read(descriptor, start, sizeof start) : 0;
    const int failure = looked && start_bytes >= 0 ? 0 : errno;
    close(descriptor);
    if (failure != 0) throw MachineError(fmt::format("{}: cannot read the file: {}", path, std::strerror(failure)));
    if (!regular) throw MachineError(fmt::format("{}: cannot read the file: it is not a regular file", path));
    if (start_bytes != sizeof start || std::memcmp(start, "\211HDF\r\n\032\n", sizeof start) != 0) {
        throw FormatError(fmt::format("{}: is no {}: it is not HDF5", path, what));
    }
}

Handle open_file(const std::string& path) {
    const Handle access = checked(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "open the file");
    check(H5Pset_fclose_degree(access.id(), H5F_CLOSE_SEMI), "open the file");
#if H5_VERSION_GE(1, 10, 7)
    check(H5Pset_file_locking(access.id(), false, true), "open the file");
#endif
    return checked(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose, "open the file");
}

bool has_object(hid_t parent, const std::string& name) { return is_plain_link(parent, name); }

Handle open_group(hid_t parent, const std::string& name) {
    const std::string operation = "open group '" + name + "'";
    if (!is_plain_link(parent, name)) refuse(operation, "there is none");
    return checked(H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose, operation);
}

Handle open_dataset(hid_t parent, const std::string& name) {
    const std::string operation = "open variable '" + name + "'";
    if (!is_plain_link(parent, name)) refuse(operation, "there is none");
    Handle dataset = checked(H5Dopen2(parent, name.c_str(), H5P_DEFAULT), H5Dclose, operation);
    require_own_storage(dataset.id(), operation);
    require_small_chunks(dataset.id(), operation);
    cells_of(sizes_of(dataset.id()));
    return dataset;
}

std::vector<hsize_t> sizes_of(hid_t dataset) {
    const Handle space = checked(H5Dget_space(dataset), H5Sclose, "read a shape");
    if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) refuse("read a shape", "a variable without values");
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank < 0 || rank > kMaxRank) refuse("read a shape", fmt::format("{} axes are too many", rank));
    std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr), "read a shape");
    return sizes;
}

hsize_t cells_of(const std::vector<hsize_t>& sizes) {
    hsize_t cells = 1;
    for (const hsize_t size : sizes) {
        if (size != 0 && cells > kMaxCells / size) {
            refuse("read a shape", fmt::format("over {} values in one variable", kMaxCells));
        }
        cells *= size;
    }
    return cells;
}

std::optional<std::string> attribute(hid_t object, const std::string& name) {
    const std::string operation = "read attribute '" + name + "'";
    if (H5Aexists(object, name.c_str()) <= 0) return std::nullopt;
    const Handle attribute = checked(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, operation);
    const Handle type = checked(H5Aget_type(attribute.id()), H5Tclose, operation);
    const Handle space = checked(H5Aget_space(attribute.id()), H5Sclose, operation);
    if (H5Sget_simple_extent_npoints(space.id()) != 1) refuse(operation, "it is not one value");
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind == H5T_INTEGER) {
        std::int64_t value = 0;
        check(H5Aread(attribute.id(), H5T_NATIVE_INT64, &value), operation);
        return std::to_string(value);
    }
    if (kind != H5T_STRING || H5Tis_variable_str(type.id()) != 0) refuse(operation, "it is no text of fixed size");
    const std::size_t size = H5Tget_size(type.id());
    if (size > kMaxAttributeBytes) refuse(operation, fmt::format("{} bytes are too many", size));
    std::string text(size, '\0');
    check(H5Aread(attribute.id(), type.id(), text.data()), operation);
    return text.substr(0, text.find('\0'));
}

CellKind kind_of(hid_t dataset) {
    const Handle type = checked(H5Dget_type(dataset), H5Tclose, "read a type");
    constexpr std::size_t kWidest = 8;
    switch (H5Tget_class(type.id())) {
        case H5T_FLOAT:
            return H5Tget_size(type.id()) <= kWidest ? CellKind::real : CellKind::other;
        case H5T_INTEGER:
            return H5Tget_size(type.id()) <= kWidest ? CellKind::integer : CellKind::other;
        case H5T_STRING:
            return H5Tis_variable_str(type.id()) > 0 ? CellKind::text : CellKind::other;
        default:
            return CellKind::other;
    }
}

std::vector<double> read_reals(hid_t dataset, const std::string& name) {
    const std::string operation = "read variable '" + name + "'";
    if (kind_of(dataset) != CellKind::real) refuse(operation, "it does not hold real numbers");
    std::vector<double> values(cells_of(sizes_of(dataset)));
    if (!values.empty()) {
        check(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), operation);
    }
    return values;
}

std::vector<std::int64_t> read_integers(hid_t dataset, const std::string& name) {
    const std::string operation = "read variable '" + name + "'";
    if (kind_of(dataset) != CellKind::integer) refuse(operation, "it does not hold whole numbers");
    std::vector<std::int64_t> values(cells_of(sizes_of(dataset)));
    if (!values.empty()) {
        check(H5Dread(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), operation);
    }
    return values;
}

std::string read_bytes(hid_t dataset, const std::string& name) {
    const std::string operation = "read variable '" + name + "'";
    const Handle type = checked(H5Dget_type(dataset), H5Tclose, operation);
    if (H5Tequal(type.id(), H5T_NATIVE_UINT8) <= 0) refuse(operation, "it does not hold bytes");
    std::string bytes(cells_of(sizes_of(dataset)), '\0');
    if (!bytes.empty()) {
        check(H5Dread(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), operation);
    }
    return bytes;
}

std::vector<std::string> read_texts(hid_t dataset, const std::string& name, const std::string& path) {
    const std::string operation = "read variable '" + name + "'";
    if (kind_of(dataset) != CellKind::text) refuse(operation, "it does not hold texts of variable length");
    require_sound_texts(dataset, path);
    std::vector<char*> pointers(cells_of(sizes_of(dataset)), nullptr);
    TextMemory memory;
    const Handle transfer = checked(H5Pcreate(H5P_DATASET_XFER), H5Pclose, operation);
    check(H5Pset_vlen_mem_manager(transfer.id(), TextMemory::allocate, &memory, TextMemory::release, &memory),
          operation);
    if (!pointers.empty()) {
        check(H5Dread(dataset, text_type().id(), H5S_ALL, H5S_ALL, transfer.id(), pointers.data()), operation);
    }
    std::vector<std::string> texts;
    texts.reserve(pointers.size());
    for (const char* pointer : pointers) texts.emplace_back(pointer == nullptr ? "" : pointer);
    return texts;
}

std::pair<std::vector<std::string>, std::vector<std::string>> list(hid_t group) {
    const std::string operation = "list the variables";
    H5G_info_t info;
    check(H5Gget_info(group, &info), operation);
    if (info.nlinks > kMaxObjects) refuse(operation, "there are too many");
    std::pair<std::vector<std::string>, std::vector<std::string>> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        std::array<char, 1024> buffer{};
        if (H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, buffer.data(), buffer.size(), H5P_DEFAULT) <
            0) {
            refuse(operation, reason());
        }
        const std::string name = buffer.data();
        if (!is_plain_link(group, name)) continue;
        const Handle object = checked(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, operation);
        const H5I_type_t type = H5Iget_type(object.id());
        if (type == H5I_DATASET) names.first.push_back(name);
        if (type == H5I_GROUP) names.second.push_back(name);
    }
    return names;
}

}  // namespace nephoscope::hdf5
