using System.CommandLine;
using NotebookKit.Cases;
using NotebookKit.Hosts;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit capture</c>: records a live host as it is, into a case.</summary>
internal static class CaptureCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "capture";

    public static Command Create()
    {
        var device = new Argument<string>("DEVICE")
        {
            Description = "The device, such as nvme0n1; every layer above and below it is captured too.",
        };
        var seconds = NumberOption.Of("--seconds", 1, 86_400, "How long, where no command is given. [default: 30]");
        var output = new Option<string?>("--out", "-o")
        {
            HelpName = "CASE",
            Description = "The case's folder, which is made. [default: case-DEVICE-TIME]",
        };
        var command = new Argument<string[]>("CMD")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description =
                "Behind --: a command to capture beside, run here with this environment and no input; the capture ends with it, what it writes is shown then.",
        };
        const string Says =
            "Records what a device does, as it is: block events of all layers, counters every second, the settings of every queue. Changes nothing but the tracing, which is put back. "
            + "Bounded, and safe to stop: Ctrl-C leaves a case. Refuses where somebody else traces.";
        var created = new Command(Name, Says) { device, seconds, output, command };
        created.SetAction(async parsed =>
            await RunAsync(
                    parsed.GetValue(device)!,
                    parsed.GetValue(output),
                    new CaseCaptureOptions
                    {
                        Seconds = parsed.GetValue(seconds) ?? CaseCaptureOptions.UsualSeconds,
                        Command = parsed.GetValue(command) ?? [],
                    }
                )
                .ConfigureAwait(false)
        );
        return created.WithExamples(
            ("sudo notebookkit capture nvme0n1", "Half a minute of what the drive and all layers on it do."),
            ("sudo notebookkit capture dm-3 --seconds 10 -o case", "The same of a mapping, with the drives that it lies on."),
            ("sudo notebookkit capture nvme0n1 -- dd if=/srv/file of=/dev/null bs=1M", "Beside a command, for as long as it runs.")
        );
    }

    private static async Task<int> RunAsync(string device, string? output, CaseCaptureOptions options)
    {
        string folder = output ?? CaseCapture.UsualFolder(device);
        using var stop = new StopBySignal();
        bool failed = false;
        try
        {
            CaptureCost cost = await CaseCapture
                .Of(device, folder, options with { Progress = StandardStreams.Say }, stop.Token)
                .ConfigureAwait(false);
            if (cost.Command is { } command)
            {
                Pass(command);
                failed = command.ExitCode != 0;
            }

            StreamedSummary.Print(json: false, $"{cost}\n");
        }
        catch (OperationCanceledException)
        {
            StandardStreams.Say($"stopped early: what was captured by then is kept");
        }
        catch (Exception fault) when (fault is CommandException or RecordingException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Failed;
        }
        catch (ArgumentException fault) when (!FileSizeLimit.IsMet(fault))
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Usage;
        }

        StreamedSummary.Print(json: false, $"{folder}\nnext: notebookkit investigate {folder} --html\n");
        return stop.ExitCode ?? (failed ? ExitCode.Failed : ExitCode.Done);
    }

    // What the command beside said goes where it would have gone without us.
    private static void Pass(CommandOutcome command)
    {
        if (command.Output.Length > 0)
        {
            StreamedSummary.Print(json: false, command.Output.EndsWith('\n') ? command.Output : command.Output + "\n");
        }

        if (command.ExitCode != 0)
        {
            StandardStreams.Complain($"{command}");
        }
        else if (command.LastWords.Length > 0)
        {
            StandardStreams.Say(command.LastWords);
        }
    }
}
