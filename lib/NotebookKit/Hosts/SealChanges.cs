namespace NotebookKit.Hosts;

/// <summary>Names what of a document is not as it was sealed.</summary>
internal static class SealChanges
{
    private const int MostNamed = 20;

    /// <summary>Compares the values of a document with the digests of those that were sealed.</summary>
    /// <param name="values">The values that are there.</param>
    /// <param name="digests">Their digests.</param>
    /// <param name="sealedOnes">The digests that were sealed.</param>
    /// <param name="path">The file, for messages.</param>
    public static IReadOnlyList<string> Of(DocumentValue[] values, string[] digests, string[] sealedOnes, string path)
    {
        // What is the same before the first change and after the last; what was moved or dropped lies between.
        int before = digests.AsSpan().CommonPrefixLength(sealedOnes);
        int after = 0;
        while (after < Math.Min(digests.Length, sealedOnes.Length) - before && digests[^(after + 1)] == sealedOnes[^(after + 1)])
        {
            after++;
        }

        Dictionary<string, int> left = sealedOnes[before..^after].CountBy(digest => digest).ToDictionary(StringComparer.Ordinal);
        var changed = new List<DocumentValue>();
        for (int i = before; i < digests.Length - after; i++)
        {
            if (left.GetValueOrDefault(digests[i]) is > 0 and int times)
            {
                left[digests[i]] = times - 1;
            }
            else
            {
                changed.Add(values[i]);
            }
        }

        int missing = left.Values.Sum() - changed.Count;
        var faults = changed
            .Take(MostNamed)
            .Select(value => $"{path} line {value.Line}: {value.Field} = {Shown(value.Text)} is not what was sealed.")
            .ToList();
        if (changed.Count > MostNamed)
        {
            faults.Add($"{path}: {changed.Count - MostNamed} more values are not what was sealed.");
        }

        if (missing > 0)
        {
            string where = before == 0 ? "before" : $"after line {values[before - 1].Line} ({values[before - 1].Field}), before";
            string next = after == 0 ? "the seal" : $"line {values[^after].Line} ({values[^after].Field})";
            faults.Add($"{path}: {missing} sealed value{(missing == 1 ? " is" : "s are")} missing {where} {next}.");
        }

        return faults.Count > 0
            ? faults
            : [$"{path}: lines {values[before].Line} to {values[^(after + 1)].Line} stand in another order than was sealed."];
    }

    private static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
