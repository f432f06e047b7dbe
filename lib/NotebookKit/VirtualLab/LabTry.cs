using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Processes;

namespace NotebookKit.VirtualLab;

/// <summary>Tries kernels: boots each, runs a scenario on it, and asks its counts whether the kernel has what is looked for.</summary>
/// <param name="store">Where what is booted is kept.</param>
internal sealed class LabTry(LabStore store)
{
    /// <summary>Hears what is being done.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Tries them.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="plan">The scenario, with what is counted on bad and on good kernels.</param>
    /// <param name="folder">The case's folder; one recording a kernel stays in it.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ArgumentException">The scenario does not say what tells kernels apart.</exception>
    /// <exception cref="CommandException">A kernel is not prepared, a program is missing, the disk is full, or QEMU failed.</exception>
    public KernelWindow Of(IReadOnlyList<GuestKernel> kernels, Scenario plan, CaseFolder folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        if (plan.Bad.Count == 0 || plan.Good.Count == 0)
        {
            throw new ArgumentException(
                $"{plan.Name} has no lines \"bad\" and \"good\", which say what is counted on a kernel that has what is looked for, and on one that has not",
                nameof(plan)
            );
        }

        foreach (GuestKernel kernel in kernels)
        {
            if (!plan.RunsOn(kernel))
            {
                throw new ArgumentException(
                    $"{plan.Name} can be seen on kernel {string.Join(", ", plan.Kernels)} alone; its file says why not on {kernel.Name}",
                    nameof(kernels)
                );
            }

            LabRun.Prepared(store, kernel);
        }

        KernelWindow window = KernelWindow.Of();
        foreach (GuestKernel kernel in kernels)
        {
            string name = $"{plan.Name}-{kernel.Name.Replace('.', '-')}";
            LabLabel? label = null;
            string? why = null;
            new LabRun(store)
            {
                Progress = Progress,
                Made = (made, _) => label = made,
                NotMade = (_, reason) => why = reason,
            }.Of(kernel, [new LabJob(name, plan)], folder, stop);
            KernelTrial trial = label is null
                ? new KernelTrial(
                    KernelVersion.Parse(LabRun.Prepared(store, kernel).Version!),
                    [],
                    KernelVerdict.CannotBoot,
                    FirstLine.Of(why!)
                )
                : Trial(label, Recording.Open(Path.Combine(folder.RecordingsFolder, name)));
            window = window.With(trial);
            Progress?.Invoke($"{trial.Version.Text}: {trial.Verdict}, {trial.Basis}. {window.Range}");
        }

        return window;
    }

    /// <summary>What a recording says of its kernel.</summary>
    internal static KernelTrial Trial(LabLabel label, Recording recording)
    {
        bool bad = label.Bad.All(check => check.Holds),
            good = label.Good.All(check => check.Holds);
        KernelVerdict verdict =
            !label.IsConfirmed || bad == good ? KernelVerdict.Unclear
            : bad ? KernelVerdict.Bad
            : KernelVerdict.Good;
        string basis = !label.IsConfirmed
            ? "the scenario did not work: " + string.Join("; ", label.Checks.Where(check => !check.Holds))
            : string.Join(
                "; ",
                verdict == KernelVerdict.Unclear ? label.Bad.Concat(label.Good)
                    : bad ? label.Bad
                    : label.Good
            );
        double[] seconds =
        [
            .. recording
                .Steps.Where(step => step.Name is "time" or "time-repeats")
                .Select(step => step.Stderr ?? step.Stdout)
                .OfType<string>()
                .SelectMany(file => TimeOutput.Read(Path.Combine(recording.Folder, file)))
                .Select(run => run.RealSeconds)
                .OfType<double>(),
        ];
        return new KernelTrial(KernelVersion.Parse(label.Kernel), seconds, verdict, basis) { Package = Package(recording.Host.Uname) };
    }

    // Linux lab 6.1.0-50-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-07-02) x86_64 GNU/Linux
    private static string? Package(string? uname) =>
        uname?.Split(' ') is { } words && Array.IndexOf(words, "Debian") is >= 0 and int at && at + 1 < words.Length
            ? $"Debian {words[at + 1]}"
            : null;
}
