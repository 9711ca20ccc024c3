/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LEARNING_OBJECTIVE_H
#define LEARNING_OBJECTIVE_H

#include "matrix-kernels.h"

#include "ns3/labeled-dataset.h"
#include "ns3/object.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace stardust
{

/// Some samples of a data set. Plain data: a worker thread may hold it.
struct SampleBatch
{
    const LabeledDataset* data; //!< where the samples are
    const uint32_t* samples;    //!< their indices
    uint32_t size;              //!< how many, at least 1
};

/// Parameters that belong together: the weights of a layer, or its biases.
struct ParameterBlock
{
    uint32_t begin; //!< index of the first
    uint32_t end;   //!< one past the index of the last
    bool weights;   //!< weights, not biases
};

/// Some samples, once row by row and once packed as in matrix-kernels.h.
struct SampleBlock
{
    const float* const* rows; //!< the samples
    uint32_t count;           //!< how many
    const float* packed;      //!< features x stride values
    uint32_t stride;          //!< samples with padding, a multiple of the kernels' lanes
};

/// How well a model does on a data set.
struct ModelScore
{
    double loss{0};     //!< mean loss over the samples, without the penalty
    double accuracy{0}; //!< share of samples whose class is found, 0 .. 1; NaN in regression
    double error{0};    //!< root mean square error of the predictions; NaN with classes
};

/**
 * @ingroup stardust
 * What a device minimises: loss and gradient of a flat float32 parameter
 * vector on a batch of samples.
 *
 * One object serves all devices. After SetShape() it is const and reentrant: worker
 * threads use it at the same time, unless IsThreadSafe() says otherwise.
 *
 * The loss of a sample is the cross-entropy of the softmax of the outputs with
 * its class, or half the squared difference of the output and its target. The
 * optional penalty L2/2 * |weights|^2 leaves biases alone and is part of the
 * training loss, not of the evaluated one.
 */
class LearningObjective : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @return whether classes are learned; if not, float targets are (regression). */
    virtual bool IsClassification() const;

    /**
     * Check that a data set is of the kind that can be learned. Whoever takes
     * data from a user asks this before SetShape(), which aborts instead.
     * @param data the data set.
     * @return what is wrong with it, in words for the user; empty if nothing is.
     */
    virtual std::string FindProblem(const LabeledDataset& data) const;

    /**
     * Fix the shape of the samples; called once, before anything else.
     * @param features values in a sample.
     * @param classes number of classes; 0 exactly if IsClassification() is false.
     */
    void SetShape(uint32_t features, uint32_t classes = 0);

    /**
     * Fix the shape of the samples, also of images.
     * @param data any data set of that shape.
     */
    void SetShape(const LabeledDataset& data);

    /** @return values in a sample. */
    uint32_t GetFeatures() const;
    /** @return number of classes, 0 in regression. */
    uint32_t GetClasses() const;
    /** @return how samples are images; no channels if they are none. */
    const ImageShape& GetImageShape() const;
    /** @return outputs of a model: one a class, or 1 in regression. */
    uint32_t GetOutputCount() const;

    /** @return the kernels that the attribute Kernel chooses; after SetShape(). */
    const MatrixKernels& GetKernels() const;

    /** @return length of the parameter vector. */
    virtual uint32_t GetParameterCount() const = 0;

    /**
     * @return how parameters belong together, in order and without gaps; one block,
     *         unless a subclass says otherwise.
     */
    virtual std::vector<ParameterBlock> GetParameterBlocks() const;

    /**
     * Write the initial parameters.
     * @param parameters the vector to fill.
     * @param random source of the draws, if the objective makes any.
     */
    virtual void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const = 0;

    /**
     * Mean loss on a batch and its gradient.
     * @param parameters the model.
     * @param batch the samples.
     * @param gradient receives the gradient of the mean loss.
     * @return the mean loss before the step.
     */
    virtual double ComputeGradient(const float* parameters,
                                   const SampleBatch& batch,
                                   float* gradient) const = 0;

    /**
     * What a model says of some samples.
     * @param parameters the model.
     * @param rows the samples.
     * @param count number of samples.
     * @param outputs receives count x GetOutputCount() values, row by row: one
     *        score a class (the logarithm of its probability but for a constant),
     *        or the predicted target.
     */
    virtual void Predict(const float* parameters,
                         const float* const* rows,
                         uint32_t count,
                         float* outputs) const = 0;

    /**
     * The same for packed samples, as Evaluate() asks it; unless overridden, by Predict().
     * @param parameters the model.
     * @param block at most GetBlockSize() samples.
     * @param outputs receives GetOutputCount() x stride values, packed.
     */
    virtual void PredictBlock(const float* parameters,
                              const SampleBlock& block,
                              float* outputs) const;

    /** @return samples that Evaluate() has predicted at once, at most. */
    virtual uint32_t GetBlockSize() const;

    /**
     * Product of the Hessian of the mean loss on a batch, penalty included, with a
     * vector; unless overridden, (g(x + e v) - g(x - e v)) / (2 e) of gradients, with
     * an error of order e^2 and of rounding.
     * @param parameters the model x.
     * @param batch the samples.
     * @param direction the vector v.
     * @param product receives the product.
     */
    virtual void ComputeHessianProduct(const float* parameters,
                                       const SampleBatch& batch,
                                       const float* direction,
                                       float* product) const;

    /**
     * @return floating-point operations of a gradient, by sample; of a dense model two
     *         each for the outputs, the derivatives and the gradient of a parameter.
     */
    virtual double GetFlopsPerSample() const;

    /** @return whether several threads may use the objective at the same time. */
    virtual bool IsThreadSafe() const;

    /**
     * Evaluate many models on all samples of a data set.
     * @param models the parameter vectors.
     * @param data the samples, at least one.
     * @param classHits receives, unless null, how many samples of each class are
     *        found: models x classes values, row by row; only with classes.
     * @return one score a model, in the same order.
     */
    std::vector<ModelScore> Evaluate(const std::vector<const float*>& models,
                                     const LabeledDataset& data,
                                     std::vector<uint32_t>* classHits = nullptr) const;

  protected:
    /** The shape is known now: prepare whatever depends on it. */
    virtual void ShapeKnown();

    /** @return strength of the penalty. */
    double GetPenalty() const;

    /**
     * Add the penalty's part for some weights.
     * @param weights the weights.
     * @param gradient of the loss by them, added to.
     * @param count number of weights.
     * @return the penalty.
     */
    double AddPenalty(const float* weights, float* gradient, std::size_t count) const;

  private:
    uint32_t m_features{0}; //!< values in a sample
    uint32_t m_classes{0};  //!< number of classes, 0 in regression
    ImageShape m_image;     //!< of samples that are images
    double m_l2;            //!< strength of the penalty
    KernelLevel m_kernel;   //!< see the attribute
    const MatrixKernels* m_kernels{nullptr}; //!< found by SetShape()
};

} // namespace stardust
} // namespace ns3

#endif // LEARNING_OBJECTIVE_H
