using System.Globalization;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Flames;

public sealed class StackComparisonTests
{
    private static Stacks Recorded(string recording) => Stacks.Open(RepositoryFolder.File(recording, "perf-cpu.script.txt"));

    [Fact]
    public void The_defect_makes_the_CPUs_idle_and_that_is_sure()
    {
        StackComparison comparison = StackComparison.Of(Recorded("standard"), Recorded("snapshot-nomerges2"));
        StackComparison.FrameShare idle = Assert.Single(
            comparison.Changes,
            change => change.Function == "do_idle" || change.Together.Contains("do_idle")
        );
        Assert.Equal(28.0 / 54, idle.Before, 12);
        Assert.Equal(1023.0 / 1072, idle.After, 12);
        Assert.True(idle.Sure);
        Assert.Contains(comparison.Changes, change => !change.Sure);
    }

    [Fact]
    public void Two_halves_of_one_capture_differ_in_nothing_that_is_sure()
    {
        string[] samples = File.ReadAllText(RepositoryFolder.File("snapshot-nomerges0", "perf-cpu.script.txt"))
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        using TemporaryFile odd = Half(samples, 1);
        using TemporaryFile even = Half(samples, 0);
        Assert.DoesNotContain(StackComparison.Of(Stacks.Open(odd.Path), Stacks.Open(even.Path)).Changes, change => change.Sure);
    }

    // Were each interval for itself a 95 % one, some of 60 functions would leave out 0 in nearly every pair.
    [Fact]
    public void Captures_drawn_from_one_source_rarely_differ_in_anything()
    {
        var random = new Random(5);
        int pairs = 60;
        int wrong = Enumerable
            .Range(0, pairs)
            .Count(_ =>
            {
                using TemporaryFile first = Drawn(random, 200);
                using TemporaryFile second = Drawn(random, 400);
                return StackComparison
                    .Of(Stacks.Open(first.Path), Stacks.Open(second.Path), resamples: 300)
                    .Changes.Any(change => change.Sure);
            });
        Assert.InRange(wrong, 0, 8); // 3 expected at 5 %; more than 8 of 60 has a chance below 0.5 %
    }

    [Fact]
    public void Folded_lines_are_refused_because_they_tell_no_samples() =>
        Assert.Contains(
            "perf script",
            Assert
                .Throws<ArgumentException>(() =>
                    StackComparison.Of(Stacks.Open(FlameFixture.Path("standard.folded")), Recorded("standard"))
                )
                .Message,
            StringComparison.Ordinal
        );

    // Samples of the two CPUs alternate, so two of four go to each half.
    private static TemporaryFile Half(string[] samples, int which) =>
        Fixture.Temporary(string.Join("\n\n", samples.Where((_, i) => i / 2 % 2 == which)) + "\n\n");

    private static TemporaryFile Drawn(Random random, int samples) =>
        Fixture.Temporary(
            string.Concat(
                Enumerable
                    .Range(0, samples)
                    .Select(_ =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"p 1 [0] 1.0: 1 cpu-clock: \n\t1 leaf{random.Next(60)} (x)\n\t1 outer{random.Next(3)} (x)\n\n"
                        )
                    )
            )
        );
}
