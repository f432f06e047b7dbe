using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>The two search structures beside plain ones, over long runs of seeded random steps.</summary>
public sealed class OutstandingTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_table_serves_each_key_in_order_like_a_dictionary_of_queues(int seed)
    {
        var random = new Random(seed);
        var table = new OutstandingTable();
        var oracle = new Dictionary<ulong, List<int>>();
        var keyOf = new Dictionary<int, ulong>();
        for (int step = 0; step < 40_000; step++)
        {
            // Sectors in steps of 8 on few devices crowd neighbouring slots; the load swells and shrinks.
            bool add = random.Next(10) < (step / 10_000 % 2 == 0 ? 7 : 3);
            if (add)
            {
                ulong key = OutstandingTable.Key(random.Next(3), random.Next(2), random.Next(800) * 8);
                oracle.TryAdd(key, []);
                oracle[key].Add(step);
                keyOf.Add(step, key);
                Assert.Equal(oracle[key][0], table.Add(key, step));
            }
            else if (keyOf.Count > 0)
            {
                (int item, ulong key) = keyOf.ElementAt(random.Next(Math.Min(keyOf.Count, 40)));
                Assert.True(table.Remove(key, item));
                Assert.False(table.Remove(key, item));
                oracle[key].Remove(item);
                keyOf.Remove(item);
            }

            if (step % 1999 == 0)
            {
                foreach ((ulong key, List<int> items) in oracle)
                {
                    Assert.Equal(items, Chain(table, key));
                }
            }
        }

        Assert.Equal(keyOf.Count, table.Count);
    }

    [Theory, InlineData(4), InlineData(5)]
    public void What_the_table_holds_is_told_beside_a_pile_that_waits_for_ever(int seed)
    {
        const int Pile = 60_000;
        var random = new Random(seed);
        var table = new OutstandingTable();
        var oracle = new HashSet<ulong>();
        for (int item = 0; item < Pile; item++)
        {
            Add(OutstandingTable.Key(1, 0, item * 8L), item);
        }

        // Enough passing keys that the sketch wears out and is made again, and once more than fit before the table grows.
        for (int round = 0; round < 4; round++)
        {
            int passing = round == 2 ? 40_000 : 90_000;
            for (int i = 0; i < passing; i++)
            {
                ulong key = Passing(random);
                if (oracle.Contains(key))
                {
                    Assert.True(table.Holds(key));
                    continue;
                }

                Assert.False(table.Holds(key));
                Add(key, Pile + i);
                if (round != 2)
                {
                    Assert.True(table.Remove(key, Pile + i));
                    oracle.Remove(key);
                    Assert.False(table.Holds(key));
                }
            }
        }

        Assert.All(oracle, key => Assert.True(table.Holds(key)));
        Assert.Equal(oracle.Count, table.Count);

        void Add(ulong key, int item)
        {
            table.Add(key, item);
            oracle.Add(key);
        }

        static ulong Passing(Random random) => OutstandingTable.Key(random.Next(3), 1, random.Next(4_000_000) * 8L);
    }

    [Fact]
    public void A_sketch_never_denies_a_key_and_denies_most_others()
    {
        const int Entries = 1 << 16;
        var sketch = new KeySketch(Entries);
        for (int i = 0; i <= Entries; i++)
        {
            Assert.False(sketch.Worn);
            sketch.Add(Key(i));
        }

        Assert.True(sketch.Worn);
        Assert.All(Enumerable.Range(0, Entries), i => Assert.True(sketch.MayHold(Key(i))));
        Assert.InRange(Enumerable.Range(Entries + 1, Entries).Count(i => sketch.MayHold(Key(i))), 0, Entries / 3);

        sketch.Clear();
        Assert.False(sketch.Worn);
        Assert.DoesNotContain(Enumerable.Range(0, Entries), i => sketch.MayHold(Key(i)));

        static ulong Key(int i) => OutstandingTable.Key(i & 1, 0, (long)i * i * 8);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void The_tree_finds_what_a_search_through_every_bio_finds(int seed)
    {
        var random = new Random(seed);
        var tree = new BttTree();
        var oracle = new SortedDictionary<long, (long End, int Node)>();
        for (int step = 0; step < 8_000; step++)
        {
            long start = random.Next(2000) * 8;
            if (oracle.TryGetValue(start, out (long End, int Node) there) && random.Next(3) > 0)
            {
                tree.Remove(there.Node);
                oracle.Remove(start);
            }
            else
            {
                oracle[start] = (start + 8, tree.Insert(start, start + 8));
            }

            long sector = random.Next(2000 * 8);
            Assert.Equal(oracle.TryGetValue(sector / 8 * 8, out (long End, int Node) holds) ? holds.Node : 0, tree.Containing(sector));
            if (step % 53 == 0)
            {
                long from = random.Next(2000) * 8;
                long to = from + (random.Next(64) * 8);
                int[] expected = [.. oracle.Where(bio => from <= bio.Key && bio.Value.End <= to).Select(bio => bio.Value.Node).Order()];
                Assert.Equal(expected, tree.Within(from, to).ToArray().Order());
            }
        }
    }

    private static List<int> Chain(OutstandingTable table, ulong key)
    {
        var items = new List<int>();
        for (int item = table.First(key); item >= 0; item = table.After(item))
        {
            items.Add(item);
        }

        return items;
    }
}
