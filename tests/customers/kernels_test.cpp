#include "models/customers/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/core/random.h"
#include "tests/customers/kernel_sets.h"

/// Every set of kernels that this machine runs returns the bits of the plain loops, on random and on awkward inputs.
namespace nephoscope {

namespace {

constexpr int kLabs = 7, kSegments = 3, kRegions = 2, kCustomers = 300, kBlocks = 32;
constexpr double kNone = std::numeric_limits<double>::infinity();

/// A small market in plain arrays: `venues` decides how many vectors a row takes; with more than 32 all else is at its
/// most too.
struct Arrays {
    int venues, bases, workloads, stride, offers = 0;
    std::mt19937_64 random{7};
    std::vector<double> seller, known, actual, gravity, near, egress, data_gb;
    std::vector<std::int64_t> weight;
    std::vector<double> budget, workload_share, base_share, lab_taste, venue_taste;
    std::vector<float> own;
    std::vector<std::uint8_t> segment, contract_cloud, regulated, region, decile, lab, venue, clouds;
    std::vector<std::uint64_t> stream, lab_slots;
    std::vector<std::int64_t> offer_lab, offer_venue, offer_word;
    std::vector<std::int32_t> offer_place;
    std::vector<std::uint32_t> id;

    double real(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); }
    int whole(int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); }
    template <class T, class Make>
    void fill(std::vector<T>& column, int count, Make make) {
        for (int j = 0; j < count; ++j) column.push_back(static_cast<T>(make(j)));
    }

    explicit Arrays(int venues_)
        : venues(venues_),
          bases(venues_ > 4 ? venues_ * 2 / 3 : venues_),
          workloads(venues_ > 32    ? 8
                    : venues_ == 20 ? 3
                    : venues_ == 2  ? 1
                    : venues_ == 12 ? 7
                                    : 5),
          stride((venues_ + 7) / 8 * 8) {
        const int row = kLabs * stride;
        fill(seller, kSegments * venues * row, [&](int) { return real(0.05, 3); });
        fill(known, kSegments * venues * 2 * workloads * row,
             [&](int) { return whole(3) == 0 ? -kNone : real(-1, 2); });
        fill(actual, static_cast<int>(known.size()), [&](int) { return real(-1, 2); });
        fill(gravity, workloads * stride, [&](int) { return real(0, 0.5); });
        fill(near, stride, [&](int j) { return j % 3 == 2 ? 0.5 : 0.0; });
        fill(egress, kRegions * stride, [&](int) { return real(0, 0.1); });
        fill(data_gb, 8, [&](int k) { return k < workloads ? real(0, 0.1) : 0.0; });
        fill(weight, kCustomers, [&](int) { return real(0.5, 2000) * 0x1p20; });
        fill(budget, kCustomers, [&](int) { return std::exp(real(5, 18)); });
        fill(workload_share, kCustomers * workloads, [&](int) { return real(0.05, 0.4); });
        for (int i = 0; i < kCustomers; ++i) {
            double left = 1;
            for (int v = 0; v < bases; ++v) {
                base_share.push_back(v % 3 == 2 ? 0.0 : left * real(0, 1));
                left -= base_share.back();
            }
        }
        fill(lab_taste, kLabs, [&](int) { return real(-1, 1); });
        fill(venue_taste, venues, [&](int) { return real(-0.3, 0.3); });
        fill(own, std::max(kCustomers * workloads, row), [&](int) { return real(-2, 2); });
        fill(segment, kCustomers, [&](int) { return whole(kSegments); });
        fill(contract_cloud, kCustomers, [&](int) { return whole(venues); });
        fill(regulated, kCustomers, [&](int) { return whole(2); });
        fill(region, kCustomers, [&](int) { return whole(kRegions); });
        fill(decile, kCustomers, [&](int) { return whole(10); });
        fill(lab, kCustomers * workloads, [&](int) { return whole(3) == 0 ? 255 : whole(kLabs); });
        fill(venue, kCustomers * workloads,
             [&](int j) { return lab[static_cast<std::size_t>(j)] == 255 ? 255 : whole(venues); });
        fill(clouds, venues, [](int v) { return v; });
        clouds.resize(std::min<std::size_t>(clouds.size(), venues > 32 ? 16 : venues == 12 ? 8 : 5));
        if (venues == 20) clouds = {1, 4, 5, 9, 12};  // others in between
        fill(id, kCustomers, [&](int) { return random(); });
        fill(stream, kBlocks, [&](int b) { return b < kLabs ? 11 : 12; });
        fill(lab_slots, kBlocks, [&](int b) { return b < kLabs ? b * 3 : (b % kLabs) * 3 | (b / kLabs - 1) << 8; });
        for (int l = 0; l < kLabs; ++l)
            for (int v = 0; v < std::min(venues, 12); v += 1 + l % 2) {
                offer_lab.push_back(l);
                offer_venue.push_back(v);
                offer_word.push_back(v % 4 * kBlocks + (v / 4 + 1) * kLabs + l);
                offer_place.push_back(l * stride + v);
            }
        offers = static_cast<int>(offer_lab.size());
        for (auto* index : {&offer_lab, &offer_venue, &offer_word}) index->resize((index->size() + 7) / 8 * 8, 0);
    }

    TermsView terms() const {
        return {kLabs,        venues,        stride,         workloads,   bases,         seller.data(),
                known.data(), actual.data(), gravity.data(), near.data(), egress.data(), data_gb.data()};
    }
    BlockView blocks() const {
        return {{123, 0xfedcba98U},
                kBlocks,
                kLabs * (venues > 8   ? 4
                         : venues > 4 ? 3
                                      : 2),
                stream.data(),
                lab_slots.data()};
    }
    ShockView shocks(double dissimilarity) const {
        ShockView view;
        view.blocks = blocks();
        view.labs = kLabs;
        view.stride = stride;
        view.offers = offers;
        view.lab = offer_lab.data();
        view.venue = offer_venue.data();
        view.offer_word = offer_word.data();
        view.place = offer_place.data();
        view.dissimilarity = dissimilarity;
        view.per_precision = 1 / 3.0;
        return view;
    }
    /// Room for the sums of desires.
    std::size_t cells() const {
        return static_cast<std::size_t>(kSegments * workloads * kLabs * venues) *
               desire_fields(static_cast<int>(clouds.size()));
    }
    DesireView desire(double excess) const {
        DesireView view;
        view.terms = terms();
        view.weight = weight.data();
        view.budget = budget.data();
        view.workload_share = workload_share.data();
        view.base_share = base_share.data();
        view.own = own.data();
        view.segment = segment.data();
        view.contract_cloud = contract_cloud.data();
        view.regulated = regulated.data();
        view.region = region.data();
        view.decile = decile.data();
        view.lab = lab.data();
        view.venue = venue.data();
        view.growth = 1.7;
        view.excess = excess;
        view.clouds = static_cast<int>(clouds.size());
        view.cloud = clouds.data();
        return view;
    }
};

template <class T>
void expect_same_bits(const std::vector<T>& a, const std::type_identity_t<std::vector<T>>& b, const char* what) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t j = 0; j < a.size(); ++j)
        ASSERT_EQ(std::memcmp(&a[j], &b[j], sizeof(T)), 0) << what << " " << j << ": " << a[j] << " " << b[j];
}

/// (kernels, venues): up to 8 fit a register, 20 take three; each number of venues has workloads and clouds of its own.
class EveryKernel : public testing::TestWithParam<std::tuple<int, int>> {
protected:
    EveryKernel() : arrays(std::get<1>(GetParam())) { its = test::kernel_set(std::get<0>(GetParam())); }
    void SetUp() override {
        if (its == nullptr) GTEST_SKIP() << "this machine does not run that instruction set";
    }
    const Kernels& plain = plain_kernels();
    const Kernels* its = nullptr;
    Arrays arrays;
};

TEST_P(EveryKernel, KnownTerms) {
    const auto row = static_cast<std::size_t>(kLabs * arrays.stride);
    for (std::size_t i = 0; i < kCustomers; ++i) {
        const std::size_t seller =
            std::size_t{arrays.segment[i]} * static_cast<std::size_t>(arrays.venues) + arrays.contract_cloud[i];
        const ContractRow contract{seller, seller * 2 + arrays.regulated[i], arrays.region[i]};
        const double* base = arrays.base_share.data() + i * static_cast<std::size_t>(arrays.bases);
        std::vector<double> expected(row), got(row);
        plain.known_terms(arrays.terms(), contract, base, static_cast<int>(i) % arrays.workloads, expected.data());
        its->known_terms(arrays.terms(), contract, base, static_cast<int>(i) % arrays.workloads, got.data());
        expect_same_bits(expected, got, "term");
    }
}

/// Any number of tastes, of any words.
TEST_P(EveryKernel, Tastes) {
    std::vector<double> scale(static_cast<std::size_t>(kMostTastes));
    for (double& its_scale : scale) its_scale = arrays.real(0, 1);
    std::vector<std::int64_t> word(scale.size(), 0);
    TasteView view{arrays.blocks(), 0, word.data(), scale.data()};
    const int words = 4 * view.blocks.count;
    for (std::size_t i = 0; i < kCustomers; ++i) {
        view.count = 1 + arrays.whole(kMostTastes);
        for (std::int64_t& one : word) {
            do one = arrays.whole(words);
            while (one % view.blocks.count >= view.blocks.drawn);
        }
        std::vector<double> expected(word.size()), got(word.size());
        const auto compare = [&](const char* what) {  // entries beyond them are unspecified
            const std::vector<double> first(expected.begin(), expected.begin() + view.count);
            expect_same_bits(first, {got.begin(), got.begin() + view.count}, what);
        };
        plain.tastes(view, arrays.id[i], expected.data());
        its->tastes(view, arrays.id[i], got.data());
        compare("taste");
        const int padded = (view.count + 7) / 8 * 8;
        std::fill(got.begin() + padded, got.end(), -7.0);
        plain.gumbels(view.blocks, view.word, view.count, arrays.id[i], expected.data());
        its->gumbels(view.blocks, view.word, view.count, arrays.id[i], got.data());
        compare("Gumbel draw");
        EXPECT_EQ(std::count(got.begin() + padded, got.end(), -7.0), got.end() - got.begin() - padded);
    }
}

TEST_P(EveryKernel, OwnAttractions) {
    const auto row = static_cast<std::size_t>(kLabs * arrays.stride);
    for (const double dissimilarity : {0.01, 0.25, 0.5, 0.999, 1.0})
        for (std::size_t i = 0; i < kCustomers; ++i) {
            std::vector<float> expected(row), got(row);
            for (auto [kernels, own] : {std::pair{&plain, &expected}, std::pair{its, &got}})
                kernels->own_attractions(arrays.shocks(dissimilarity), arrays.id[i], static_cast<int>(i % 64),
                                         static_cast<int>(i * 7), arrays.lab_taste.data(), arrays.venue_taste.data(),
                                         own->data());
            expect_same_bits(expected, got, "own attraction");
        }
}

/// Questions with terms of their own, ties among them, or those of the contract of customer n.
TEST_P(EveryKernel, BestOffers) {
    const auto row = static_cast<std::size_t>(kLabs * arrays.stride), stride = static_cast<std::size_t>(arrays.stride);
    for (int n = 0; n < 1000; ++n) {
        const std::size_t i = static_cast<std::size_t>(n) % kCustomers;
        const std::size_t seller =
            std::size_t{arrays.segment[i]} * static_cast<std::size_t>(arrays.venues) + arrays.contract_cloud[i];
        Questions q;
        q.count = n % (arrays.workloads + 1);
        q.contract = {seller, seller * 2 + arrays.regulated[i], arrays.region[i]};
        q.base_share = n % 4 == 0 ? nullptr : arrays.base_share.data() + i * static_cast<std::size_t>(arrays.bases);
        q.floor = n % 7 == 0 ? -kNone : 0.0;
        q.excess = n % 3 == 0 ? 0.0 : n % 3 == 1 ? 0.1 : 40.0;
        std::vector<std::vector<double>> terms(static_cast<std::size_t>(arrays.workloads), std::vector<double>(row));
        std::vector<std::vector<float>> own(static_cast<std::size_t>(arrays.workloads), std::vector<float>(row));
        for (int m = 0; m < q.count; ++m) {
            const auto mu = static_cast<std::size_t>(m);
            for (std::size_t o = 0; o < row; ++o) {
                terms[mu][o] = arrays.whole(4) == 0 ? -kNone : arrays.real(-1.5, 2);
                own[mu][o] = static_cast<float>(arrays.real(-1, 1));
                if (o > 8 && arrays.whole(3) == 0) terms[mu][o] = terms[mu][o - 8], own[mu][o] = own[mu][o - 8];
            }
            q.workload[m] = (m + n) % arrays.workloads;
            q.terms[m] = q.base_share == nullptr || arrays.whole(2) == 0 ? terms[mu].data() : nullptr;
            q.own[m] = own[mu].data();
            q.budget[m] = std::exp(arrays.real(3, 18));
            q.lab[m] = arrays.whole(kLabs + 1) - 1;
            q.venue[m] = q.lab[m] < 0 ? -1 : arrays.whole(arrays.venues);
            q.to_lab[m] = q.lab[m] < 0 || n % 5 == 0 ? 0.0 : q.budget[m] * 0.1;
            q.to_venue[m] = q.to_lab[m] * 0.7;
        }
        std::vector<double> expected(static_cast<std::size_t>(arrays.workloads) * stride), got = expected;
        std::vector<std::uint8_t> expected_lab(expected.size()), got_lab(expected.size());
        plain.best_offers(arrays.terms(), q, stride, expected.data(), expected_lab.data());
        its->best_offers(arrays.terms(), q, stride, got.data(), got_lab.data());
        expect_same_bits(expected, got, "value");
        for (std::size_t v = 0; v < expected.size(); ++v)
            ASSERT_TRUE(expected[v] == kNoOffer || expected_lab[v] == got_lab[v]) << v;
    }
}

TEST_P(EveryKernel, BestSets) {
    const auto stride = static_cast<std::size_t>(arrays.stride);
    for (int n = 0; n < 3000; ++n) {
        const int rows = 1 + arrays.whole(6);
        std::vector<double> value(static_cast<std::size_t>(rows) * stride, kNoOffer), cost(stride), least;
        for (double& x : value)
            if (arrays.whole(3) != 0) x = n % 4 == 0 ? arrays.whole(4) : std::exp(arrays.real(0, 9));
        for (double& x : cost)
            x = arrays.whole(4) == 0 ? 0 : n % 4 == 0 ? arrays.whole(3) : std::exp(arrays.real(2, 8));
        for (int r = 0; r < rows; ++r) least.push_back(n % 9 == 0 ? kNoOffer : arrays.whole(2) * 50);
        SetProblem problem;
        problem.rows = rows;
        problem.venues = arrays.venues;
        problem.row_stride = stride;
        problem.value = value.data();
        problem.cost = cost.data();
        problem.least = least.data();
        std::vector<double> most = least;
        for (std::size_t r = 0; r < most.size(); ++r)
            for (std::size_t v = 0; v < static_cast<std::size_t>(arrays.venues); ++v)
                most[r] = std::max(most[r], value[r * stride + v]);
        problem.most = most.data();
        problem.in_use = n % 3 == 0 ? std::uint64_t{1} << arrays.whole(arrays.venues) : 0;
        problem.slots = arrays.whole(arrays.venues > 8 ? 4 : 6);
        const BestSet expected = plain.best_set(problem), got = its->best_set(problem);
        ASSERT_EQ(expected.value, got.value) << n;
        ASSERT_EQ(expected.set, got.set) << n;
        std::vector<int> venue(least.size()), got_venue(least.size());
        std::vector<double> best(least.size()), got_best(least.size()), second(least.size()), got_second(least.size());
        plain.best_venues(problem, got.set | 5, n % 2 == 0 ? 0.0 : kNoOffer, venue.data(), best.data(), second.data());
        its->best_venues(problem, got.set | 5, n % 2 == 0 ? 0.0 : kNoOffer, got_venue.data(), got_best.data(),
                         got_second.data());
        ASSERT_EQ(venue, got_venue) << n;
        ASSERT_EQ(best, got_best) << n;
        ASSERT_EQ(second, got_second) << n;
    }
}

TEST_P(EveryKernel, Desires) {
    for (const double excess : {0.0, 0.1, 3.0}) {
        const DesireView view = arrays.desire(excess);
        const std::size_t cells = arrays.cells();
        std::vector<std::int64_t> expected(cells), got(cells), expected_decile(10 * cells), got_decile(10 * cells);
        std::vector<std::int64_t> posted(static_cast<std::size_t>(kCustomers * arrays.workloads), -1),
            got_posted(static_cast<std::size_t>(kCustomers * arrays.workloads), -2);
        std::vector<float> desired(static_cast<std::size_t>(kCustomers * arrays.workloads), -1),
            got_desired(static_cast<std::size_t>(kCustomers * arrays.workloads), -2);
        DesireSums a, b;
        a.desired = desired.data(), b.desired = got_desired.data();
        a.cells = expected.data(), a.surplus_decile = expected_decile.data(), a.outlay = posted.data();
        b.cells = got.data(), b.surplus_decile = got_decile.data(), b.outlay = got_posted.data();
        constexpr std::size_t middle = 37;
        for (const auto& [kernels, sums] : {std::pair{&plain, &a}, std::pair{its, &b}}) {
            kernels->desire_block(view, 0, middle, *sums);
            sums->outlay += middle * static_cast<std::size_t>(arrays.workloads);
            sums->desired += middle * static_cast<std::size_t>(arrays.workloads);
            kernels->desire_block(view, middle, kCustomers, *sums);
        }
        expect_same_bits(expected, got, "cell");
        expect_same_bits(expected_decile, got_decile, "surplus of decile");
        expect_same_bits(posted, got_posted, "outlay");
        expect_same_bits(desired, got_desired, "desired");
        EXPECT_EQ(a.largest, b.largest);
        EXPECT_NEAR(a.total, b.total, 1e-9 * a.total);
        for (const std::size_t count : {std::size_t{1}, std::size_t{2}, std::size_t{kCustomers - 4}}) {
            std::vector<std::size_t> customers;
            for (std::size_t i = 0; i < count; ++i) customers.push_back((i * 7 + 3) % kCustomers);
            std::vector<Desires> one(count), other(count);
            plain.desires(view, customers.data(), count, one.data());
            its->desires(view, customers.data(), count, other.data());
            for (std::size_t i = 0; i < count; ++i)
                for (int k = 0; k < arrays.workloads; ++k) {
                    ASSERT_EQ(one[i].outlay[k], other[i].outlay[k]);
                    ASSERT_EQ(one[i].surplus[k], other[i].surplus[k]);
                    ASSERT_EQ(one[i].units[k], other[i].units[k]);
                }
        }
    }
}

TEST_P(EveryKernel, WordsThatAreNoNumbersShow) {
    arrays.budget[17] = std::numeric_limits<double>::quiet_NaN();
    std::fill(arrays.lab.begin(), arrays.lab.end(), std::uint8_t{0});
    std::fill(arrays.venue.begin(), arrays.venue.end(), std::uint8_t{1});
    std::vector<std::int64_t> cells(arrays.cells()), decile(10 * arrays.cells());
    DesireSums sums;
    sums.cells = cells.data();
    sums.surplus_decile = decile.data();
    its->desire_block(arrays.desire(0.1), 0, kCustomers, sums);
    EXPECT_TRUE(std::isnan(sums.total));
}

TEST_P(EveryKernel, Words) {
    const std::uint32_t key[2] = {5, 6};
    std::vector<std::uint64_t> threshold;
    for (int s = 0; s < kSegments; ++s)
        for (const std::uint64_t limit : {std::uint64_t{1} << 28, std::uint64_t{1} << 32, std::uint64_t{0},
                                          std::uint64_t{0x8000'0000} + static_cast<std::uint64_t>(s)})
            threshold.push_back(limit);
    for (const std::size_t count : {std::size_t{1}, std::size_t{8}, std::size_t{kCustomers - 3}}) {
        std::vector<std::uint32_t> expected(count), got(count);
        std::vector<std::uint8_t> expected_mask(count), got_mask(count);
        plain.customer_words(key, 0x00070e0eU, arrays.id.data(), count, expected.data());
        its->customer_words(key, 0x00070e0eU, arrays.id.data(), count, got.data());
        expect_same_bits(expected, got, "word");
        std::vector<std::uint8_t> sorted = arrays.segment;  // neighbours have the same thresholds
        std::sort(sorted.begin(), sorted.end());
        for (const auto* rows : {&arrays.segment, &sorted}) {
            plain.words_below(key, 3, arrays.id.data(), count, rows->data(), threshold.data(), expected_mask.data());
            its->words_below(key, 3, arrays.id.data(), count, rows->data(), threshold.data(), got_mask.data());
            EXPECT_EQ(expected_mask, got_mask);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryKernel,
                         testing::Combine(testing::Range(0, test::kEight + 1), testing::Values(2, 3, 8, 12, 20, 33)));

}  // namespace
}  // namespace nephoscope
