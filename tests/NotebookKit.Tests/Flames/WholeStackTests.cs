using System.Text;

namespace NotebookKit.Tests.Flames;

/// <summary>Stacks that are looked up whole fold as those that are read line by line,
/// which is how lines that end as Windows ends them are read.</summary>
public sealed class WholeStackTests
{
    [Theory]
    [InlineData("odd-samples.txt")]
    [InlineData("two-events.txt")]
    [InlineData("sched-switch.txt")]
    public void Fixtures_fold_alike(string name) => Alike(File.ReadAllText(FlameFixture.Path(name)));

    [Theory]
    [InlineData("standard-nomerges2")]
    [InlineData("snapshot-nomerges0")]
    public void Recordings_fold_alike(string recording) =>
        Alike(File.ReadAllText(Path.Combine(RepositoryFolder.Data, recording, "perf-cpu.script.txt")));

    [Fact]
    public void So_do_samples_of_a_java_process_and_of_one_that_is_none_on_the_same_lines()
    {
        const string Stack = "\n\t1000 Lorg/a/B;run+0x1 (/tmp/perf-1.map)\n\t2000 Lorg/a/C;go (/tmp/perf-1.map)\n\n";
        string folded = Alike($"java 1 1.0: 1 cycles:{Stack}cc 2 1.0: 1 cycles:{Stack}java 1 1.0: 1 cycles:{Stack}");
        Assert.Equal("cc;Lorg/a/C:go;Lorg/a/B:run 1\njava;org/a/C:go;org/a/B:run 2\n", folded);
    }

    [Fact]
    public void So_does_a_stack_whose_middle_is_left_out()
    {
        string callers = string.Concat(Enumerable.Range(0, 3000).Select(place => $"\t{place:x} caller_{place} (prog)\n"));
        string text = $"cc 1 1.0: 1 cycles:\n{callers}\ncc 1 1.0: 1 cycles:\n{callers}\n";
        Assert.Contains("[frames left out]", Alike(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void So_does_damaged_text(int seed)
    {
        string[] lines = File.ReadAllLines(Path.Combine(RepositoryFolder.Data, "standard-nomerges2", "perf-cpu.script.txt"));
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            var damaged = new List<string>(lines);
            for (int change = 0; change < 12; change++)
            {
                int at = random.Next(damaged.Count);
                switch (random.Next(6))
                {
                    case 0:
                        damaged.RemoveAt(at);
                        break;
                    case 1:
                        damaged.Insert(at, "");
                        break;
                    case 2:
                        damaged.Insert(at, damaged[random.Next(damaged.Count)]);
                        break;
                    case 3:
                        damaged[at] = damaged[at][..random.Next(damaged[at].Length + 1)];
                        break;
                    case 4:
                        damaged.Insert(at, "# a comment");
                        break;
                    default:
                        damaged.Insert(at, "\tno line of a stack");
                        break;
                }
            }

            Alike(string.Join('\n', damaged) + "\n");
        }
    }

    private static string Alike(string text)
    {
        Stacks whole = Read(text);
        Stacks byLine = Read(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(byLine.ToFolded(), whole.ToFolded());
        Assert.Equal(
            (byLine.Account.Read, byLine.Account.Recognised, byLine.Samples, byLine.Account.TruncatedTail),
            (whole.Account.Read, whole.Account.Recognised, whole.Samples, whole.Account.TruncatedTail)
        );
        Assert.Equal(Skipped(byLine), Skipped(whole));
        Assert.Equal(
            byLine.Events.OrderBy(one => one.Key, StringComparer.Ordinal),
            whole.Events.OrderBy(one => one.Key, StringComparer.Ordinal)
        );
        Assert.Equal(byLine.LeftOut, whole.LeftOut);
        return whole.ToFolded();
    }

    private static Stacks Read(string text) => Stacks.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "text");

    private static string[] Skipped(Stacks stacks) =>
        [
            .. stacks.Account.Skipped.SelectMany(kind =>
                kind.Examples.Select(example => $"{kind.Count} {kind.Kind} {example.Place} {example.Text}")
            ),
        ];
}
