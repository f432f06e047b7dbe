using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

/// <summary>A recording of each kernel, as <c>lab vm try --plan dm-delay-unseen</c> left
/// them: nothing is booted here, and what they say must still be read.</summary>
public sealed class KeptKernelTests
{
    private const long MostBytes = 300_000;
    private static readonly Scenario Plan = Scenarios.Find("dm-delay-unseen");

    public static TheoryData<string> Kernels => [.. GuestKernel.All.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Its_recording_is_whole_small_and_of_that_kernel(string kernel)
    {
        Recording recording = Kept(kernel);

        Assert.Empty(recording.Verify());
        Assert.True(GuestKernel.Find(kernel).Is(recording.Host.Kernel!), recording.Host.Kernel);
        Assert.Null(recording.Label);
        Assert.InRange(
            new DirectoryInfo(recording.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length),
            1,
            MostBytes
        );
    }

    [Fact]
    public void Counted_again_they_give_the_window_that_notebook_07_shows()
    {
        KernelWindow window = GuestKernel
            .All.Select(kernel => Kept(kernel.Name))
            .Aggregate(
                KernelWindow.Of(),
                (window, recording) =>
                {
                    LabCounts counts = LabCounts.Of(recording);
                    LabCheck[] Checks(IReadOnlyList<ExpectedCount> expected) =>
                        [.. expected.Select(one => new LabCheck(one.In(Plan), counts[one.Name]))];
                    return window.With(
                        LabTry.Trial(
                            new LabLabel(
                                recording.Name,
                                Plan,
                                recording.Host.Kernel!,
                                Checks(Plan.Right),
                                Checks(Plan.Bad),
                                Checks(Plan.Good)
                            ),
                            recording
                        )
                    );
                }
            );

        Assert.Equal(
            KernelWindow.Open(Path.Combine(RepositoryFolder.Data, "git-history", "kernels-dm-delay.json")).ToTable().ToText(),
            window.ToTable().ToText()
        );
        Assert.Equal("(5.10, 6.1]", window.Range);
    }

    private static Recording Kept(string kernel) =>
        Recording.Open(Path.Combine(RepositoryFolder.Root, "tests", "data", "lab", "dm-delay-unseen-" + kernel.Replace('.', '-')));
}
