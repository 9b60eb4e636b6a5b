#pragma once

#include <string>

#include "models/scenario/scenario.h"

/// Small scenarios, changed from the shipped ones so that in a dozen months every mechanism acts.
namespace nephoscope::reference {

/// A shipped scenario with few customers, many newcomers and a revenue share whose cap binds within months.
Scenario shipped(const std::string& name);

Scenario shut();          ///< an exclusivity goes on while another cloud may host already
Scenario tight();         ///< little capacity, short lead, all commitments take-or-pay
Scenario priced();        ///< every rule of list prices and platform fees, an agency, price events
Scenario strapped();      ///< little cash, participation, a listing, low valuations: rounds, distress, insolvency
Scenario moving();        ///< bases grow fast and move easily; egress ban and friction events
Scenario switched_off();  ///< unlimited capacity, one-price demand, no funding, renewals, pull, peers or nests
Scenario triggered();     ///< triggers by date and by hazard; events that touch quality and offers

/// Every rule, clause and parameter drawn by lot (random_world.cpp).
Scenario random_world(unsigned seed);

}  // namespace nephoscope::reference
