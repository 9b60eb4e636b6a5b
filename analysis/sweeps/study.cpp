#include "analysis/sweeps/study.h"

#include <fmt/format.h>

#include "analysis/sweeps/study_points.h"
#include "analysis/sweeps/study_reading.h"
#include "models/scenario/reading.h"
#include "sim/core/error.h"

namespace nephoscope {

namespace {

std::string stem_of(const std::string& path) {
    const std::string file = path.substr(path.find_last_of('/') + 1);
    return file.substr(0, file.rfind(".toml"));
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

}  // namespace

Study load_study(const std::string& path, Sources& sources, Diagnostics& diagnostics) {
    using namespace study_reading;
    Study study;
    study.name = stem_of(path);
    const LoadedDocument document = load_document(path, {scenario_folders(), {}}, sources, diagnostics);
    if (!document.ok) return study;
    study.question = document.question;
    study.text = write_toml(document.root);
    StudyReading reading{study, document.root, folder_of(path), sources, diagnostics};
    reading::check_names(document.root, {"design", "outcome", "parameters", "study"}, "a study", diagnostics);
    read_section(reading);
    load_scenarios(reading);
    read_parameters(reading);
    read_design(reading);
    read_outcomes(reading);
    if (!diagnostics.ok()) return study;
    check_ends(reading);
    study.points = design_points(study);
    return study;
}

Study read_stored_design(const std::string& text, std::size_t points) {
    using namespace study_reading;
    Study study;
    Sources sources;
    Diagnostics diagnostics(sources);
    const LoadedDocument document = load_text("the stored study", text, sources, diagnostics);
    StudyReading reading{study, document.root, "", sources, diagnostics};
    if (document.ok) {
        study.text = text;
        read_parameters(reading);
        read_design(reading);
    }
    if (!diagnostics.ok()) throw FormatError("the stored study does not read:\n" + diagnostics.str());
    // Counted before they are made: the text may ask for more than there is memory.
    const double count = point_count({study.design, study.design_seed, study.design_size, study.design_levels,
                                      static_cast<int>(study.parameters.size())},
                                     study.parameters);
    if (count != static_cast<double>(points))
        throw FormatError(fmt::format("the stored study has {} points, not {}", count, points));
    study.points = design_points(study);
    return study;
}

std::vector<Scenario> scenarios_of_point(const Study& study, std::size_t point, Diagnostics& diagnostics) {
    const Sources none;
    std::vector<Scenario> scenarios;
    for (std::size_t s = 0; s < study.documents.size(); ++s) {
        LoadedDocument document = study.documents[s];
        for (std::size_t p = 0; p < study.parameters.size(); ++p)
            if (study_reading::has_place_for(document, study.parameters[p].key))
                study_reading::lay_value(document, study.parameters[p], study.points.at(point)[p]);
        scenarios.push_back(read_scenario(document, study.scenarios[s].label, none, diagnostics));
    }
    return scenarios;
}

}  // namespace nephoscope
