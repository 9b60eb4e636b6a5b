#pragma once

#include <algorithm>
#include <atomic>
#include <barrier>
#include <exception>
#include <functional>
#include <span>
#include <thread>
#include <vector>

#include "sim/core/ranks.h"

namespace nephoscope::test {

/// Ranks that are threads of this process: what mpirun does with processes, without it.
class Team {
public:
    explicit Team(int size) : meeting_(size), values_(static_cast<std::size_t>(size)), failed_(size) {
        for (int rank = 0; rank < size; ++rank) members_.emplace_back(*this, rank);
    }

    /// body(rank) at every rank; the exception of the lowest rank that threw one of its own is rethrown.
    void run(const std::function<void(const Ranks&)>& body) {
        std::vector<std::exception_ptr> thrown(members_.size());
        std::vector<std::thread> threads;
        for (const Member& member : members_)
            threads.emplace_back([&, rank = static_cast<std::size_t>(member.rank())] {
                try {
                    body(member);
                } catch (const RankFailure&) {  // the one that failed says why
                } catch (...) {
                    thrown[rank] = std::current_exception();
                    fail(static_cast<int>(rank));
                }
            });
        for (std::thread& thread : threads) thread.join();
        for (const std::exception_ptr& exception : thrown)
            if (exception) std::rethrow_exception(exception);
    }

private:
    class Member final : public Ranks {
    public:
        Member(Team& team, int rank) : team_(team), rank_(rank) {}
        int rank() const override { return rank_; }
        int size() const override { return static_cast<int>(team_.members_.size()); }

    protected:
        void add_up(std::span<std::int64_t> values) const override { team_.add_up(rank_, values); }

    private:
        Team& team_;
        int rank_;
    };

    void fail(int rank) {
        for (int lowest = failed_; rank < lowest && !failed_.compare_exchange_weak(lowest, rank);) {
        }
        meeting_.arrive_and_drop();
    }

    void add_up(int rank, std::span<std::int64_t> values) {
        values_[static_cast<std::size_t>(rank)] = values;
        meeting_.arrive_and_wait();
        if (failed_ < static_cast<int>(members_.size())) throw RankFailure(failed_);
        std::vector<std::int64_t> sums(values.size(), 0);
        for (const std::span<std::int64_t>& part : values_)
            for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += part[i];
        meeting_.arrive_and_wait();
        std::copy(sums.begin(), sums.end(), values.begin());
    }

    std::barrier<> meeting_;
    std::vector<std::span<std::int64_t>> values_;
    std::atomic<int> failed_;  ///< the lowest rank that failed; the number of ranks while none has
    std::vector<Member> members_;
};

}  // namespace nephoscope::test
