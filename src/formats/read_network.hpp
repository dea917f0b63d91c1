// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "polyspike/read_network.hpp"
