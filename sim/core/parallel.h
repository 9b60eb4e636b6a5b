#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <vector>

/// The only file with OpenMP pragmas.
namespace nephoscope {

/// Threads that this process may use, from the affinity mask and OMP_NUM_THREADS.
int available_threads();

/// Calls body(first, last) for consecutive blocks of [0, size) of `block_size`, on up to `threads` threads; blocks may run in
/// any order. The exception of the lowest block is rethrown after all have ended.
void for_blocks(std::size_t size, std::size_t block_size, int threads,
                const std::function<void(std::size_t first, std::size_t last)>& body);

/// The same with an accumulator per thread: `make()` builds one, body(first, last, accumulator) adds integers to it,
/// and merge(accumulator) folds each in thread order. Exact because the sums are integers.
template <class Accumulator>
void accumulate_blocks(std::size_t size, std::size_t block_size, int threads, Accumulator& total,
                       const std::function<Accumulator()>& make,
                       const std::function<void(std::size_t, std::size_t, Accumulator&)>& body);

}  // namespace nephoscope
