#include "sim/core/parallel.h"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>

#include "sim/core/contract.h"

namespace nephoscope {
namespace {

/// Keeps the exception of the lowest block that threw.
class LowestFailure {
public:
    explicit LowestFailure(std::size_t blocks) : block_(blocks) {}

    bool is_below(std::size_t block) const { return block_.load(std::memory_order_relaxed) < block; }

    void take(std::size_t block, std::exception_ptr exception) {
#pragma omp critical(nephoscope_lowest_failure)
        if (block < block_.load(std::memory_order_relaxed)) {
            block_.store(block, std::memory_order_relaxed);
            exception_ = exception;
        }
    }

    void rethrow() const {
        if (exception_) std::rethrow_exception(exception_);
    }

private:
    std::atomic<std::size_t> block_;
    std::exception_ptr exception_;
};

/// Neighbours go to one thread, so that it mostly finds what it has fetched beyond its block; no more of them than
/// leaves every thread many turns. Blocks of one, whole runs among them, go one by one.
std::size_t blocks_together(std::size_t blocks, std::size_t block_size, int threads) {
    if (block_size == 1) return 1;
    return std::clamp<std::size_t>(blocks / (16 * static_cast<std::size_t>(threads)), 1, 8);
}

}  // namespace

int available_threads() {
    if (std::getenv("OMP_NUM_THREADS") != nullptr) return std::max(1, omp_get_max_threads());
    cpu_set_t mask;
    CPU_ZERO(&mask);
    if (sched_getaffinity(0, sizeof mask, &mask) == 0) return std::max(1, CPU_COUNT(&mask));
    return std::max(1, omp_get_num_procs());  // more CPUs than a cpu_set_t holds
}

void for_blocks_on_threads(std::size_t size, std::size_t block_size, int threads,
                           const std::function<void(int, std::size_t, std::size_t)>& body) {
    NEPHOSCOPE_EXPECT(block_size > 0);
    NEPHOSCOPE_EXPECT(threads > 0);
    const std::size_t blocks = size / block_size + (size % block_size != 0 ? 1 : 0);
    LowestFailure failure(blocks);
    const auto run = [&](int thread, std::size_t block) {
        if (failure.is_below(block)) return;
        try {
            const std::size_t first = block * block_size;
            body(thread, first, first + std::min(block_size, size - first));
        } catch (...) {
            failure.take(block, std::current_exception());
        }
    };
    if (threads == 1 || blocks <= 1) {
        for (std::size_t block = 0; block < blocks; ++block) run(0, block);
    } else {
#pragma omp parallel for schedule(dynamic, blocks_together(blocks, block_size, threads)) num_threads(threads)
        for (std::size_t block = 0; block < blocks; ++block) run(omp_get_thread_num(), block);
    }
    failure.rethrow();
}

void for_blocks(std::size_t size, std::size_t block_size, int threads,
                const std::function<void(std::size_t, std::size_t)>& body) {
    for_blocks_on_threads(size, block_size, threads,
                          [&body](int, std::size_t first, std::size_t last) { body(first, last); });
}

}  // namespace nephoscope
