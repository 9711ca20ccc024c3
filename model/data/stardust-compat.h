/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef STARDUST_COMPAT_H
#define STARDUST_COMPAT_H

#include "ns3/enum.h"

/**
 * @file
 * @ingroup stardust
 * Everything that differs between the supported ns-3 releases (3.35 to 3.48).
 *
 * Detection is by the existence of headers, so that a script compiled without
 * this module's build files sees the same thing as the module itself.
 */

// ns3/application-helper.h exists exactly from 3.42 on, and with it the
// virtual Application::AssignStreams.
#if __has_include("ns3/application-helper.h")
#define STARDUST_APPLICATION_STREAMS_OVERRIDE override //!< of AssignStreams()
#else
#define STARDUST_APPLICATION_STREAMS_OVERRIDE //!< of AssignStreams()
#endif

// ns3/tuple.h exists from 3.36 on, where 80211n lost its band, the channel became the attribute
// ChannelSettings and regular-wifi-mac.h went; with 3.35, /usr/include may have a newer ns-3's.
#if __has_include("ns3/tuple.h") && !__has_include("ns3/regular-wifi-mac.h")
#define STARDUST_WIFI_HAS_CHANNEL_SETTINGS 1 //!< whether it does
#else
#define STARDUST_WIFI_HAS_CHANNEL_SETTINGS 0 //!< whether it does
#endif

// ns3/wifi-mpdu.h exists from 3.37 on, where a receiver's block ack agreement
// begins only when its response to the sender is acknowledged.
#if __has_include("ns3/wifi-mpdu.h") && !__has_include("ns3/regular-wifi-mac.h")
#define STARDUST_WIFI_DEFERS_AGREEMENTS 1 //!< whether it does
#else
#define STARDUST_WIFI_DEFERS_AGREEMENTS 0 //!< whether it does
#endif

// From 3.42 on the test durations are an enum class, and the old names go at 3.46.
#if __has_include("ns3/application-helper.h")
#define STARDUST_TEST_EXTENSIVE TestCase::Duration::EXTENSIVE //!< a long test
#else
#define STARDUST_TEST_EXTENSIVE TestCase::EXTENSIVE //!< a long test
#endif

namespace ns3
{

/// From 3.42 on the energy module has a namespace of its own, before it has none.
namespace energy
{
} // namespace energy

namespace stardust
{

using namespace energy;

/**
 * @ingroup stardust
 * Make the accessor of an enum attribute: from 3.41 on MakeEnumAccessor is a
 * template on the enum type, before it is not.
 *
 * @tparam Enum the type of the member.
 * @tparam Member the type of the pointer to the member.
 * @param member pointer to the member.
 * @return the accessor.
 */
template <typename Enum, typename Member>
auto
MakePortableEnumAccessor(Member member, int /* preferred */)
    -> decltype(MakeEnumAccessor<Enum>(member))
{
    return MakeEnumAccessor<Enum>(member);
}

/*
 * The same for releases in which MakeEnumAccessor is no template.
 */
/// @cond
template <typename Enum, typename Member>
auto
MakePortableEnumAccessor(Member member, long /* fallback */) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}
/// @endcond
/**
 * @ingroup stardust
 * Make the accessor of an enum attribute that has a setter and a getter.
 *
 * @tparam Enum the type of the value.
 * @tparam Setter the type of the pointer to the setter.
 * @tparam Getter the type of the pointer to the getter.
 * @param setter pointer to the setter.
 * @param getter pointer to the getter.
 * @return the accessor.
 */
template <typename Enum, typename Setter, typename Getter>
auto
MakePortableEnumAccessor(Setter setter, Getter getter, int /* preferred */)
    -> decltype(MakeEnumAccessor<Enum>(setter, getter))
{
    return MakeEnumAccessor<Enum>(setter, getter);
}

/*
 * The same for releases in which MakeEnumAccessor is no template.
 */
/// @cond
template <typename Enum, typename Setter, typename Getter>
auto
MakePortableEnumAccessor(Setter setter, Getter getter, long /* fallback */)
    -> decltype(MakeEnumAccessor(setter, getter))
{
    return MakeEnumAccessor(setter, getter);
}
/// @endcond
} // namespace stardust
} // namespace ns3

#endif // STARDUST_COMPAT_H
