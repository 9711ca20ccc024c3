/*
 * Copyright (c) 2026 The stardust contributors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

// Gossip learning as one would write it by hand, without simulator, messages and
// library: models that lie one after the other, and a loop that averages those of
// two devices and trains one on its samples. The reference of learning-speed.py.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace
{

constexpr uint32_t SAMPLES = 100; // of a device
constexpr uint32_t BATCH = 32;
constexpr uint32_t STEPS = 4; // of an update
constexpr float STEP_SIZE = 0.1f;

/// What is asked for.
struct Size
{
    uint32_t devices;     //!< models
    uint32_t rounds;      //!< updates of a device, on average
    uint32_t testSamples; //!< each round tests all models on them; 0: it does not
};

/// Marsaglia's 64-bit xorshift.
class CheapRandom
{
  public:
    uint32_t Draw(uint32_t below)
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 7;
        m_state ^= m_state << 17;
        return static_cast<uint32_t>((m_state >> 32) * below >> 32);
    }

  private:
    uint64_t m_state{88172645463325252ULL};
};

/// Samples row by row, and their classes.
struct Samples
{
    std::vector<float> values;
    std::vector<uint32_t> labels;
};

/// Logistic regression. A model: one row of weights, one bias.
struct Logistic
{
    static constexpr uint32_t FEATURES = 57;
    static constexpr uint32_t CLASSES = 2;
    static constexpr uint32_t OUTPUTS = 1;

    static void TurnIntoErrors(float* scores, uint32_t label)
    {
        *scores = 1 / (1 + std::exp(-*scores)) - float(label);
    }

    static uint32_t Classify(const float* scores)
    {
        return *scores > 0 ? 1 : 0;
    }
};

/// Softmax regression. A model: a row of weights for each class, then the biases.
struct Softmax
{
    static constexpr uint32_t FEATURES = 64;
    static constexpr uint32_t CLASSES = 10;
    static constexpr uint32_t OUTPUTS = CLASSES;

    static void TurnIntoErrors(float* scores, uint32_t label)
    {
        const float top = *std::max_element(scores, scores + CLASSES);
        float sum = 0;
        for (uint32_t c = 0; c < CLASSES; ++c)
        {
            scores[c] = std::exp(scores[c] - top);
            sum += scores[c];
        }
        for (uint32_t c = 0; c < CLASSES; ++c)
        {
            scores[c] /= sum;
        }
        scores[label] -= 1;
    }

    static uint32_t Classify(const float* scores)
    {
        return static_cast<uint32_t>(std::max_element(scores, scores + CLASSES) - scores);
    }
};

/// Sum of products; eight sums run side by side, which the compiler makes vectors of.
template <uint32_t COUNT>
float
MultiplyRows(const float* a, const float* b)
{
    float sums[8]{};
    uint32_t i = 0;
    for (; i + 8 <= COUNT; i += 8)
    {
        for (uint32_t k = 0; k < 8; ++k)
        {
            sums[k] += a[i + k] * b[i + k];
        }
    }
    float product = 0;
    for (; i < COUNT; ++i)
    {
        product += a[i] * b[i];
    }
    for (const float sum : sums)
    {
        product += sum;
    }
    return product;
}

/// All devices.
template <class Task>
class BareTraining
{
  public:
    explicit BareTraining(const Size& size)
        : m_devices(size.devices)
    {
        // Two centres are 3 apart in the root mean square.
        std::normal_distribution<float> normal(0, 3 / std::sqrt(2.0f * FEATURES));
        for (uint32_t i = 0; i < Task::CLASSES * FEATURES; ++i)
        {
            m_centres.push_back(normal(m_normal));
        }
        m_data = DrawSamples(std::size_t(m_devices) * SAMPLES);
        m_test = DrawSamples(std::max(size.testSamples, 1000U));
        m_models.assign(std::size_t(m_devices) * PARAMETERS, 0.0f);
        m_cursors.assign(m_devices, SAMPLES);
        for (std::size_t i = 0; i < m_data.labels.size(); ++i)
        {
            m_orders.push_back(static_cast<uint32_t>(i % SAMPLES));
        }
    }

    /// Devices hear of others and train, as many as there are.
    void DoRound()
    {
        for (uint32_t i = 0; i < m_devices; ++i)
        {
            const uint32_t device = m_random.Draw(m_devices);
            Merge(FindModel(device), FindModel(m_random.Draw(m_devices)));
            Update(device);
        }
    }

    /// @return mean accuracy of the first models on the test samples
    double Test(uint32_t models)
    {
        uint64_t hits = 0;
        for (uint32_t device = 0; device < models; ++device)
        {
            for (std::size_t i = 0; i < m_test.labels.size(); ++i)
            {
                float scores[OUTPUTS];
                ComputeScores(FindModel(device), &m_test.values[i * FEATURES], scores);
                hits += Task::Classify(scores) == m_test.labels[i] ? 1 : 0;
            }
        }
        return double(hits) / (double(m_test.labels.size()) * models);
    }

  private:
    static constexpr uint32_t FEATURES = Task::FEATURES;
    static constexpr uint32_t OUTPUTS = Task::OUTPUTS;
    static constexpr uint32_t PARAMETERS = (FEATURES + 1) * OUTPUTS;

    /// Normal values around the centre of a random class.
    Samples DrawSamples(std::size_t count)
    {
        std::normal_distribution<float> normal;
        Samples samples;
        samples.values.reserve(count * FEATURES);
        for (std::size_t i = 0; i < count; ++i)
        {
            samples.labels.push_back(m_random.Draw(Task::CLASSES));
            const float* centre = &m_centres[samples.labels.back() * FEATURES];
            for (uint32_t f = 0; f < FEATURES; ++f)
            {
                samples.values.push_back(centre[f] + normal(m_normal));
            }
        }
        return samples;
    }

    float* FindModel(uint32_t device)
    {
        return &m_models[std::size_t(device) * PARAMETERS];
    }

    static void Merge(float* mine, const float* theirs)
    {
        for (uint32_t k = 0; k < PARAMETERS; ++k)
        {
            mine[k] = 0.5f * (mine[k] + theirs[k]);
        }
    }

    static void ComputeScores(const float* model, const float* sample, float* scores)
    {
        for (uint32_t o = 0; o < OUTPUTS; ++o)
        {
            scores[o] = model[OUTPUTS * FEATURES + o] +
                        MultiplyRows<FEATURES>(model + o * FEATURES, sample);
        }
    }

    void Update(uint32_t device)
    {
        float* model = FindModel(device);
        for (uint32_t step = 0; step < STEPS; ++step)
        {
            float gradient[PARAMETERS]{};
            ComputeGradient(device, model, gradient);
            for (uint32_t k = 0; k < PARAMETERS; ++k)
            {
                model[k] -= STEP_SIZE / BATCH * gradient[k];
            }
        }
    }

    void ComputeGradient(uint32_t device, const float* model, float* gradient)
    {
        const uint32_t* batch = TakeBatch(device);
        const float* rows[BATCH];
        float errors[BATCH][OUTPUTS];
        for (uint32_t i = 0; i < BATCH; ++i)
        {
            const std::size_t sample = std::size_t(device) * SAMPLES + batch[i];
            rows[i] = &m_data.values[sample * FEATURES];
            ComputeScores(model, rows[i], errors[i]);
            Task::TurnIntoErrors(errors[i], m_data.labels[sample]);
        }
        for (uint32_t o = 0; o < OUTPUTS; ++o)
        {
            float* weights = gradient + o * FEATURES;
            for (uint32_t i = 0; i < BATCH; ++i)
            {
                const float error = errors[i][o];
                for (uint32_t f = 0; f < FEATURES; ++f)
                {
                    weights[f] += error * rows[i][f];
                }
                gradient[OUTPUTS * FEATURES + o] += error;
            }
        }
    }

    /// Samples of a device in random order, drawn anew when too few are left.
    const uint32_t* TakeBatch(uint32_t device)
    {
        uint32_t* order = &m_orders[std::size_t(device) * SAMPLES];
        uint32_t& cursor = m_cursors[device];
        if (cursor + BATCH > SAMPLES)
        {
            for (uint32_t i = SAMPLES; i > 1; --i)
            {
                std::swap(order[i - 1], order[m_random.Draw(i)]);
            }
            cursor = 0;
        }
        cursor += BATCH;
        return order + cursor - BATCH;
    }

    uint32_t m_devices;              //!< how many
    CheapRandom m_random;            //!< devices, orders and classes
    std::mt19937 m_normal;           //!< values
    std::vector<float> m_centres;    //!< of the classes
    Samples m_data;                  //!< SAMPLES for each device
    Samples m_test;                  //!< for all
    std::vector<float> m_models;     //!< one for each device
    std::vector<uint32_t> m_orders;  //!< of each device's samples
    std::vector<uint32_t> m_cursors; //!< the next one in each order
};

using Clock = std::chrono::steady_clock;

double
GetSecondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

template <class Task>
void
RunBenchmark(const Size& size)
{
    BareTraining<Task> training(size);
    double run = 0;
    double test = 0;
    double accuracy = 0;
    for (uint32_t round = 0; round < size.rounds; ++round)
    {
        const auto running = Clock::now();
        training.DoRound();
        run += GetSecondsSince(running);
        const auto testing = Clock::now();
        accuracy = size.testSamples > 0 ? training.Test(size.devices) : training.Test(1);
        test += GetSecondsSince(testing);
    }
    const double updates = double(size.devices) * size.rounds;
    std::cout << "updates " << updates << " run_s " << run << " update_us " << run / updates * 1e6
              << " test_s " << test << " accuracy " << accuracy << std::endl;
}

} // namespace

int
main(int argc, char* argv[])
{
    const std::string task = argc == 5 ? argv[1] : "";
    uint32_t numbers[3]{};
    for (int i = 2; i < argc && argc == 5; ++i)
    {
        numbers[i - 2] = static_cast<uint32_t>(std::strtoul(argv[i], nullptr, 10));
    }
    const Size size{numbers[0], numbers[1], numbers[2]};
    if ((task != "logistic" && task != "softmax") || size.devices == 0 || size.rounds == 0)
    {
        std::cerr << "usage: bare-training logistic|softmax DEVICES ROUNDS TEST_SAMPLES\n";
        return 2;
    }
    task == "logistic" ? RunBenchmark<Logistic>(size) : RunBenchmark<Softmax>(size);
    return 0;
}
