/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef COMPARISON_ALGORITHMS_H
#define COMPARISON_ALGORITHMS_H

#include <string>
#include <vector>

/// An algorithm and what it needs of its own; an empty text: as all others.
struct ComparedAlgorithm
{
    std::string name;      //!< on the command line and in the trace
    std::string mixer;     //!< what is done with others' models, a factory string
    double stepShare{1};   //!< its step size, as a share of the common one
    std::string optimizer; //!< TypeId name
    std::string codec;     //!< factory string
    std::string peers;     //!< factory string
    std::string graph;     //!< as `--graph` takes it
};

/**
 * @return all of them, those without a server first. To compare one of your own, a
 *         subclass of ModelMixer or GossipAlgorithm, add a line.
 */
const std::vector<ComparedAlgorithm>& GetComparedAlgorithms();

/** @return their names, with commas between them. */
std::string ListAlgorithms();

/**
 * @param list names with commas between them, or `all`.
 * @return the algorithms, in the order of the list.
 * @throws ns3::stardust::InputError if a name is unknown, missing or there twice.
 */
std::vector<ComparedAlgorithm> ParseAlgorithms(const std::string& list);

#endif // COMPARISON_ALGORITHMS_H
