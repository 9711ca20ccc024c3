/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// For Doxygen alone; no program includes it.

/**
 * @defgroup stardust Decentralized learning
 * Devices that train models on their own data and gossip them over simulated networks, and the
 * measurement of how timely and how good their knowledge is. The manual begins in doc/stardust.rst.
 */

/**
 * @ingroup stardust
 * @defgroup stardust-tests Tests of decentralized learning
 */

/**
 * @namespace ns3::stardust
 * @ingroup stardust
 * All types of the module.
 */
