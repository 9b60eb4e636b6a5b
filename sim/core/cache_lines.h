#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

/// Memory by the lines that a processor fetches: speed alone depends on it.
namespace nephoscope {

inline constexpr std::size_t kCacheLine = 64;  ///< bytes

/// Fetches the line of `address` for reading, ahead of time. g++ takes a function that does nothing but prefetch for
/// one without any effect and leaves out its calls: the empty statement keeps them.
[[gnu::always_inline]] inline void prefetch(const void* address) {
    __builtin_prefetch(address);
    asm volatile("");
}

/// Fetches the lines of `count` > 0 values.
template <class T>
[[gnu::always_inline]] inline void prefetch_values(const T* values, std::size_t count) {
    const char* first = reinterpret_cast<const char*>(values);
    const std::size_t last = count * sizeof(T) - 1;
    for (std::size_t byte = 0; byte < last; byte += kCacheLine) prefetch(first + byte);
    prefetch(first + last);
}

/// Floats from the start of a line on, so that rows of 16 take as few lines as they can. Of any value and untouched, so
/// that pages belong to whoever writes first. Not by aligned new: what glibc frees of it does not hold as much again.
class FloatLines {
public:
    FloatLines() = default;
    explicit FloatLines(std::size_t count)
        : room_(std::make_unique_for_overwrite<float[]>(count + kCacheLine / sizeof(float) - 1)) {}

    float* get() const {
        const std::uintptr_t past = reinterpret_cast<std::uintptr_t>(room_.get()) % kCacheLine;
        return room_.get() + (kCacheLine - past) % kCacheLine / sizeof(float);
    }
    void reset() { room_.reset(); }

private:
    std::unique_ptr<float[]> room_;
};

}  // namespace nephoscope
