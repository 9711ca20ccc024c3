/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LABELED_DATASET_H
#define LABELED_DATASET_H

#include "float-buffer.h"

#include "ns3/random-variable-stream.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace stardust
{

/// How the values of a sample that is an image are laid out: channel by channel, row by row.
struct ImageShape
{
    uint32_t channels{0}; //!< planes, 1 for grey; 0 if samples are no images
    uint32_t height{0};   //!< rows
    uint32_t width{0};    //!< columns
};

/**
 * @ingroup stardust
 * Samples for supervised learning: a float32 matrix of samples x features, row
 * by row, and what is to be learned of each sample: its class, or, in a
 * regression set (one of 0 classes), a float32 target. A sample may also name
 * its natural group, the device that it belongs to by its origin.
 *
 * Filled by a reader or a synthetic task, then shared as Ptr<const LabeledDataset>
 * among all devices: a device holds only the indices of its own samples.
 */
class LabeledDataset : public SimpleRefCount<LabeledDataset>
{
  public:
    /**
     * Allocate with all features, and labels or targets, zero, and without groups.
     * @param samples number of rows.
     * @param features values in a row.
     * @param classes number of classes; labels are 0 .. classes-1. 0 for a
     *        regression set, which has targets and no labels.
     */
    LabeledDataset(uint32_t samples, uint32_t features, uint32_t classes);

    /** @return number of rows. */
    uint32_t GetN() const;
    /** @return values in a row. */
    uint32_t GetFeatures() const;
    /** @return number of classes, 0 in a regression set. */
    uint32_t GetClasses() const;
    /** @return whether samples have targets, not labels. */
    bool IsRegression() const;

    /**
     * Say that samples are images.
     * @param shape of each; channels * height * width must be GetFeatures().
     */
    void SetImageShape(const ImageShape& shape);
    /** @return the shape of samples that are images; no channels if they are none. */
    const ImageShape& GetImageShape() const;

    /**
     * Say what classes and values are called in the file that they come from.
     * @param classes a name each, by label; none in a regression set.
     * @param features a name each, or none at all.
     */
    void SetNames(std::vector<std::string> classes, std::vector<std::string> features);
    /** @return a name for each class, or nothing if they are called by their numbers. */
    const std::vector<std::string>& GetClassNames() const;
    /** @return a name for each value of a sample, or nothing if they have none. */
    const std::vector<std::string>& GetFeatureNames() const;

    /**
     * @param sample index of the row.
     * @return its first value.
     */
    float* GetRow(uint32_t sample);
    /**
     * @param sample index of the row.
     * @return its first value.
     */
    const float* GetRow(uint32_t sample) const;

    /**
     * Not in a regression set.
     * @param sample index of the row.
     * @param label its class, less than GetClasses().
     */
    void SetLabel(uint32_t sample, uint32_t label);
    /**
     * Not in a regression set.
     * @param sample index of the row.
     * @return its class.
     */
    uint32_t GetLabel(uint32_t sample) const;

    /**
     * Only in a regression set.
     * @param sample index of the row.
     * @param target its target.
     */
    void SetTarget(uint32_t sample, float target);
    /**
     * Only in a regression set.
     * @param sample index of the row.
     * @return its target.
     */
    float GetTarget(uint32_t sample) const;

    /**
     * Say which device a sample naturally belongs to. From the first call on
     * every sample has a group, 0 unless it is given another.
     * @param sample index of the row.
     * @param group its group.
     */
    void SetGroup(uint32_t sample, uint32_t group);
    /** @return whether samples have groups. */
    bool HasGroups() const;
    /**
     * Only if samples have groups.
     * @param sample index of the row.
     * @return its group.
     */
    uint32_t GetGroup(uint32_t sample) const;

    /**
     * Copy some rows, with their labels or targets, groups, shape and names, into
     * a data set of their own.
     * @param samples the rows, in the order wanted.
     * @return the new data set.
     */
    Ptr<LabeledDataset> Select(const std::vector<uint32_t>& samples) const;

    /**
     * Keep some rows, in a new order, without a second copy of the data.
     * @param samples the rows to keep, each once, in the order wanted.
     */
    void Keep(const std::vector<uint32_t>& samples);

  private:
    /**
     * @param order of all rows: row i becomes what row order[i] is.
     */
    void Permute(const std::vector<uint32_t>& order);

    uint32_t m_samples;                      //!< number of rows
    uint32_t m_features;                     //!< values in a row
    uint32_t m_classes;                      //!< number of classes, 0 for regression
    ImageShape m_image;                      //!< of samples that are images
    FloatBuffer m_values;                    //!< rows one after the other
    std::vector<uint32_t> m_labels;          //!< class of each row, none for regression
    std::vector<float> m_targets;            //!< target of each row, for regression
    std::vector<uint32_t> m_groups;          //!< group of each row, if they have any
    std::vector<std::string> m_classNames;   //!< by label, if classes have names
    std::vector<std::string> m_featureNames; //!< by position in a row, if they have any
};

/**
 * @ingroup stardust
 * Bring the elements into a uniformly random order (Fisher-Yates).
 * @param items the elements.
 * @param random source of the draws.
 */
void Shuffle(std::vector<uint32_t>& items, Ptr<UniformRandomVariable> random);

/// A data set cut in two.
struct DatasetSplit
{
    Ptr<const LabeledDataset> train; //!< what the devices learn from
    Ptr<const LabeledDataset> test;  //!< what they are evaluated on
};

/**
 * @ingroup stardust
 * Hold out a random part of the samples for testing.
 * @param data all samples.
 * @param testFraction share held out, 0 < testFraction < 1; rounded to the
 *        nearest number of samples, at least one on either side.
 * @param random source of the draws.
 * @return the two parts.
 * @throws InputError if the fraction is out of range or there are fewer than
 *         two samples.
 */
DatasetSplit SplitDataset(Ptr<const LabeledDataset> data,
                          double testFraction,
                          Ptr<UniformRandomVariable> random);

/**
 * @ingroup stardust
 * The same without a second copy of the training data.
 * @param data all samples; keeps the part for training.
 * @param testFraction as in SplitDataset().
 * @param random source of the draws.
 * @return the part held out, the same as SplitDataset() makes.
 * @throws InputError as SplitDataset().
 */
Ptr<LabeledDataset> HoldOut(LabeledDataset& data,
                            double testFraction,
                            Ptr<UniformRandomVariable> random);

} // namespace stardust
} // namespace ns3

#endif // LABELED_DATASET_H
