namespace NotebookKit;

/// <summary>How a classifier is trained, and when it refuses to answer. Change with <c>with</c>.</summary>
internal readonly record struct ClassifierOptions
{
    /// <summary>Creates the default options.</summary>
    public ClassifierOptions() { }

    /// <summary>Strength of the L2 penalty on the weights.</summary>
    public double L2 { get; init; } = 0.003;

    /// <summary>A stretch with fewer requests issued is not judged: below 20 one request more or less moves a share by 5 %.</summary>
    public int FewestRequests { get; init; } = 20;

    /// <summary>A stretch in which a larger share of the requests has no completion is not judged: events were lost.</summary>
    public double MostUnmatched { get; init; } = 0.05;

    /// <summary>The lowest probability, after calibration, with which a class is named;
    /// more may be asked for: see <see cref="MostWrong"/>.</summary>
    public double LeastProbability { get; init; } = 0.6;

    /// <summary>
    /// The largest share of wrong names among the stretches of kernels left out of the training. Where it is larger at
    /// <see cref="LeastProbability"/>, more is asked for. Only where stretches of three kernels are trained on.
    /// </summary>
    public double MostWrong { get; init; } = 0.005;

    /// <summary>
    /// The largest distance to the nearest training row at which a class is named, in training spreads a feature (root mean square);
    /// null takes it from the training rows: <see cref="Classifier.MostDistance"/>.
    /// </summary>
    public double? MostDistance { get; init; }
}
