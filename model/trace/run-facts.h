/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef RUN_FACTS_H
#define RUN_FACTS_H

#include "trace-rows.h"

#include "ns3/object.h"

#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Add the attribute defaults that are not those ns-3 was built with, of every type there is:
 * what a script has changed with Config::SetDefault(), or a user by an option. Named
 * `ns3::Type::Attribute`.
 * @param facts where they go.
 */
void AddAttributeFacts(std::vector<RunFact>& facts);

/**
 * @ingroup stardust
 * Add every global value of ns-3 (scheduler, simulator, seeds, ...), changed or not: ns-3 does
 * not tell what they were at first.
 * @param facts where they go.
 */
void AddGlobalFacts(std::vector<RunFact>& facts);

/**
 * @ingroup stardust
 * Add what a part of the run is: its type, the attributes that are not at their defaults, and
 * each object that an attribute points to, as DescribeObject() puts it. Named `part` and
 * `part/Attribute`.
 * @param part what to call it.
 * @param object the part.
 * @param facts where they go.
 */
void AddPartFacts(const std::string& part, const ObjectBase& object, std::vector<RunFact>& facts);

/**
 * @ingroup stardust
 * Add machine and libraries: processor, cores, memory, operating system, compiler, versions.
 * Neither its name nor its user's is among them.
 * @param facts where they go.
 */
void AddHostFacts(std::vector<RunFact>& facts);

/**
 * @ingroup stardust
 * @param object an object.
 * @return its type and the attributes that are not at their defaults, as ns-3's factory strings
 *         are written: `ns3::Type[A=1|B=2]`. Random streams' numbers are left out: they follow
 *         from the seeds.
 */
std::string DescribeObject(const ObjectBase& object);

/**
 * @ingroup stardust
 * @return how the module was built: `release`, `debug`, ... in small letters.
 */
const char* GetBuildType();

/**
 * @ingroup stardust
 * @return ns-3's version that the module was built for, such as 3.37.
 */
std::string NameNs3Version();

} // namespace stardust
} // namespace ns3

#endif // RUN_FACTS_H
