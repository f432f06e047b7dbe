namespace NotebookKit;

/// <summary>How large a share can be of which some of n were seen.</summary>
public static class BinomialBound
{
    /// <summary>The upper bound of a share, exact after Clopper and Pearson (Biometrika
    /// 26, 1934): a larger one gives so few in 5 % of all cases at most.</summary>
    /// <param name="seen">How many were seen.</param>
    /// <param name="n">Of how many; they must not hang together.</param>
    /// <param name="confidence">The confidence, one-sided.</param>
    /// <returns>The bound, from 0 to 1; null where n is 0.</returns>
    public static double? Upper(long seen, long n, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seen);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seen, n);
        if (n == 0 || seen == n)
        {
            return n == 0 ? null : 1;
        }

        (double low, double high) = ((double)seen / n, 1);
        while (high - low > 1e-9)
        {
            double middle = (low + high) / 2;
            (low, high) = AtMost(seen, n, middle) > 1 - confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    // The chance of at most so many.
    private static double AtMost(long seen, long n, double share)
    {
        double log = n * Math.Log(1 - share);
        double sum = Math.Exp(log);
        for (long k = 1; k <= seen; k++)
        {
            log += Math.Log((n - k + 1) / (double)k) + Math.Log(share / (1 - share));
            sum += Math.Exp(log);
        }

        return sum;
    }
}
