/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef EXPERIMENT_OPTIONS_H
#define EXPERIMENT_OPTIONS_H

#include "ns3/churn-helper.h"
#include "ns3/communication-graph.h"
#include "ns3/script-options.h"

#include <optional>
#include <string>

/// What the user asks for.
struct Experiment
{
    std::string network{"direct"};
    uint32_t learners{20};
    std::string graph{"complete"};
    double graphEvery{1};
    bool graphChanges{false}; //!< a sequence of graphs: by its kind, or graphEvery was given
    std::string mobility;
    bool directed{false};
    bool allowDisconnected{false};
    bool spectralGap{false};
    std::string task{"softmax"};
    std::string data{"synthetic"};
    std::string testData;
    std::string labelColumn;
    std::string groupColumn;
    std::string csvHeader{"auto"};
    std::string standardize{"none"};
    uint32_t features{64};
    uint32_t classes{10};
    uint32_t samplesPerLearner{100};
    double testFraction{0.2};
    double common{1};
    double heterogeneity{0};
    double noise{0.1};
    double separation{3};
    double difficulty{1};
    double labelNoise{0};
    uint32_t hidden{16};
    std::string partition{"auto"};
    std::string partitionSeed{"auto"};
    uint32_t minSamples{1};
    std::string optimizer{"ns3::stardust::SgdOptimizer"};
    std::string mixer{"ns3::stardust::PairwiseAverageMixer"};
    std::string peers{"ns3::stardust::UniformPeerSelector"};
    std::string codec{"ns3::stardust::Float32Codec"};
    std::string transport{"auto"};
    std::string payload{"virtual"};
    std::string byzantine{"none"};
    std::string byzantineDevices{"0"};
    double updateRate{1};
    double updateShift{0};
    double gossipRate{1};
    std::string gossipScaling{"constant"};
    std::string upTime;
    std::string downTime;
    double initialUp{1};
    std::string churnFile;
    std::string linkFile;
    std::string stationFile;
    std::string rejoin{"keep"};
    std::string usage{"auto"};
    bool energy{false};
    double battery{0};
    double computePower{5};
    std::string delay{"0"};
    double errorRate{0};
    bool occupying{false};
    std::string channel{"none"};
    std::string trackedSources{"auto"};
    std::string source{"none"};
    uint32_t localSteps{4};
    uint32_t localEpochs{0};
    std::string trainOn{"clock"};
    std::string server{"device"};
    std::string serverData{"auto"};
    std::string linkProbability;
    std::string deviceSpeed;
    uint32_t threads{0};
    uint32_t batch{32};
    double stepSize{0.1};
    double l2{0};
    std::string kernel{"auto"};
    std::string initialModel;
    std::string initialisation{"common"};
    double area{50};
    std::string wifiStandard{"80211n"};
    uint32_t wifiWidth{20};
    std::string wifiRate{"constant"};
    std::string wifiMode;
    std::string wifiChannel{"yans"};
    std::string loss{"log-distance"};
    std::string routing{"none"};
    uint32_t cells{1};
    bool sharedChannel{false};
    uint32_t enbs{1};
    double enbHeight{0};
    double ueHeight{0};
    std::string ltePathloss;
    std::string lteFading;
    std::string lteHandover{"none"};
    std::string wiredKind{"p2p"};
    std::string linkRate{"100Mbps"};
    std::string linkDelay{"1ms"};
    std::string topology;
    std::string delayKey{"delay"};
    std::string rateKey{"rate"};
    double duration{60};
    double evaluateEvery{10};
    std::string evaluateAt;
    uint32_t evaluateDevices{0};
    uint32_t evaluateEveryVersions{0};
    bool perClass{false};
    bool perLayer{false};
    double stopAccuracy{-1};
    double stopLoss{-1};
    double stopStaleness{-1};
    std::string saveModels;
    std::string saveLearners{"all"};
    double saveEvery{0};
    bool saveToTrace{false};
    bool flowMonitor{false};
    double warmUp{-1};
    std::string trace;
    std::string traceDetail{"all"};
    std::string name{"experiment"};
    bool baselines{true};
    bool digest{false};
    double digestEvery{0};
    std::string progress{"auto"};
    uint32_t runs{1};
};

/**
 * Tell the command line of the options.
 * @param options gets them.
 * @param e holds their defaults, and what the user gives.
 */
void AddOptions(ns3::stardust::ScriptOptions& options, Experiment& e);

/**
 * Check everything that can be wrong without reading a file and without knowing
 * the number of learners, and fill in what depends on other options.
 * @param e what the user asks for.
 * @param options as parsed.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckOptions(Experiment& e, const ns3::stardust::ScriptOptions& options);

/**
 * Check what is drawn or read for one run, and throw it away.
 * @param e what the user asks for; RngRun is that of the run.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckDraws(const Experiment& e);

/**
 * Check what depends on the number of learners, which a file may give.
 * @param e what the user asks for.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
void CheckLearners(const Experiment& e);

/**
 * @param e what the user asks for.
 * @return the range of `--graph=range:METRES`, m; absent for another graph.
 * @throws ns3::stardust::InputError if it is no length above 0.
 */
std::optional<double> GetRange(const Experiment& e);

/**
 * Make the graph that does not follow movement.
 * @param e what the user asks for.
 * @param allowDisconnected take a graph in which some cannot reach others.
 * @return the graph; the complete one for a range.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
ns3::Ptr<ns3::stardust::CommunicationGraph> MakeStartGraph(const Experiment& e,
                                                           bool allowDisconnected);

/**
 * @param data the value of `--data`.
 * @return its kind: what stands before the first colon, such as `csv`.
 */
std::string GetDataKind(const std::string& data);

/**
 * @param e what the user asks for.
 * @return the task without its sizes.
 */
std::string GetTaskKind(const Experiment& e);

/**
 * @param e what the user asks for, a task that learns.
 * @return factory string of its objective.
 */
std::string GetObjective(const Experiment& e);

/**
 * @param e what the user asks for.
 * @return whether targets are numbers, not classes.
 */
bool IsRegression(const Experiment& e);

/**
 * @param e what the user asks for.
 * @return whether samples are drawn, anew for each run.
 */
bool IsDrawn(const Experiment& e);

/**
 * @param e what the user asks for.
 * @return what makes its devices and links come and go.
 * @throws ns3::stardust::InputError with one line that names option and value.
 */
ns3::stardust::ChurnHelper MakeChurn(const Experiment& e);

/**
 * @param e what the user asks for, checked.
 * @return the seed of split and partition; absent if they follow the run's.
 */
std::optional<uint32_t> GetPartitionSeed(const Experiment& e);

#endif // EXPERIMENT_OPTIONS_H
