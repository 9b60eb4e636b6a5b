#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// State as bytes. A class that has state says which in one place,
///
///     template <class Self, class Visit>
///     static void for_each_field(Self& self, Visit& visit) { visit("latent", self.latent_); ... }
///
/// public, and both StateWriter and StateReader go through it. Every field stands behind its name and length, so that
/// state of a program with other fields is noticed. Little-endian, as memory holds it.
namespace nephoscope {

/// Stored state that is not what it should be. `what()` is "field: reason".
struct StateError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

namespace state {

template <class T, class Visit>
concept HasFields = requires(T& value, Visit& visit) {
    T::for_each_field(value, visit);
};

/// Stored as it lies in memory: numbers, enumerations, and structs of them without padding or floating point.
template <class T>
inline constexpr bool is_plain = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                 (std::is_class_v<T> && std::is_trivially_copyable_v<T> &&
                                  std::has_unique_object_representations_v<T>);

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

}  // namespace state

class StateWriter {
public:
    /// One field: a number, a text, a vector of fields, or an object that has fields of its own, each named behind it.
    template <class T>
    void operator()(std::string_view name, const T& value) {
        if constexpr (state::HasFields<const T, StateWriter>) {
            const std::size_t outer = path_.size();
            path_ += std::string(name) + ".";
            T::for_each_field(value, *this);
            path_.resize(outer);
        } else {
            put(path_ + std::string(name));
            const std::size_t at = bytes_.size();
            put(std::uint64_t{0});
            put(value);
            const std::uint64_t length = bytes_.size() - at - sizeof length;
            std::memcpy(bytes_.data() + at, &length, sizeof length);
        }
    }
    template <class T>
    void growing(std::string_view name, const T& value) {
        (*this)(name, value);
    }
    template <class T>
    void by_key(std::string_view name, const std::vector<T>& values) {
        (*this)(name, values);
    }
    const std::string& bytes() const { return bytes_; }

private:
    /// Fields of an object inside a vector: their values alone.
    struct Nested {
        StateWriter& to;
        template <class T>
        void operator()(std::string_view, const T& value) {
            to.put(value);
        }
    };

    void append(const void* from, std::size_t count) { bytes_.append(static_cast<const char*>(from), count); }

    template <class T>
    void put(const T& value) {
        if constexpr (state::HasFields<const T, Nested>) {
            Nested nested{*this};
            T::for_each_field(value, nested);
        } else {
            static_assert(state::is_plain<T>, "give the type a for_each_field");
            append(&value, sizeof value);
        }
    }
    void put(const std::string& text) {
        put(std::uint64_t{text.size()});
        bytes_ += text;
    }
    template <class T>
    void put(const std::vector<T>& values) {
        put(std::uint64_t{values.size()});
        if constexpr (state::is_plain<T>) {
            append(values.data(), values.size() * sizeof(T));
        } else {
            for (const T& value : values) put(value);
        }
    }

    std::string path_, bytes_;
};

/// Reads what StateWriter wrote, in the same order; throws StateError rather than look behind the end, whatever the
/// lengths say. What an object was made with sets what it may hold: a vector that is not empty keeps its size.
class StateReader {
public:
    /// `bytes` must outlive the reader.
    explicit StateReader(std::string_view bytes) : bytes_(bytes) {}

    template <class T>
    void operator()(std::string_view name, T& value) {
        if constexpr (state::HasFields<T, StateReader>) {
            const std::size_t outer = path_.size();
            path_ += std::string(name) + ".";
            T::for_each_field(value, *this);
            path_.resize(outer);
        } else {
            read(name, value, false);
        }
    }
    /// A vector that gets longer month by month, or a vector of such vectors.
    template <class T>
    void growing(std::string_view name, T& value) {
        read(name, value, true);
    }
    /// A vector by the keys of set_keys: entries of keys that are not taken stay as they are.
    template <class T>
    void by_key(std::string_view name, std::vector<T>& values) {
        std::vector<T> stored;
        read(name, stored, true);
        if (stored.size() != stored_keys_ || values.size() != source_.size()) fail("is not one value per key");
        for (std::size_t k = 0; k < values.size(); ++k)
            if (source_[k] >= 0) values[k] = stored[static_cast<std::size_t>(source_[k])];
    }
    /// How many keys the writer had, and for each of ours where it stands among them, −1 for one that is not taken.
    void set_keys(std::size_t stored_keys, std::vector<int> source) {
        stored_keys_ = stored_keys;
        source_ = std::move(source);
    }
    /// Throws unless everything was read.
    void finish() const {
        if (!bytes_.empty()) throw StateError("there is more than this program knows of");
    }
    /// Throws a StateError about the field read last.
    [[noreturn]] void fail(const std::string& reason) const { throw StateError(field_ + ": " + reason); }

private:
    struct Nested {
        StateReader& from;
        bool grows;
        template <class T>
        void operator()(std::string_view, T& value) {
            from.get(value, grows);
        }
    };

    template <class T>
    void read(std::string_view name, T& value, bool grows) {
        field_ = path_ + std::string(name);
        std::string found;
        get(found, true);
        if (found != field_) fail("is not there; there is '" + found + "'");
        std::uint64_t length = 0;
        get(length, false);
        if (length > bytes_.size()) fail("is cut short");
        const std::size_t rest = bytes_.size() - length;
        get(value, grows);
        if (bytes_.size() != rest) fail("has another length");
    }

    std::string_view take(std::uint64_t count) {
        if (count > bytes_.size()) fail("is cut short");
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }

    template <class T>
    void get(T& value, bool grows) {
        if constexpr (std::is_same_v<T, bool>) {
            value = take(1).front() != 0;
        } else if constexpr (state::HasFields<T, Nested>) {
            Nested nested{*this, grows};
            T::for_each_field(value, nested);
        } else {
            static_assert(state::is_plain<T>, "give the type a for_each_field");
            std::memcpy(&value, take(sizeof value).data(), sizeof value);
        }
    }
    void get(std::string& text, bool) {
        std::uint64_t length = 0;
        get(length, false);
        text = take(length);
    }
    template <class T>
    void get(std::vector<T>& values, bool grows) {
        std::uint64_t count = 0;
        get(count, false);
        const bool fixed = !values.empty() && !(grows && !state::is_vector<T>);
        if (fixed && count != values.size())
            fail("holds " + std::to_string(count) + " values where there should be " + std::to_string(values.size()));
        if constexpr (state::is_plain<T>) {
            if (count > bytes_.size() / sizeof(T)) fail("is cut short");
            values.resize(count);
            if (count > 0) std::memcpy(values.data(), take(count * sizeof(T)).data(), count * sizeof(T));
        } else if (fixed) {
            for (T& value : values) get(value, grows);
        } else {
            values.clear();
            for (std::uint64_t i = 0; i < count; ++i) {
                if (bytes_.empty()) fail("is cut short");
                get(values.emplace_back(), grows);
            }
        }
    }

    std::string_view bytes_;
    std::string path_, field_;
    std::size_t stored_keys_ = 0;
    std::vector<int> source_;
};

}  // namespace nephoscope
