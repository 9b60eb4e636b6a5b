#pragma once

#include <cstddef>
#include <memory>
#include <new>

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
    const char *line = reinterpret_cast<const char*>(values), *last = reinterpret_cast<const char*>(values + count) - 1;
    for (; line < last; line += kCacheLine) prefetch(line);
    prefetch(last);
}

/// Floats from the start of a line on, so that rows of 16 take as few lines as they can.
struct FreeLines {
    void operator()(float* values) const { ::operator delete[](values, std::align_val_t{kCacheLine}); }
};
using FloatLines = std::unique_ptr<float[], FreeLines>;

/// `count` of them, of any value. Nothing is written, so that pages belong to whoever writes first.
inline FloatLines float_lines(std::size_t count) {
    return FloatLines(static_cast<float*>(::operator new[](count * sizeof(float), std::align_val_t{kCacheLine})));
}

}  // namespace nephoscope
