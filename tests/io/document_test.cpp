#include "sim/io/document.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <memory>

#include "sim/io/text_file.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

/// A loaded document with what its places refer to.
struct Loaded {
    Sources sources;
    Diagnostics diagnostics{sources};
    LoadedDocument document;
    const Node& at(const std::string& key) const {
        static const Node missing;
        const Node* node = document.root.find_path(key);
        EXPECT_NE(node, nullptr) << key << "\n" << diagnostics.str();
        return node == nullptr ? missing : *node;
    }
};

std::unique_ptr<Loaded> text(const std::string& toml) {
    auto loaded = std::make_unique<Loaded>();
    loaded->document = load_text("text.toml", toml, loaded->sources, loaded->diagnostics);
    return loaded;
}

std::unique_ptr<Loaded> file(const std::string& path, const LoadOptions& options = {}) {
    auto loaded = std::make_unique<Loaded>();
    loaded->document = load_document(path, options, loaded->sources, loaded->diagnostics);
    return loaded;
}

TEST(Document, ReadsEveryKindOfValue) {
    const auto loaded = text(
        "a = 'x'\nb = 0x7F\n"
        "c = 1e3\nd = true\ne = [1, 2.5, 'y']\nf = { g = 9223372036854775807 }\nh = inf\ni = nan\n");
    ASSERT_TRUE(loaded->document.ok) << loaded->diagnostics.str();
    EXPECT_EQ(loaded->at("a").text, "x");
    EXPECT_EQ(loaded->at("b").integer, 127);
    EXPECT_EQ(loaded->at("c").kind, Node::Kind::real);
    EXPECT_EQ(loaded->at("c").real, 1000.0);
    EXPECT_TRUE(loaded->at("d").boolean);
    ASSERT_EQ(loaded->at("e").array.size(), 3U);
    EXPECT_EQ(loaded->at("e").array[2].text, "y");
    EXPECT_EQ(loaded->at("f.g").integer, 9223372036854775807);
    EXPECT_TRUE(std::isinf(loaded->at("h").real));
    EXPECT_TRUE(std::isnan(loaded->at("i").real));
    EXPECT_EQ(loaded->document.root.find_path("f.none"), nullptr);
    EXPECT_EQ(loaded->document.root.find_path("a.b"), nullptr);
    EXPECT_EQ(loaded->document.root.find_path("a..b"), nullptr);
    EXPECT_STREQ(kind_name(loaded->at("b").kind), "a whole number");
}

TEST(Document, KnowsThePlaceOfEveryKeyAndValue) {
    const auto loaded =
        text("\xEF\xBB\xBF# q\n[lab.\"ü\"]\n  price = 3.25  # usd\nnames = ['é', \"b\"]\nlong = '''\nab\n'''\n");
    const auto stands = [&](Place place, const std::string& expected, int end) {
        EXPECT_EQ(loaded->sources.str(place), "text.toml:" + expected);
        EXPECT_EQ(place.end_column, end) << expected;
    };
    stands(loaded->at("lab.\"ü\"").place, "2:1", 11);
    stands(loaded->at("lab.\"ü\"").key_place, "2:6", 10);
    stands(loaded->at("lab.\"ü\".price").place, "3:11", 15);
    stands(loaded->at("lab.\"ü\".price").key_place, "3:3", 8);
    stands(loaded->at("lab.\"ü\".names").array[1].place, "4:16", 19);  // columns count bytes
    stands(loaded->at("lab.\"ü\".long").place, "5:8", 11);             // marked on its first line
    stands(loaded->document.root.place, "1:1", 2);
}

TEST(Document, TakesTheFirstCommentAsTheQuestion) {
    EXPECT_EQ(text("#:schema x.json\n\n##  Who gains?  \n# More.\na = 1\n")->document.question, "Who gains?");
    EXPECT_EQ(text("a = 1\n# Not a question.\n")->document.question, "");
    EXPECT_EQ(text("#\n# Late?")->document.question, "Late?");
    EXPECT_EQ(text("")->document.question, "");
}

TEST(Document, LaysTheChildOverItsParent) {
    TemporaryFolder folder;
    folder.write("installed/base.toml", "# base\n[lab.a]\nprice = 1.0\nnames = [1, 2, 3]\n[lab.b]\nprice = 2.0\n");
    folder.write("mid.toml", "# middle\nextends = 'base.toml'\n[lab.a]\nnames = [9]\n");
    const auto path = folder.write("top.toml", "# top\nextends = 'mid.toml'\nlab.a.order = 1\nlab.b = 5\n");
    const auto loaded = file(path, {{folder.file("installed")}, {}});
    ASSERT_TRUE(loaded->document.ok) << loaded->diagnostics.str();
    EXPECT_EQ(loaded->at("lab.a.price").real, 1.0);
    EXPECT_EQ(loaded->at("lab.a.names").array.size(), 1U) << "lists replace whole";
    EXPECT_EQ(loaded->at("lab.a.order").integer, 1);
    EXPECT_EQ(loaded->at("lab.b").kind, Node::Kind::integer) << "a value may replace a table";
    EXPECT_EQ(loaded->document.root.find("extends"), nullptr);
    EXPECT_EQ(loaded->document.question, "top");
    ASSERT_EQ(loaded->document.files.size(), 3U);
    EXPECT_EQ(loaded->document.files[0], folder.file("installed/base.toml"));
    EXPECT_EQ(loaded->document.files[2], path);
    EXPECT_EQ(loaded->sources.str(loaded->at("lab.a.price").place), folder.file("installed/base.toml") + ":3:9");
    EXPECT_EQ(loaded->sources.str(loaded->at("lab.a.names").place), folder.file("mid.toml") + ":4:9");
    EXPECT_EQ(loaded->sources.str(loaded->at("lab.a").place), folder.file("installed/base.toml") + ":2:1");
}

TEST(Document, RemovesFromTheParentOnlyAndBeforeItWritesItself) {
    TemporaryFolder folder;
    folder.write("base.toml", "[agreement.x]\ntype = 'a'\nrate = 1\ncap_usd = 2\n[agreement.y]\ntype = 'a'\n");
    folder.write("mid.toml",
                 "extends = 'base.toml'\nremove = ['agreement.x', 'agreement.y']\n[agreement.x]\ntype = 'b'\n");
    const auto mid = file(folder.file("mid.toml"));
    ASSERT_TRUE(mid->document.ok) << mid->diagnostics.str();
    EXPECT_EQ(mid->at("agreement.x.type").text, "b");
    EXPECT_EQ(mid->at("agreement").table.size(), 1U);
    EXPECT_EQ(mid->at("agreement.x").table.size(), 1U) << "removed and written here is new";

    folder.write("top.toml", "extends = 'mid.toml'\n[agreement.y]\ntype = 'c'\n");
    const auto top = file(folder.file("top.toml"));
    ASSERT_TRUE(top->document.ok) << "remove is not inherited:\n" << top->diagnostics.str();
    EXPECT_EQ(top->at("agreement.y.type").text, "c");
}

TEST(Document, ReadsTheSameParentForSeveralFilesAndTellsItsErrorOnce) {
    TemporaryFolder folder;
    folder.write("base.toml", "[lab.a]\nprice = = 1\n");
    folder.write("one.toml", "extends = 'base.toml'\n");
    folder.write("two.toml", "extends = 'base.toml'\n");
    Sources sources;
    Diagnostics diagnostics(sources);
    EXPECT_FALSE(load_document(folder.file("one.toml"), {}, sources, diagnostics).ok);
    EXPECT_FALSE(load_document(folder.file("two.toml"), {}, sources, diagnostics).ok);
    EXPECT_EQ(diagnostics.errors(), 1) << diagnostics.str();
}

TEST(Document, AppliesSettingsLastAndInOrder) {
    TemporaryFolder folder;
    const auto path = folder.write("a.toml", "[choice]\ntaste_precision = 3.0\n");
    const auto loaded = file(path, {{},
                                    {"choice.taste_precision=4", "choice.taste_precision = 5.5",
                                     "agreement.x.end=2026-05", "venue.\"a.b\".name=azure", "flag=true",
                                     "list=[1, 'x=y']", "choice={ other = 1 }", "text='two words'"}});
    ASSERT_TRUE(loaded->document.ok) << loaded->diagnostics.str();
    EXPECT_EQ(loaded->at("choice.taste_precision").real, 5.5);
    EXPECT_EQ(loaded->sources.str(loaded->at("choice.taste_precision").place), "--set:2:26");
    EXPECT_EQ(loaded->at("agreement.x.end").text, "2026-05");
    EXPECT_EQ(loaded->sources.str(loaded->at("agreement.x.end").place), "--set:3:17");
    EXPECT_EQ(loaded->at("venue.\"a.b\".name").text, "azure");
    EXPECT_TRUE(loaded->at("flag").boolean);
    EXPECT_EQ(loaded->at("list").array[1].text, "x=y");
    EXPECT_EQ(loaded->at("choice.other").integer, 1) << "tables merge";
    EXPECT_EQ(loaded->at("text").text, "two words");
}

TEST(Document, DoesNotLetASettingSmuggleInALine) {
    TemporaryFolder folder;
    const auto loaded = file(folder.write("a.toml", ""), {{}, {"a=1\nb=2"}});
    EXPECT_FALSE(loaded->document.ok);
    EXPECT_NE(loaded->diagnostics.str().find("a setting is one line"), std::string::npos);
}

TEST(Document, OfATextMayNotExtend) {
    const auto loaded = text("extends = 'base.toml'\n");
    EXPECT_FALSE(loaded->document.ok);
    EXPECT_NE(loaded->diagnostics.str().find("text.toml:1:1: error: this text stands alone"), std::string::npos);
    EXPECT_FALSE(text("remove = ['a']\n")->document.ok);
}

TEST(Document, OverFourMebibytesIsRefusedBeforeParsing) {
    TemporaryFolder folder;
    std::string full(kLargestText, '#');
    EXPECT_TRUE(file(folder.write("full.toml", full))->document.ok);
    const auto over = file(folder.write("over.toml", full + "\n= not TOML"));
    EXPECT_FALSE(over->document.ok);
    EXPECT_EQ(over->diagnostics.str(), folder.file("over.toml") +
                                           ": error: the text is over 4 MiB\n"
                                           "     | a scenario is a short text; data does not belong in it\n"
                                           "1 error; nothing was run\n");
    EXPECT_FALSE(file("/dev/zero")->document.ok) << "an endless file ends at the limit";
}

/// What the messages are when a user without rights reads `path`; run in a child process that gives its rights away.
std::string messages_for_another_user(const std::string& path) {
    int ends[2];
    if (::pipe(ends) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) {
        const bool other = ::getuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0);
        const auto messages = other ? file(path)->diagnostics.str() : "cannot become another user";
        const auto written = ::write(ends[1], messages.data(), messages.size());
        ::_exit(written == static_cast<ssize_t>(messages.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string messages(4096, '\0');
    const auto n = ::read(ends[0], messages.data(), messages.size());
    messages.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return messages;
}

TEST(Document, ThatMayNotBeReadSaysSo) {
    TemporaryFolder folder;
    const auto path = folder.write("secret.toml", "a = 1\n");
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    ASSERT_EQ(::chmod(std::filesystem::path(path).parent_path().c_str(), 0755), 0);
    EXPECT_EQ(messages_for_another_user(path),
              path + ": error: cannot open: Permission denied\n1 error; nothing was run\n");
}

TEST(Document, ThatIsMissingIsTheMachinesFaultAndANearNameIsOffered) {
    TemporaryFolder folder;
    folder.write("baseline.toml", "");
    const auto loaded = file(folder.file("basline.toml"));
    EXPECT_EQ(loaded->diagnostics.machine_errors(), 1);
    EXPECT_NE(loaded->diagnostics.str().find("did you mean 'baseline.toml'?"), std::string::npos);
}

TEST(ScenarioFolders, BeginWithTheOneOfTheEnvironmentAndHoldTheSourceTrees) {
    ASSERT_EQ(::setenv("NEPHOSCOPE_SCENARIOS", "/somewhere", 1), 0);
    const auto named = scenario_folders();
    ASSERT_EQ(::unsetenv("NEPHOSCOPE_SCENARIOS"), 0);
    const auto plain = scenario_folders();
    ASSERT_EQ(named.size(), plain.size() + 1);
    EXPECT_EQ(named.front(), "/somewhere");
    EXPECT_EQ(plain.back(), std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios");
}

}  // namespace
}  // namespace nephoscope
