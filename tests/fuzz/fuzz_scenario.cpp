// libFuzzer target: any bytes are a scenario or a list of errors, never a crash; what was taken is written and read
// back the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "models/scenario/scenario.h"
#include "sim/io/document.h"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nephoscope;
    Sources sources;
    Diagnostics diagnostics(sources);
    const std::string text(reinterpret_cast<const char*>(data), size);
    const LoadedDocument document = load_text("fuzz.toml", text, sources, diagnostics);
    require(document.ok == diagnostics.ok());
    require(document.ok == diagnostics.str().empty());
    if (!document.ok) return 0;

    const std::string written = write_toml(document.root);
    const LoadedDocument again = load_text("written.toml", written, sources, diagnostics);
    require(again.ok);
    require(write_toml(again.root) == written);

    read_scenario(document, "fuzz", sources, diagnostics);
    require(diagnostics.ok() == diagnostics.str().empty());
    return 0;
}
