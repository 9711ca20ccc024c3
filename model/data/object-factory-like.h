/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef OBJECT_FACTORY_LIKE_H
#define OBJECT_FACTORY_LIKE_H

#include "ns3/object-factory.h"
#include "ns3/object.h"

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * Make objects with the type and the attributes of another, as it is now. Objects that its
 * attributes point to are shared; what it holds beside its attributes is not taken over.
 * @param model the other.
 * @return a factory that makes such objects.
 */
ObjectFactory MakeFactoryLike(Ptr<const Object> model);

} // namespace stardust
} // namespace ns3

#endif // OBJECT_FACTORY_LIKE_H
