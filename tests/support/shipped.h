#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "models/scenario/scenario.h"

namespace nephoscope::test {

/// A shipped scenario with settings, as --set would give them.
inline Scenario shipped(const std::string& name, const std::vector<std::string>& settings = {}) {
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string folder = NEPHOSCOPE_SOURCE_DIR "/scenarios";
    Scenario scenario = load_scenario(folder + "/" + name + ".toml", {{folder}, settings}, sources, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
    return scenario;
}

/// A scenario from a text that extends nothing.
inline Scenario from_text(const std::string& text, const std::string& name = "text") {
    Sources sources;
    Diagnostics diagnostics(sources);
    const Scenario scenario =
        read_scenario(load_text(name + ".toml", text, sources, diagnostics), name, sources, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.str();
    return scenario;
}

}  // namespace nephoscope::test
