#include "tests/reference/reference.h"

/// MODEL 6.8: dated events, one after the other.
namespace nephoscope::reference {

double factor(const Scenario& s, EventType type, Month m, int lab, int venue, int region) {
    double product = 1;
    for (const Event& e : s.events) {
        if (e.type != type || m < e.start || e.end < m) continue;
        if (e.lab != -1 && e.lab != lab) continue;
        if (e.venue != -1 && e.venue != venue) continue;
        if (e.region != -1 && e.region != region) continue;
        product *= e.factor;
    }
    return product;
}

const Event* latest(const Scenario& s, EventType type, Month m, int lab, int venue) {
    const Event* found = nullptr;
    for (const Event& e : s.events)
        if (e.type == type && e.start <= m && m <= e.end && e.lab == lab && e.venue == venue) found = &e;
    return found;
}

}  // namespace nephoscope::reference
