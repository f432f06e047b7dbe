namespace NotebookKit.Diagnosis;

/// <summary>What kernels left out of the training say of one set of features.</summary>
/// <param name="Temperature">What probabilities are softened by.</param>
/// <param name="Offsets">What is added to the softened score of each class, in their order.</param>
/// <param name="LeastProbabilities">The lowest probability with which each class is named, in their order: 1 where it is never.</param>
/// <param name="MostDistance">The distance to the nearest training row beyond which none is.</param>
/// <remarks>
/// A temperature alone cannot say that one class is claimed too often: without Q, merging off and a low size limit look alike, and of what
/// looks so more is the one than the other. Temperature and offsets are the vector scaling of Guo et al., "On Calibration of Modern Neural
/// Networks", ICML 2017, section 4.2, with one temperature for all.
/// </remarks>
internal sealed record SetCalibration(
    double Temperature,
    IReadOnlyList<double> Offsets,
    IReadOnlyList<double> LeastProbabilities,
    double MostDistance
)
{
    private const double Ridge = 1;
    private const int Rounds = 3;
    private const int Sweeps = 10;

    /// <summary>Fits temperature and offsets to rows that were left out; their loss is convex in each, so they take turns.</summary>
    /// <param name="held">Scores and the true class of each row.</param>
    /// <param name="classes">How many classes there are.</param>
    public static (double Temperature, double[] Offsets) Fit(IReadOnlyList<(double[] Scores, int Class)> held, int classes)
    {
        double[] offsets = new double[classes];
        double temperature = held.Count == 0 ? 1 : Softening(held, offsets);
        for (int round = 0; round < Rounds && held.Count > 0; round++)
        {
            Shift(held, temperature, offsets);
            temperature = Softening(held, offsets);
        }

        return (temperature, offsets);
    }

    /// <summary>The temperature that fits rows best.</summary>
    public static double Softening(IReadOnlyList<(double[] Scores, int Class)> held, double[] offsets)
    {
        // The loss is convex in 1/T, so thirds of the range close in on its minimum.
        (double low, double high) = (Math.Log(0.25), Math.Log(16));
        while (high - low > 1e-6)
        {
            double a = low + ((high - low) / 3);
            double b = high - ((high - low) / 3);
            (low, high) = Loss(Math.Exp(a)) < Loss(Math.Exp(b)) ? (low, b) : (a, high);
        }

        return Math.Exp((low + high) / 2);

        double Loss(double temperature) =>
            held.Sum(entry => -Math.Log(Math.Max(1e-300, ClassifierModel.Probabilities(entry.Scores, temperature, offsets)[entry.Class])));
    }

    // Newton's steps, one class after the other. The ridge keeps at 0 what few rows speak of.
    private static void Shift(IReadOnlyList<(double[] Scores, int Class)> held, double temperature, double[] offsets)
    {
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int label = 0; label < offsets.Length; label++)
            {
                (double slope, double bend) = (Ridge * offsets[label], Ridge);
                foreach ((double[] scores, int truth) in held)
                {
                    double stated = ClassifierModel.Probabilities(scores, temperature, offsets)[label];
                    (slope, bend) = (slope + stated - (truth == label ? 1 : 0), bend + (stated * (1 - stated)));
                }

                offsets[label] -= Math.Clamp(slope / bend, -1, 1);
            }
        }
    }
}
