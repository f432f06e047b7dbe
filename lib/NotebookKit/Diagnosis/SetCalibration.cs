namespace NotebookKit.Diagnosis;

/// <summary>What kernels left out of the training say of one set of features.</summary>
/// <param name="Temperature">What probabilities are softened by.</param>
/// <param name="LeastProbabilities">The lowest probability with which each class is named, in their order: 1 where it is never.</param>
/// <param name="MostDistance">The distance to the nearest training row beyond which none is.</param>
internal sealed record SetCalibration(double Temperature, IReadOnlyList<double> LeastProbabilities, double MostDistance);
