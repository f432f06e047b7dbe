using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NotebookKit.Hosts;
using NotebookKit.VirtualLab;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit lab vm make</c>: recordings with a known cause, by the hundred.</summary>
internal static class LabVmMake
{
    private const int UsualRoomMiB = 4096;

    public static Command Create()
    {
        var names = new Argument<string[]>("SCENARIO")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "Names or files to draw from. [default: all that say what may be drawn]",
        };
        var seed = new Option<int>("--seed")
        {
            HelpName = "N",
            Description = "The same seed draws the same recordings.",
            Required = true,
        };
        var count = new Option<int>("--count")
        {
            HelpName = "M",
            Description = "How many; more later go on where fewer ended.",
            Required = true,
        };
        var kernels = LabVm.KernelsOption(GuestKernel.Usual.Name);
        var output = new Option<string>("--out", "-o")
        {
            HelpName = "DIR",
            Description = "The case's folder: a new one, or one that was begun with the same seed, kernels and scenarios.",
            Required = true,
        };
        var room = new Option<int>("--room")
        {
            HelpName = "MIB",
            Description = "The most that the folder may take.",
            DefaultValueFactory = _ => UsualRoomMiB,
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what is drawn, and makes nothing." };
        const string Says =
            "Draws scenarios and their parameters by a seed, makes a recording of each, and holds each label against counts of it. What is there already is not made again.";
        var created = new Command("make", Says) { names, seed, count, kernels, output, room, dryRun };
        created.SetAction(parsed =>
            LabVm.Guarded(stop =>
            {
                IReadOnlyList<GuestKernel> those = LabVm.Kernels(parsed.GetValue(kernels)!);
                var draw = new LabDraw(
                    parsed.GetValue(seed),
                    those,
                    parsed.GetValue(names) is { Length: > 0 } given ? given : LabDraw.DrawableOn(those)
                );
                if (parsed.GetValue(count) is var many && many is < 1 or > LabDraw.Most)
                {
                    throw new UsageException($"--count {many}: expected 1 to {LabDraw.Most}");
                }

                return parsed.GetValue(dryRun)
                    ? Plan(draw.Draw(many))
                    : Make(draw, many, new CaseFolder(parsed.GetValue(output)!), (long)parsed.GetValue(room) << 20, stop);
            })
        );
        return created.WithExamples(
            (
                "notebookkit lab vm make --seed 7 --count 60 --kernels 5.10,6.1,6.12 -o made",
                "Sixty recordings on three kernels; Ctrl-C ends it, and the same line goes on with it."
            ),
            ("notebookkit lab vm make --seed 7 --count 60 -o made --dry-run", "What would be made.")
        );
    }

    private static int Plan(IReadOnlyList<LabDrawn> drawn)
    {
        LabCommand.Say(LabDraw.Table(drawn).ToText(drawn.Count));
        return ExitCode.Done;
    }

    private static int Make(LabDraw draw, int count, CaseFolder folder, long room, CancellationToken stop)
    {
        var took = Stopwatch.StartNew();
        IReadOnlyList<LabMade> made = new LabMake(new LabStore()) { Progress = StandardStreams.Say, MostBytes = room }.Of(
            draw,
            count,
            folder,
            stop
        );
        LabCommand.Say(LabMake.Table(made).ToText());
        foreach (LabMade one in made.Where(one => one.IsConfirmed is not true))
        {
            LabCommand.Say(
                $"{one.Drawn.Name} {one.Drawn.Scenario.Name}: {(one.IsConfirmed is null ? "not recorded" : "not confirmed")}: {one.Why}"
            );
        }

        LabCommand.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{made.Count} of {count} in {folder.Path}, {took.Elapsed.TotalMinutes:0.0} minutes; {LabMake.ManifestName} names each with its label, so keep it from whoever is to find the causes"
            )
        );
        return made.Count(one => one.IsConfirmed is true) == count ? ExitCode.Done : ExitCode.Failed;
    }
}
