#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Little-endian packing of what a store keeps. Texts and lists stand behind their length.
namespace nephoscope {

static_assert(std::endian::native == std::endian::little, "a store is written as memory holds it");

class BytesWriter {
public:
    template <class T>
    void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void text(std::string_view text) {
        number(std::uint64_t{text.size()});
        bytes_.append(text);
    }
    void reals(const std::vector<double>& values) {
        number(std::uint64_t{values.size()});
        bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
    }
    void texts(const std::vector<std::string>& values) {
        number(std::uint64_t{values.size()});
        for (const std::string& value : values) text(value);
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

/// Packed bytes that are not what they should be.
struct BytesError : std::runtime_error {
    BytesError() : std::runtime_error("the bytes end early") {}
};

/// Reads what BytesWriter wrote; throws BytesError rather than look behind the end, whatever the lengths say.
class BytesReader {
public:
    explicit BytesReader(std::string_view bytes) : bytes_(bytes) {}
    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(take(number<std::uint64_t>())); }
    std::vector<double> reals() {
        const auto count = number<std::uint64_t>();
        if (count > bytes_.size() / sizeof(double)) throw BytesError();
        std::vector<double> values(count);
        if (count > 0) std::memcpy(values.data(), take(count * sizeof(double)).data(), count * sizeof(double));
        return values;
    }
    std::vector<std::string> texts() {
        const auto count = number<std::uint64_t>();
        if (count > bytes_.size() / sizeof(std::uint64_t)) throw BytesError();
        std::vector<std::string> values;
        for (std::uint64_t i = 0; i < count; ++i) values.push_back(text());
        return values;
    }
    bool at_end() const { return bytes_.empty(); }

private:
    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size()) throw BytesError();
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    std::string_view bytes_;
};

}  // namespace nephoscope
