/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LAYERED_OBJECTIVE_H
#define LAYERED_OBJECTIVE_H

#include "learning-objective.h"
#include "network-layer.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace stardust
{

/**
 * @ingroup stardust
 * A feed-forward network of layers, and its loss.
 *
 * Parameters: those of the layers, one layer after the other, each its weights,
 * then its biases. Gradients and products with the Hessian are exact, by
 * back-propagation and its derivative.
 */
class LayeredObjective : public LearningObjective
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LayeredObjective();
    ~LayeredObjective() override;

    uint32_t GetParameterCount() const override;
    std::vector<ParameterBlock> GetParameterBlocks() const override;
    void Initialize(float* parameters, Ptr<UniformRandomVariable> random) const override;
    double ComputeGradient(const float* parameters,
                           const SampleBatch& batch,
                           float* gradient) const override;
    void ComputeHessianProduct(const float* parameters,
                               const SampleBatch& batch,
                               const float* direction,
                               float* product) const override;
    void Predict(const float* parameters,
                 const float* const* rows,
                 uint32_t count,
                 float* outputs) const override;
    void PredictBlock(const float* parameters,
                      const SampleBlock& block,
                      float* outputs) const override;
    uint32_t GetBlockSize() const override;
    double GetFlopsPerSample() const override;

  protected:
    /// Layers from the samples to the outputs.
    using Layers = std::vector<std::unique_ptr<NetworkLayer>>;

    /** @return the layers for the shape of the samples. */
    virtual Layers MakeLayers() const = 0;

    /**
     * @param layer index of a layer.
     * @return how its weights are drawn if the attribute Initialization does not say.
     */
    virtual WeightInitialization GetDefaultInitialization(std::size_t layer) const = 0;

  private:
    struct Workspace;
    struct Chunk;

    void ShapeKnown() override;

    /**
     * Take some samples of a batch into the thread's buffers.
     * @param batch the samples.
     * @param begin first of them.
     * @return them, and room for what is computed of them.
     */
    Chunk TakeChunk(const SampleBatch& batch, uint32_t begin) const;

    /**
     * @param chunk the samples.
     * @param parameters the model.
     * @param layer index of a layer.
     * @return the samples at that layer.
     */
    LayerBlock MakeBlock(const Chunk& chunk, const float* parameters, std::size_t layer) const;

    /**
     * Compute the outputs of all layers.
     * @param chunk the samples.
     * @param parameters the model.
     */
    void Forward(const Chunk& chunk, const float* parameters) const;

    /**
     * The samples' part of the loss and of its derivatives by the outputs.
     * @param chunk the samples, after Forward().
     * @param batch where their labels and targets are.
     * @param begin first sample of the batch that is in the chunk.
     * @return the sum of the samples' losses.
     */
    double ComputeLoss(const Chunk& chunk, const SampleBatch& batch, uint32_t begin) const;

    /**
     * Derivatives of the loss's derivatives by the outputs, along a tangent.
     * @param chunk the samples, after Forward() and the tangents.
     * @param scale factor of the loss.
     */
    void ComputeLossTangent(const Chunk& chunk, float scale) const;

    /**
     * Add the penalty's part for all weights.
     * @param parameters the model.
     * @param gradient added to.
     * @return the penalty.
     */
    double AddPenalties(const float* parameters, float* gradient) const;

    /**
     * Class scores with that of class 0 fixed at 0, where the network has one
     * output for two classes.
     * @param chunk the samples, after Forward().
     * @param scores receives GetClasses() x stride values.
     */
    void CompleteScores(const Chunk& chunk, float* scores) const;

    Layers m_layers;                    //!< from the samples to the outputs
    std::vector<std::size_t> m_begins;  //!< of the layers' parameters
    std::vector<std::size_t> m_outputs; //!< of the layers' outputs, in values a sample
    std::size_t m_outputTotal{0};       //!< values of all layers' outputs
    uint32_t m_parameterCount{0};       //!< length of the parameter vector
    uint32_t m_chunkSize{0};            //!< samples that go through the network at once
    WeightInitialization m_initialization; //!< see the attribute
};

} // namespace stardust
} // namespace ns3

#endif // LAYERED_OBJECTIVE_H
