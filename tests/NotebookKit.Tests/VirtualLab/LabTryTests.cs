using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Tests.VirtualLab;

public sealed class LabTryTests
{
    private static readonly Scenario Plan = Scenarios.Find("dm-delay-unseen");

    [Theory]
    [InlineData(25, 0, KernelVerdict.Bad, "remaps=0: 0")]
    [InlineData(25, 240, KernelVerdict.Good, "remaps>=1: 240")]
    [InlineData(1, 240, KernelVerdict.Unclear, "the scenario did not work: above-ms>=20: 1, does not hold")]
    [InlineData(25, null, KernelVerdict.Unclear, "remaps=0: not told, does not hold; remaps>=1: not told, does not hold")]
    public void A_kernel_is_judged_by_counts_and_only_where_the_scenario_worked(
        double above,
        int? remaps,
        KernelVerdict verdict,
        string basis
    )
    {
        LabCheck[] Checks(IReadOnlyList<ExpectedCount> expected) =>
            [
                .. expected.Select(one => new LabCheck(
                    one,
                    one.Name switch
                    {
                        "above-ms" => above,
                        "remaps" => remaps,
                        _ => 0,
                    }
                )),
            ];
        var label = new LabLabel("x", Plan, "5.10.0-32-amd64", Checks(Plan.Right), Checks(Plan.Bad), Checks(Plan.Good));

        KernelTrial trial = LabTry.Trial(label, Recording.Open(Path.Combine(RepositoryFolder.Data, "standard")));

        Assert.Equal((verdict, basis, "5.10"), (trial.Verdict, trial.Basis, trial.Version.Upstream));
        Assert.Equal(3, trial.Seconds.Count);
    }

    [Fact]
    public void A_scenario_that_tells_no_kernels_apart_is_no_plan() =>
        Assert.Contains(
            "no lines \"bad\" and \"good\"",
            Assert
                .Throws<ArgumentException>(() =>
                    new LabTry(new LabStore("/nowhere")).Of(
                        [GuestKernel.Usual],
                        Scenarios.Find("standard"),
                        new CaseFolder("/nowhere"),
                        CancellationToken.None
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
}
