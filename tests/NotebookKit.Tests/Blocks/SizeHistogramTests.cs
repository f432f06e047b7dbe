using FsCheck;
using FsCheck.Fluent;

namespace NotebookKit.Tests.Blocks;

public class SizeHistogramTests
{
    [Fact]
    public void Sizes_in_any_order_are_counted_as_a_sorted_dictionary_counts_them() =>
        Prop.ForAll<ushort[]>(drawn =>
            {
                var histogram = new SizeHistogram();
                var expected = new SortedDictionary<uint, long>();
                foreach (ushort sectors in drawn)
                {
                    histogram.Add(sectors, 3);
                    if (sectors > 0)
                    {
                        expected[sectors] = expected.GetValueOrDefault(sectors) + 3;
                    }
                }

                uint[] all = [.. expected.SelectMany(pair => Enumerable.Repeat(pair.Key, (int)pair.Value))];
                return histogram.Sizes.SequenceEqual(expected)
                    && histogram.Count == all.Length
                    && histogram.TotalSectors == all.Sum(sectors => (long)sectors)
                    && histogram.Min == (all.Length == 0 ? null : all[0])
                    && histogram.Max == (all.Length == 0 ? null : all[^1])
                    && histogram.P50 == (all.Length == 0 ? null : all[((all.Length + 1) / 2) - 1])
                    && histogram.Mode == (all.Length == 0 ? null : expected.MaxBy(pair => pair.Value).Key);
            })
            .QuickCheckThrowOnFailure();
}
