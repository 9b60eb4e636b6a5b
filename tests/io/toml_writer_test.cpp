#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "sim/io/document.h"

namespace nephoscope {
namespace {

/// Random trees of every kind of value, with keys and texts that need quotes.
class RandomTree {
public:
    explicit RandomTree(unsigned seed) : draw_(seed) {}

    Node table(int depth) {
        Node node;
        for (std::size_t n = below(5); n > 0; --n) node.table[text()] = value(depth);
        return node;
    }

private:
    std::size_t below(std::size_t n) { return draw_() % n; }

    std::string text() {
        static const std::vector<std::string> pieces{
            "a",  "openai", "-", "_", ".",    " ",    "\"",   "\\",           "'", "#",
            "\n", "\t",     "=", "ü", "\x7f", "\x01", "🙂", "\xEE\x80\x80", "1", "[x]"};
        std::string result;
        for (std::size_t n = below(5); n > 0; --n) result += pieces[below(pieces.size())];
        return result;
    }

    double real() {
        static const std::vector<double> special{
            0.0, -0.0, 1.0, 1e22, 5e-324, std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity(),
            0.1};
        if (below(2) == 0) return special[below(special.size())];
        const std::uint64_t bits = (std::uint64_t{draw_()} << 32U) | draw_();
        double value = 0;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }

    Node value(int depth) {
        Node node;
        const std::size_t kind = below(depth > 0 ? 6 : 4);
        node.kind = std::vector<Node::Kind>{Node::Kind::text,    Node::Kind::integer, Node::Kind::real,
                                            Node::Kind::boolean, Node::Kind::array,   Node::Kind::table}[kind];
        if (kind == 0) node.text = text();
        if (kind == 1)
            node.integer = below(3) == 0 ? std::numeric_limits<std::int64_t>::min() + static_cast<int>(below(2))
                                         : static_cast<std::int64_t>(draw_()) - 2'000'000'000;
        if (kind == 2) node.real = real();
        if (kind == 3) node.boolean = below(2) == 1;
        for (std::size_t n = kind == 4 ? below(4) : 0; n > 0; --n) node.array.push_back(value(depth - 1));
        if (kind == 5) node = table(depth - 1);
        return node;
    }

    std::mt19937 draw_;
};

/// Equal in everything but places; reals in every bit, all NaN being one.
bool same(const Node& a, const Node& b) {
    if (a.kind != b.kind || a.text != b.text || a.integer != b.integer || a.boolean != b.boolean) return false;
    if (std::memcmp(&a.real, &b.real, sizeof a.real) != 0 && !(std::isnan(a.real) && std::isnan(b.real))) return false;
    if (a.array.size() != b.array.size() || a.table.size() != b.table.size()) return false;
    for (std::size_t i = 0; i < a.array.size(); ++i) {
        if (!same(a.array[i], b.array[i])) return false;
    }
    for (auto i = a.table.begin(), j = b.table.begin(); i != a.table.end(); ++i, ++j) {
        if (i->first != j->first || !same(i->second, j->second)) return false;
    }
    return true;
}

TEST(WriteToml, IsReadBackToTheSameTree) {
    int values = 0;
    for (unsigned seed = 1; seed <= 500; ++seed) {
        const Node tree = RandomTree(seed).table(4);
        values += static_cast<int>(tree.table.size());
        const std::string text = write_toml(tree);
        Sources sources;
        Diagnostics diagnostics(sources);
        const LoadedDocument read = load_text("written", text, sources, diagnostics);
        ASSERT_TRUE(read.ok) << "seed " << seed << "\n" << text << diagnostics.str();
        ASSERT_TRUE(same(tree, read.root)) << "seed " << seed << "\n"
                                           << text << "\nand again:\n"
                                           << write_toml(read.root);
        ASSERT_EQ(write_toml(read.root), text) << "seed " << seed;
    }
    EXPECT_GT(values, 500) << "the trees must not be empty";
}

TEST(WriteToml, IsReadBackWhenTextsHoldManyDots) {
    const std::string dots(700, '.');
    Sources sources;
    Diagnostics diagnostics(sources);
    Node tree;
    Node text;
    text.kind = Node::Kind::text;
    text.text = "\\\"" + dots;
    tree.table["list"].kind = Node::Kind::array;
    tree.table["list"].array = {text, text};
    tree.table[dots].table[dots + "\""] = text;
    const LoadedDocument read = load_text("written", write_toml(tree), sources, diagnostics);
    ASSERT_TRUE(read.ok) << diagnostics.str();
    EXPECT_TRUE(same(tree, read.root)) << write_toml(read.root);
}

TEST(WriteToml, ComparisonSeesTheLastBit) {
    Node a, b;
    a.table["x"].kind = b.table["x"].kind = Node::Kind::real;
    a.table["x"].real = 0.1;
    b.table["x"].real = std::nextafter(0.1, 1.0);
    EXPECT_FALSE(same(a, b));
    b.table["x"].real = 0.1;
    EXPECT_TRUE(same(a, b));
}

TEST(WriteToml, LooksLikeAScenario) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string input = "[lab.openai]\nprice = 3.0\nnames=['a', 1e30]\n[lab]\norder=1\n[empty]\n[a.b.c]\n";
    const LoadedDocument read = load_text("s.toml", input, sources, diagnostics);
    ASSERT_TRUE(read.ok) << diagnostics.str();
    EXPECT_EQ(write_toml(read.root),
              "[a.b.c]\n\n[empty]\n\n[lab]\norder = 1\n\n[lab.openai]\nnames = [\"a\", 1e+30]\nprice = 3.0\n");
}

TEST(WriteToml, NamesThePlaceThatSetEachValue) {
    Sources sources;
    Diagnostics diagnostics(sources);
    LoadedDocument read = load_text("s.toml", "[lab.openai]\nprice = 3.0\n", sources, diagnostics);
    read.root.table["lab"].table["openai"].table["order"].kind = Node::Kind::integer;
    EXPECT_EQ(write_toml(read.root, &sources), "[lab.openai]\norder = 0  # default\nprice = 3.0  # s.toml:2\n");
    EXPECT_TRUE(load_text("again", write_toml(read.root, &sources), sources, diagnostics).ok);
}

}  // namespace
}  // namespace nephoscope
