namespace NotebookKit;

/// <summary>What an investigation has, for its reports. What was not done stays null, and the reports say that it is missing.</summary>
public sealed record ReportFacts
{
    /// <summary>What is slow, in a few words: the reports' title.</summary>
    public required string Title { get; init; }

    /// <summary>What was found.</summary>
    public required Findings Findings { get; init; }

    /// <summary>The host where the defect was measured.</summary>
    public Fingerprint? Host { get; init; }

    /// <summary>The finding that names the cause; null for the first one that does.</summary>
    public Finding? Cause
    {
        get => field ?? Diagnose.Cause(Findings);
        init;
    }

    /// <summary>The sysfs attribute that switches the cause on and off.</summary>
    public QueueAttribute? Switch { get; init; }

    /// <summary>The kernels tried.</summary>
    public KernelWindow? Kernels { get; init; }

    /// <summary>The commit that fixes it.</summary>
    public GitCommit? Fix { get; init; }

    /// <summary>The first release that holds the commit, such as <c>v4.5-rc5</c>.</summary>
    public string? FixedIn { get; init; }

    /// <summary>The branch to be fixed, such as <c>xenial</c>.</summary>
    public string? Branch { get; init; }

    /// <summary>Whether the branch has it already.</summary>
    public GitTree.BranchCheck? InBranch { get; init; }

    /// <summary>Whether the patch applies to the branch.</summary>
    public GitTree.ApplyCheck? Applies { get; init; }

    /// <summary>True where <see cref="Fix"/> is a commit of a model of the history:
    /// nobody's kernel has it, and no report may name it as the fix.</summary>
    public bool IsModelHistory { get; init; }

    /// <summary>The verification of the switch, or of whatever else takes the cause away at once.</summary>
    public FixVerification? Verification { get; init; }

    /// <summary>The verification of a kernel with the commit.</summary>
    public FixVerification? KernelVerification { get; init; }

    /// <summary>The commit, where it is one of the real history.</summary>
    internal GitCommit? RealFix => IsModelHistory ? null : Fix;

    /// <summary>What stands where a commit is to be named and none is.</summary>
    internal string NoCommit =>
        IsModelHistory ? $"the commit of linux.git: {Fix?.Abbreviated} is one of a model of the history" : "no commit was found";

    /// <summary>Commands that show the defect and its absence, in order; each as an argument array or a line to read.</summary>
    public IReadOnlyList<string> TestSteps { get; init; } = [];

    /// <summary>Where the numbers come from, one line each: recordings, publications, trees. The reports begin with them.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The bug's address; null while there is none.</summary>
    public string? BugLink { get; init; }
}
