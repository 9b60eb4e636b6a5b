#pragma once

#include <cstddef>
#include <functional>
#include <type_traits>
#include <vector>

/// Parallel loops. This header and parallel.cpp are the only files with OpenMP in them.
///
/// Blocks are fixed by `size` and `block_size` alone, never by the number of threads, and may run in any order on any
/// thread: a body writes only what belongs to its own indices, or adds integers to its accumulator. So no result
/// depends on `threads`. A loop within a loop runs on the calling thread.
namespace nephoscope {

/// Threads that this process may use, at least 1: OMP_NUM_THREADS when it is set, otherwise the size of the affinity
/// mask.
int available_threads();

/// Calls body(first, last) for consecutive blocks of [0, size) of `block_size`, on up to `threads` threads; blocks may
/// run in any order, and threads take a few neighbours at a time, one where `block_size` is 1. The exception of the
/// lowest block is rethrown after all have ended; blocks above a failed one may be left out.
void for_blocks(std::size_t size, std::size_t block_size, int threads,
                const std::function<void(std::size_t first, std::size_t last)>& body);

/// The same, telling the body which thread of 0 … `threads` − 1 it runs on.
void for_blocks_on_threads(std::size_t size, std::size_t block_size, int threads,
                           const std::function<void(int thread, std::size_t first, std::size_t last)>& body);

/// The same with an accumulator per thread: `make()` builds one, body(first, last, accumulator) adds integers to it,
/// and each is folded into `total` in thread order, by total.merge(accumulator) where Accumulator has it, otherwise by
/// total += accumulator. Exact because the sums are integers. When a body throws, `total` is as it was.
template <class Accumulator>
void accumulate_blocks(std::size_t size, std::size_t block_size, int threads, Accumulator& total,
                       const std::type_identity_t<std::function<Accumulator()>>& make,
                       const std::type_identity_t<std::function<void(std::size_t, std::size_t, Accumulator&)>>& body) {
    struct alignas(128) Part {  // two cache lines, so that neighbours never share one
        Accumulator sum;
    };
    std::vector<Part> parts;
    for (int thread = 0; thread < threads; ++thread) parts.push_back(Part{make()});
    for_blocks_on_threads(size, block_size, threads, [&](int thread, std::size_t first, std::size_t last) {
        body(first, last, parts[static_cast<std::size_t>(thread)].sum);
    });
    for (const Part& part : parts) {
        if constexpr (requires { total.merge(part.sum); }) {
            total.merge(part.sum);
        } else {
            total += part.sum;
        }
    }
}

}  // namespace nephoscope
