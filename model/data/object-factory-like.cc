/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "object-factory-like.h"

namespace ns3
{
namespace stardust
{

ObjectFactory
MakeFactoryLike(Ptr<const Object> model)
{
    ObjectFactory factory;
    TypeId type = model->GetInstanceTypeId();
    factory.SetTypeId(type);
    while (type != Object::GetTypeId())
    {
        for (std::size_t i = 0; i < type.GetAttributeN(); ++i)
        {
            const TypeId::AttributeInformation info = type.GetAttribute(i);
            if (info.accessor->HasGetter() && info.accessor->HasSetter())
            {
                Ptr<AttributeValue> value = info.checker->Create();
                model->GetAttribute(info.name, *value);
                factory.Set(info.name, *value);
            }
        }
        type = type.GetParent();
    }
    return factory;
}

} // namespace stardust
} // namespace ns3
