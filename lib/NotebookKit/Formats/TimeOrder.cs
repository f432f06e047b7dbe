using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>Counts times that lie before the one in front of them.</summary>
internal static class TimeOrder
{
    /// <summary>Counts them.</summary>
    /// <param name="times">Times in the order of the capture.</param>
    /// <param name="before">The time in front of the first; <see cref="long.MinValue"/> where there is none.</param>
    public static long CountBackwards(ReadOnlySpan<long> times, long before)
    {
        if (times.IsEmpty)
        {
            return 0;
        }
        unchecked
        {
            ref long first = ref MemoryMarshal.GetReference(times);
            long count = times[0] < before ? 1 : 0;
            int i = 1;
            Vector256<long> counts = Vector256<long>.Zero;
            for (; i <= times.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                // True is -1.
                counts -= Vector256.LessThan(Vector256.LoadUnsafe(ref first, (nuint)i), Vector256.LoadUnsafe(ref first, (nuint)(i - 1)));
            }

            for (; i < times.Length; i++)
            {
                count += times[i] < times[i - 1] ? 1 : 0;
            }

            return count + Vector256.Sum(counts);
        }
    }

    /// <summary>Whether a time lies before the one in front of it by so much or more.</summary>
    /// <param name="times">Times in the order of the capture.</param>
    /// <param name="before">The time in front of the first; <see cref="long.MinValue"/> where there is none.</param>
    /// <param name="byNs">How much.</param>
    public static bool StepsBack(ReadOnlySpan<long> times, long before, long byNs)
    {
        if (times.IsEmpty)
        {
            return false;
        }
        unchecked
        {
            ref long first = ref MemoryMarshal.GetReference(times);
            bool any = before > times[0] && (ulong)(before - times[0]) >= (ulong)byNs;
            Vector256<long> by = Vector256.Create(byNs);
            Vector256<long> found = Vector256<long>.Zero;
            int i = 1;
            for (; i <= times.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                found |= Vector256.LessThanOrEqual(
                    Vector256.LoadUnsafe(ref first, (nuint)i) + by,
                    Vector256.LoadUnsafe(ref first, (nuint)(i - 1))
                );
            }

            for (; i < times.Length; i++)
            {
                any |= times[i] + byNs <= times[i - 1];
            }

            return any || found != Vector256<long>.Zero;
        }
    }
}
