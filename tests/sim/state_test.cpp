#include "sim/core/state.h"

#include <gtest/gtest.h>

#include "sim/core/hash.h"
#include "sim/core/month.h"

namespace nephoscope {
namespace {

struct Part {
    int count = 0;
    std::vector<double> values;
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("count", self.count);
        visit("values", self.values);
    }
    friend bool operator==(const Part&, const Part&) = default;
};

struct Whole {
    double number = 0;
    bool flag = false;
    std::string text;
    Month month;
    std::vector<std::uint8_t> bytes;
    std::vector<std::string> texts;
    std::vector<std::vector<double>> rows;
    Part part;
    std::vector<Part> parts;
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit("number", self.number);
        visit("flag", self.flag);
        visit("text", self.text);
        visit("month", self.month);
        visit("bytes", self.bytes);
        visit("texts", self.texts);
        visit.growing("rows", self.rows);
        visit("part", self.part);
        visit("parts", self.parts);
    }
    friend bool operator==(const Whole&, const Whole&) = default;
};

Whole sample() {
    return {-0.5,           true,        "a text",
            Month(2027, 4), {1, 2, 255}, {"a", "", "b\nc"},
            {{1, 2}, {}},   {3, {0.1}},  {{1, {}}, {2, {4, 5, 6}}}};
}

std::string bytes_of(const Whole& whole) {
    StateWriter writer;
    writer("whole", whole);
    return writer.bytes();
}

template <class Body>
std::string message_of(Body body) {
    try {
        body();
    } catch (const StateError& error) {
        return error.what();
    }
    return "";
}

TEST(State, ComesBackAsItWas) {
    const std::string bytes = bytes_of(sample());
    Whole found;
    StateReader reader(bytes);
    reader("whole", found);
    reader.finish();
    EXPECT_EQ(found, sample());
}

TEST(State, CutShortAnywhereIsRefused) {
    const std::string bytes = bytes_of(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        StateReader reader(std::string_view(bytes).substr(0, size));
        Whole found;
        EXPECT_THROW(reader("whole", found), StateError) << size << " of " << bytes.size();
    }
}

/// Whatever the bytes say, nothing behind the end is read and no memory asked for that they cannot fill.
TEST(State, WithAnyByteAnotherIsReadOrRefused) {
    const std::string bytes = bytes_of(sample());
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int flip : {1, 0x80, 0xff}) {
            std::string spoilt = bytes;
            spoilt[at] = static_cast<char>(spoilt[at] ^ flip);
            Whole found;
            StateReader reader(spoilt);
            message_of([&] { reader("whole", found); });
        }
}

TEST(State, TellsWhichFieldIsNotThere) {
    StateWriter writer;
    writer("part", Part{1, {2}});
    Whole whole;
    StateReader reader(writer.bytes());
    EXPECT_EQ(message_of([&] { reader("whole", whole); }), "whole.number: is not there; there is 'part.count'");
}

TEST(State, KeepsTheSizeOfWhatIsNotEmptyUnlessItGrows) {
    StateWriter writer;
    writer("row", std::vector<double>{1, 2, 3});
    writer("rows", std::vector<std::vector<double>>{{1}, {2, 3}});
    std::vector<double> row(2), longer(2);
    StateReader fixed(writer.bytes()), growing(writer.bytes());
    EXPECT_EQ(message_of([&] { fixed("row", row); }), "row: holds 3 values where there should be 2");
    growing.growing("row", longer);
    EXPECT_EQ(longer, (std::vector<double>{1, 2, 3}));
    std::vector<std::vector<double>> rows(2, {9}), three(3);
    growing.growing("rows", rows);
    EXPECT_EQ(rows, (std::vector<std::vector<double>>{{1}, {2, 3}}));
    StateReader again(writer.bytes());
    again.growing("row", longer);
    EXPECT_EQ(message_of([&] { again.growing("rows", three); }), "rows: holds 2 values where there should be 3");
}

TEST(State, ByKeyTakesWhatItKnowsAndLeavesTheRest) {
    StateWriter writer;
    writer.by_key("paid", std::vector<std::int64_t>{10, 20});
    std::vector<std::int64_t> paid{1, 2, 3}, two{1, 2};
    StateReader reader(writer.bytes());
    reader.set_keys(2, {1, -1, 0});
    reader.by_key("paid", paid);
    EXPECT_EQ(paid, (std::vector<std::int64_t>{20, 2, 10}));
    StateReader other(writer.bytes());
    other.set_keys(3, {0, 1});
    EXPECT_EQ(message_of([&] { other.by_key("paid", two); }), "paid: is not one value per key");
}

/// Around every boundary of the hash's own buffer and blocks.
TEST(State, OfAHashGoesOnToTheSameHash) {
    for (const int before : {0, 1, 29, 30, 31, 32, 33, 63, 64, 65, 127, 128, 129, 500, 1000})
        for (const int after : {0, 1, 31, 32, 33, 200}) {
            Hasher straight, first, second;
            for (int i = 0; i < before; ++i) straight.add(i), first.add(i);
            second.add("something else");
            ASSERT_TRUE(second.set_state(first.state()));
            EXPECT_EQ(second.hex(), first.hex());
            for (int i = 0; i < after; ++i) straight.add(-i), second.add(-i);
            EXPECT_EQ(second.hex(), straight.hex()) << before << ", then " << after;
        }
    Hasher hasher;
    hasher.add(1);
    const std::string hex = hasher.hex();
    EXPECT_FALSE(hasher.set_state("short"));
    EXPECT_FALSE(hasher.set_state(std::string(hasher.state().size(), '\xff')));
    EXPECT_EQ(hasher.hex(), hex);
}

}  // namespace
}  // namespace nephoscope
