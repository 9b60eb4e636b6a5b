#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "models/customers/accumulate.h"
#include "models/customers/customers.h"
#include "sim/core/cache_lines.h"
#include "sim/core/contract.h"

namespace nephoscope {

/// Fetches the wider columns that a month reads of a block of customers, a few lines at a time, while another block is
/// worked on: a processor sees by itself that columns are read in order, but begins anew with every page. Matters to
/// speed alone.
class BlockFetch {
public:
    /// Nothing.
    BlockFetch() = default;

    /// The block of customer `first`, in the order of the month; nothing if there is none.
    BlockFetch(const Customers& customers, std::size_t first) {
        if (first >= customers.size()) return;
        const std::size_t count = std::min(kCustomerBlock, customers.size() - first);
        const auto workloads = static_cast<std::size_t>(customers.workloads),
                   bases = static_cast<std::size_t>(customers.base_venues);
        const auto add = [&](const auto& column, std::size_t each) {
            NEPHOSCOPE_ASSERT(spans_ < span_.size());
            span_[spans_++] = {reinterpret_cast<const char*>(column.data() + first * each),
                               count * each * sizeof column[0] - 1};
        };
        add(customers.base_spend, 1), add(customers.base_share, bases), add(customers.id, 1), add(customers.fill, 1);
        add(customers.active, 1), add(customers.weight, 1), add(customers.budget, 1);
        add(customers.own, workloads), add(customers.workload_share, workloads);
        add(customers.lab, workloads), add(customers.venue, workloads);
    }

    /// A few more lines.
    void go_on() {
        for (int n = 0; n < kAtATime && at_ < spans_; ++n) {
            Span& span = span_[at_];
            prefetch(span.values + span.byte);
            if (span.byte == span.last) ++at_;
            span.byte = std::min(span.byte + kCacheLine, span.last);
        }
    }

private:
    static constexpr int kAtATime = 10;  ///< so that the customers of a block who decide fetch the next one's

    struct Span {
        const char* values = nullptr;
        std::size_t last = 0, byte = 0;  ///< to fetch: the last, the next
    };
    std::array<Span, 11> span_;
    std::size_t spans_ = 0, at_ = 0;
};

}  // namespace nephoscope
