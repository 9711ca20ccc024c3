/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-rows.h"

#include "ns3/fatal-error.h"
#include "ns3/input-error.h"

namespace ns3
{
namespace stardust
{

const char*
ToString(TraceDetail detail)
{
    switch (detail)
    {
    case TraceDetail::ALL:
        return "all";
    case TraceDetail::MESSAGES:
        return "messages";
    case TraceDetail::SUMMARY:
        return "summary";
    }
    NS_FATAL_ERROR("unknown detail");
}

const char*
ToString(EvaluationCause cause)
{
    return cause == EvaluationCause::TIME ? "time" : "version";
}

const char*
ToString(FactKind kind)
{
    switch (kind)
    {
    case FactKind::ATTRIBUTE:
        return "attribute";
    case FactKind::GLOBAL:
        return "global";
    case FactKind::PART:
        return "part";
    case FactKind::HOST:
        return "host";
    }
    NS_FATAL_ERROR("unknown kind");
}

const char*
ToString(StationKind kind)
{
    return kind == StationKind::ACCESS_POINT ? "access_point" : "base_station";
}

TraceDetail
ParseTraceDetail(const std::string& name)
{
    for (const auto detail : {TraceDetail::ALL, TraceDetail::MESSAGES, TraceDetail::SUMMARY})
    {
        if (name == ToString(detail))
        {
            return detail;
        }
    }
    throw InputError("--traceDetail=" + name + ": unknown detail; expected all, messages or summary");
}

} // namespace stardust
} // namespace ns3
