#include "sim/io/text_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include "sim/io/text.h"

namespace nephoscope {

namespace {

/// The number of an entry that stands for a file whose text is of no use to a message.
Place whole_file(const std::string& path, Sources& sources) { return {sources.add(path, ""), 0, 0, 0}; }

/// A file descriptor that closes itself.
class OpenFile {
public:
    explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// Reads to the end, or one byte over the limit; returns the system's error number, 0 when all went well.
int read_up_to_limit(int descriptor, std::string& text) {
    std::vector<char> block(std::size_t{1} << 16U);
    while (text.size() <= kLargestText) {
        const ssize_t n = ::read(descriptor, block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        if (n == 0) return 0;
        text.append(block.data(), static_cast<std::size_t>(n));
    }
    return 0;
}

void report_bad_byte(const std::string& path, std::string text, std::size_t offset, Sources& sources,
                     Diagnostics& diagnostics) {
    const auto value = static_cast<unsigned>(static_cast<unsigned char>(text[offset]));
    const auto line =
        1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    const std::size_t before = offset == 0 ? std::string::npos : text.rfind('\n', offset - 1);
    const auto column = static_cast<int>(before == std::string::npos ? offset + 1 : offset - before);
    diagnostics.error({sources.add(path, std::move(text)), line, column, column + 1},
                      fmt::format("this byte, 0x{:02X}, is not UTF-8", value), "save the file as UTF-8");
}

}  // namespace

std::optional<int> admit_text(const std::string& path, std::string text, Sources& sources, Diagnostics& diagnostics) {
    const auto refuse = [&](const std::string& message, const std::string& hint) {
        diagnostics.error(whole_file(path, sources), message, hint);
        return std::nullopt;
    };
    const auto begins_with = [&](std::string_view bytes) { return text.compare(0, bytes.size(), bytes) == 0; };
    if (begins_with("\x89HDF\r\n"))
        return refuse("this is an HDF5 file, not a scenario", "results carry their scenario: nephoscope verify FILE");
    if (text.size() > kLargestText)
        return refuse("the text is over 4 MiB", "a scenario is a short text; data does not belong in it");
    if (begins_with("\xFF\xFE") || begins_with("\xFE\xFF"))
        return refuse("the text is UTF-16 but must be UTF-8", "save the file as UTF-8");
    if (text.find('\0') != std::string::npos) return refuse("this is a binary file: it has a zero byte", "");
    if (begins_with("\xEF\xBB\xBF")) text.erase(0, 3);
    if (const auto offset = first_invalid_utf8(text)) {
        report_bad_byte(path, std::move(text), *offset, sources, diagnostics);
        return std::nullopt;
    }
    return sources.add(path, std::move(text));
}

std::string near_file(const std::string& path) {
    const std::filesystem::path wanted(path);
    const auto folder = wanted.has_parent_path() ? wanted.parent_path() : std::filesystem::path(".");
    std::vector<std::string> names;
    std::error_code failure;
    for (std::filesystem::directory_iterator i(folder, failure), end; !failure && i != end; i.increment(failure)) {
        if (i->path().extension() == ".toml") names.push_back(i->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return nearest_name(wanted.filename().string(), names);
}

std::optional<int> read_text_file(const std::string& path, Sources& sources, Diagnostics& diagnostics) {
    const auto fail = [&](const char* operation, int number, const std::string& hint) {
        diagnostics.machine_error(whole_file(path, sources),
                                  fmt::format("cannot {}: {}", operation, std::generic_category().message(number)),
                                  hint);
        return std::nullopt;
    };
    if (path.find('\0') != std::string::npos) return fail("open", ENOENT, "");
    const OpenFile file(path);
    if (file.descriptor() < 0) {
        const int number = errno;
        const std::string near = number == ENOENT ? near_file(path) : "";
        return fail("open", number, near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) return fail("read", errno, "");
    if (S_ISDIR(status.st_mode)) return fail("read", EISDIR, "");
    std::string text;
    if (const int number = read_up_to_limit(file.descriptor(), text)) return fail("read", number, "");
    return admit_text(path, std::move(text), sources, diagnostics);
}

}  // namespace nephoscope
