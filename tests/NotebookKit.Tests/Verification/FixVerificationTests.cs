namespace NotebookKit.Tests.Verification;

public sealed class FixVerificationTests
{
    private static readonly double[] Plain = [0.266, 0.251, 0.267];
    private static readonly double[] Before = [5.418, 5.416, 5.404];
    private static readonly double[] After = [0.679, 0.519, 0.495];

    private static Findings With(params string[] kinds) => new Findings().Add(kinds.Select(kind => new Finding(kind) { Kind = kind }));

    [Fact]
    public void The_labs_runs_restore_the_workload()
    {
        FixVerification fix = FixVerification.Of("nomerges = 0", Plain, Before, After, With("merge-disabled"), With("no-cause"));
        Assert.Equal(FixVerdict.Restored, fix.Verdict);
        Assert.Equal(["merge-disabled"], fix.CausesGone);
        Assert.Equal(
            "With nomerges = 0 the workload is restored: it takes 0.519 s where it took 5.42 s, and 0.266 s on the plain volume: 2.14 (1.43 to 3.2) times as long as there, 20.7 (19 to 22.6) before.",
            fix.Statement
        );
        Assert.Equal(ConfidenceLevel.High, fix.ToFinding().Confidence!.Level);
    }

    // Reference: R 4.2, exp(t.test(log(after), log(plain))$conf.int), done by hand from the formula of Welch and Satterthwaite.
    [Fact]
    public void The_interval_is_Welchs_on_logarithms()
    {
        ConfidenceInterval ratio = GeometricRatio.Of([1, 2, 4], [1, 1, 1, 1])!;
        double half = 4.302652729911275 * Math.Log(2) / Math.Sqrt(3); // t(0.975; 2): all spread is on one side of n = 3
        Assert.Equal(2, ratio.Estimate, 12);
        Assert.Equal(2 * Math.Exp(half), ratio.High, 6);
        Assert.Equal(2 * Math.Exp(-half), ratio.Low, 9);
    }

    [Fact]
    public void One_run_has_no_interval_and_says_so()
    {
        FixVerification fix = FixVerification.Of("the test kernel", [1.546], [42.693], [1.568]);
        Assert.True(double.IsNaN(fix.OfReference!.Low));
        Assert.Contains("repeat the run", fix.OfReference.Method, StringComparison.Ordinal);
        Assert.Equal(
            "With the test kernel the workload is restored: it takes 1.57 s where it took 42.7 s, and 1.55 s on the plain volume: 1.01 times as long as there, 27.6 before.",
            fix.Statement
        );
        Assert.Equal(ConfidenceLevel.Medium, fix.ToFinding().Confidence!.Level);
        Assert.DoesNotContain("NaN", fix.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cause_that_is_still_found_is_not_fixed_however_fast_it_became() =>
        Assert.Equal(
            FixVerdict.NotFixed,
            FixVerification.Of("x", Plain, Before, After, With("merge-disabled"), With("merge-disabled")).Verdict
        );

    [Fact]
    public void Faster_and_still_slow_is_improved_and_no_faster_is_not_fixed()
    {
        Assert.Equal(FixVerdict.Improved, FixVerification.Of("x", Plain, Before, [2.0, 2.1, 2.0]).Verdict);
        Assert.Equal(FixVerdict.NotFixed, FixVerification.Of("x", Plain, Before, [5.4, 5.5, 5.3]).Verdict);
        Assert.Equal(FixVerdict.Unclear, FixVerification.Of("x", [], Before, After).Verdict);
    }
}
