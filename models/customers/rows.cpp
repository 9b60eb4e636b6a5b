#include "models/customers/rows.h"

#include <fmt/format.h>

#include <bit>
#include <numeric>
#include <type_traits>
#include <unordered_map>

#include "sim/core/error.h"

namespace nephoscope {

namespace {

template <class Value>
std::int64_t word_of(Value value) {
    if constexpr (std::is_floating_point_v<Value>)
        return std::bit_cast<std::int64_t>(static_cast<double>(value));
    else
        return static_cast<std::int64_t>(value);
}

template <class Value>
Value from_word(std::int64_t word) {
    if constexpr (std::is_floating_point_v<Value>)
        return static_cast<Value>(std::bit_cast<double>(word));
    else
        return static_cast<Value>(word);
}

constexpr auto kAllColumns = [](Customers& customers, auto visit) { customers.for_each_column(visit); };
constexpr auto kStateColumns = [](Customers& customers, auto visit) { customers.for_each_state_column(visit); };

/// Gives every rank the rows that one of them has and the others hold as zeros.
template <class Columns>
void share_rows(Customers& rows, const Ranks& ranks, Columns for_each) {
    if (ranks.size() == 1) return;
    std::vector<std::int64_t> words;
    for_each(rows, [&](const auto& column, std::size_t) {
        for (const auto value : column) words.push_back(word_of(value));
    });
    ranks.sum(words);
    auto next = words.begin();
    for_each(rows, [&](auto& column, std::size_t) {
        for (auto& value : column) value = from_word<std::remove_reference_t<decltype(value)>>(*next++);
    });
}

/// Columns of both are visited in one order, so their places pair up. `all` is read only.
template <class Columns>
void copy_rows(const Customers& all, const std::vector<std::size_t>& rows, Customers& kept, Columns for_each) {
    std::vector<void*> places;
    for_each(kept, [&](auto& column, std::size_t) { places.push_back(&column); });
    auto place = places.begin();
    for_each(const_cast<Customers&>(all), [&](auto& column, std::size_t each) {
        auto& to = *static_cast<std::remove_reference_t<decltype(column)>*>(*place++);
        to.resize(rows.size() * each);
        auto* next = to.data();
        for (const std::size_t row : rows)
            for (std::size_t j = 0; j < each; ++j) {
                if (row == kElsewhere)
                    *next++ = {};
                else
                    *next++ = column[row * each + j];
            }
    });
    share_rows(kept, *all.ranks, for_each);
}

}  // namespace

std::vector<std::size_t> rows_with(const Customers& all, const std::vector<std::uint32_t>& ids) {
    std::unordered_map<std::uint32_t, std::size_t> row;  // of those that are looked for
    for (const std::uint32_t id : ids) row.emplace(id, kElsewhere);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto found = row.find(all.id[i]);
        if (found != row.end()) found->second = i;
    }
    std::vector<std::size_t> rows;
    std::vector<std::int64_t> holders;
    for (const std::uint32_t id : ids) {
        rows.push_back(row.at(id));
        holders.push_back(rows.back() == kElsewhere ? 0 : 1);
    }
    all.ranks->sum(holders);
    for (std::size_t j = 0; j < ids.size(); ++j)
        if (holders[j] != 1) throw ModelError(fmt::format("customer {} is not in the population", ids[j]));
    return rows;
}

Customers rows_of(const Customers& all, const std::vector<std::size_t>& rows) {
    Customers kept;
    kept.labs = all.labs;
    kept.workloads = all.workloads;
    kept.venues = all.venues;
    kept.base_venues = all.base_venues;
    kept.base_per_budget = all.base_per_budget;
    copy_rows(all, rows, kept, kAllColumns);
    return kept;
}

void update_rows(const Customers& all, const std::vector<std::size_t>& rows, Customers& kept) {
    copy_rows(all, rows, kept, kStateColumns);
}

Customers whole_population(const Customers& part) {
    const auto all = static_cast<std::size_t>(part.ranks->sum(static_cast<std::int64_t>(part.size())));
    std::vector<std::uint32_t> ids(all);
    std::iota(ids.begin(), ids.end(), 0U);
    return rows_of(part, rows_with(part, ids));
}

Customers part_of(const Customers& whole, std::size_t agents, const Ranks& ranks) {
    std::vector<std::size_t> rows;
    const auto add = [&](std::size_t first_row, std::size_t count) {
        for (std::size_t n = 0; n < ranks.part_size(count); ++n) rows.push_back(first_row + ranks.in_part(n));
    };
    add(0, agents);
    add(agents, whole.size() - agents);
    return rows_of(whole, rows);
}

}  // namespace nephoscope
