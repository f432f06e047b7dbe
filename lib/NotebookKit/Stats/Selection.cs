using System.Numerics;

namespace NotebookKit.Stats;

/// <summary>Puts the k-th smallest value at place k without sorting the rest (Hoare's
/// FIND, Communications of the ACM 4(7), 1961).</summary>
internal static class Selection
{
    /// <summary>Below this many values, sorting them is cheaper than parting them further.</summary>
    private const int Small = 32;

    /// <summary>Reorders values so that place <paramref name="k"/> holds what it would hold
    /// after sorting, nothing larger before it and nothing smaller after it.</summary>
    public static T Select<T>(Span<T> values, int k)
        where T : unmanaged, INumber<T>
    {
        Span<T> all = values;
        int first = 0;

        // Median-of-three pivots part evenly on what captures hold; an order made to defeat them falls back to a sort, so that the
        // worst case stays n log n (Musser, "Introspective sorting and selection algorithms", 1997).
        int rounds = 2 * (BitOperations.Log2((uint)Math.Max(1, values.Length)) + 1);
        while (values.Length > Small && rounds-- > 0)
        {
            (int below, int above) = Part(values, Pivot(values));
            if (k - first < below)
            {
                values = values[..below];
            }
            else if (k - first >= above)
            {
                values = values[above..];
                first += above;
            }
            else
            {
                return all[k];
            }
        }

        values.Sort();
        return all[k];
    }

    /// <summary>Selects several places at once, ascending: each pass only touches what the one before left open.</summary>
    public static void Select<T>(Span<T> values, ReadOnlySpan<int> ascending)
        where T : unmanaged, INumber<T>
    {
        if (ascending.IsEmpty || values.Length <= 1)
        {
            return;
        }

        int middle = ascending.Length / 2;
        int k = ascending[middle];
        Select(values, k);
        Select(values[..k], ascending[..middle]);
        Span<int> rest = new int[ascending.Length - middle - 1];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = ascending[middle + 1 + i] - k;
        }

        Select(values[k..], rest);
    }

    private static T Pivot<T>(ReadOnlySpan<T> values)
        where T : unmanaged, INumber<T>
    {
        T a = values[0];
        T b = values[values.Length / 2];
        T c = values[^1];
        return T.Max(T.Min(a, b), T.Min(T.Max(a, b), c));
    }

    // Three parts (below, equal, above), because latencies and sizes repeat: two parts degrade on equal values.
    private static (int Below, int Above) Part<T>(Span<T> values, T pivot)
        where T : unmanaged, INumber<T>
    {
        int below = 0;
        int above = values.Length;
        for (int i = 0; i < above; )
        {
            T value = values[i];
            if (value < pivot)
            {
                (values[below], values[i]) = (value, values[below]);
                below++;
                i++;
            }
            else if (value > pivot)
            {
                above--;
                (values[above], values[i]) = (value, values[above]);
            }
            else
            {
                i++;
            }
        }

        return (below, above);
    }
}
