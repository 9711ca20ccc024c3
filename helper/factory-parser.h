/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FACTORY_PARSER_H
#define FACTORY_PARSER_H

#include "ns3/object-factory.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Names of types for an option, by what is short for them.
using ShortNames = std::map<std::string, std::string>;

/**
 * @ingroup stardust
 * Read a factory string, `TypeId[Attribute=value|Attribute=value]`.
 *
 * ns-3's own reading leaves defaults in place for an attribute it does not
 * know and crashes, in a release build, on a type it does not know. Here
 * everything is checked: the type exists, can be created and is of the right
 * kind, each attribute exists, can be set at creation and takes its value. Values may be factory
 * strings themselves, nested to any depth.
 *
 * @param spec what the user wrote.
 * @param base what the type must derive from.
 * @param option the option it was given to, such as `--mixer`, for messages.
 * @param unfit names of types that derive from it and cannot be used there.
 * @param names what else may stand for a type.
 * @return a factory that makes such objects.
 * @throws InputError with one line that names option and value.
 */
ObjectFactory ParseFactory(const std::string& spec,
                           TypeId base,
                           const std::string& option,
                           const std::vector<std::string>& unfit = {},
                           const ShortNames& names = {});

/**
 * @ingroup stardust
 * Take the attributes out of a factory string, for helpers of ns-3 that want a type and
 * its attributes one by one.
 * @param spec a factory string that ParseFactory() takes.
 * @return names and values, in the order of the string.
 */
std::vector<std::pair<std::string, std::string>> ListFactoryAttributes(const std::string& spec);

/**
 * @ingroup stardust
 * Check that a text is a value of an attribute: numbers and times without a
 * rest (ns-3 takes `5x` for 5), factory strings as in ParseFactory().
 *
 * @param info the attribute.
 * @param value what the user wrote.
 * @param context what the message begins with.
 * @throws InputError with one line that begins with the context.
 */
void CheckAttributeValue(const TypeId::AttributeInformation& info,
                         const std::string& value,
                         const std::string& context);

/**
 * @ingroup stardust
 * Set an attribute of what a factory makes, where ns-3 would end the program at a name that its
 * type does not have.
 *
 * @param factory of objects.
 * @param name of the attribute.
 * @param value its value.
 * @param call the call it was given to, such as `LearnerHelper::SetAttribute`, for messages.
 * @throws InputError with one line that names call, type and attribute.
 */
void SetFactoryAttribute(ObjectFactory& factory,
                         const std::string& name,
                         const AttributeValue& value,
                         const std::string& call);

/**
 * @ingroup stardust
 * Take an attribute out of a factory string, before ParseFactory() sees it.
 * @param spec the string; left without the attribute.
 * @param name of the attribute.
 * @return the value that the string gave it, the last if there were several; absent if none.
 */
std::optional<std::string> TakeFactoryAttribute(std::string& spec, const std::string& name);

/**
 * @ingroup stardust
 * @param info an attribute.
 * @return whether the user has given it another default than its class does.
 */
bool HasNewDefault(const TypeId::AttributeInformation& info);

} // namespace stardust
} // namespace ns3

#endif // FACTORY_PARSER_H
