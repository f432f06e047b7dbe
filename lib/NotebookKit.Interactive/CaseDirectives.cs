using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using NotebookKit.Cases;
using NotebookKit.Hosts;
using NotebookKit.Training;

namespace NotebookKit.Interactive;

/// <summary><c>#!capture</c> and <c>#!diagnose</c>: the commands of the same names as lines of a cell.</summary>
internal static class CaseDirectives
{
    private const string CaptureName = "#!capture";
    private const string DiagnoseName = "#!diagnose";
    private const string Sys = "/sys/block";

    /// <summary>Gives a host of cells both; once is enough.</summary>
    public static void AddTo(CompositeKernel root)
    {
        if (root.KernelInfo.SupportedDirectives.Any(directive => directive.Name == DiagnoseName))
        {
            return;
        }

        root.AddDirective<DiagnoseCases>(
            new KernelActionDirective(DiagnoseName)
            {
                Description = "The verdict on captures, every device's: a recording, case, folder, archive or file.",
                KernelCommandType = typeof(DiagnoseCases),
                Parameters =
                {
                    new KernelDirectiveParameter("--path", "The captures.") { AllowImplicitName = true, Required = true }.AddCompletions(
                        Folders
                    ),
                    new KernelDirectiveParameter("--device", "Only this device, such as nvme0n1."),
                    new KernelDirectiveParameter("--against", "The same host in better times.").AddCompletions(Folders),
                },
            },
            (command, context) => TellAsync(context, command, () => Diagnose(command, context))
        );
        root.AddDirective<CaptureCase>(
            new KernelActionDirective(CaptureName)
            {
                Description = "Records a device of this host into a case, and gives the verdict on it; needs root, or sudo.",
                KernelCommandType = typeof(CaptureCase),
                Parameters =
                {
                    new KernelDirectiveParameter("--device", "The device, such as nvme0n1.")
                    {
                        AllowImplicitName = true,
                        Required = true,
                    }.AddCompletions(Devices),
                    new KernelDirectiveParameter("--seconds", "How long; 30 where it is left out."),
                    new KernelDirectiveParameter(
                        "--out",
                        "The case's folder, which is made; named after the device and the time where it is left out."
                    ),
                    new KernelDirectiveParameter(
                        "--",
                        "A command to capture beside, a JSON array of its words: [\"dd\", \"if=file\"]; NotebookKit's own engine takes it as typed in a shell."
                    ),
                },
            },
            (command, context) => TellAsync(context, command, () => CaptureAsync(command, context))
        );
    }

    private static Task Diagnose(DiagnoseCases command, KernelInvocationContext context)
    {
        string[] paths = [command.Path, .. command.Against is { } good ? [good] : Array.Empty<string>()];
        if (AnswerFirst.Ask(paths, DiagnoseName, passOver: false) is { } answerFirst)
        {
            context.Fail(command, null, answerFirst);
            return Task.CompletedTask;
        }

        Investigation investigation = Investigation.Open(command.Path);
        IReadOnlyList<DeviceVerdict>? only = command.Device is { } device ? investigation.Find(device) : null;
        context.Display(only is null ? investigation : investigation.ToText(only));
        if (command.Against is not null)
        {
            context.Display(investigation.Against(Investigation.Open(command.Against), only));
        }

        return Task.CompletedTask;
    }

    private static async Task CaptureAsync(CaptureCase command, KernelInvocationContext context)
    {
        if (command.Device.Length == 0)
        {
            throw new ArgumentException(
                $"{CaptureName} takes one device, and behind -- a JSON array of a command's words: {CaptureName} nvme0n1 -- [\"dd\", \"if=file\"]"
            );
        }

        string folder = command.Out ?? CaseCapture.UsualFolder(command.Device);
        CaptureCost cost = await CaseCapture
            .Of(
                command.Device,
                folder,
                new CaseCaptureOptions { Seconds = command.Seconds ?? CaseCaptureOptions.UsualSeconds, Command = command.Command },
                context.CancellationToken
            )
            .ConfigureAwait(false);
        string said = cost.Command is not { } beside ? "" : beside.Output + (beside.ExitCode == 0 ? "" : $"{beside}\n");
        context.Display((object)$"{said}{cost}\n{folder}");
        context.Display(Investigation.Open(folder));
    }

    // What is wrong with a path or a host is told in words: where this program found it is no news.
    private static async Task TellAsync(KernelInvocationContext context, KernelCommand command, Func<Task> run)
    {
        try
        {
            // On a thread of the pool: the scheduler's own must hear of a cell that is to be stopped.
            await Task.Run(run, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
            when (fault
                    is ArgumentException
                        or IOException
                        or UnauthorizedAccessException
                        or CaptureFormatException
                        or RecordingException
                        or CommandException
                        or InvalidDataException
            )
        {
            context.Fail(command, null, fault.Message);
        }
    }

    private static IEnumerable<string> Devices() =>
        Directory.Exists(Sys) ? Directory.GetDirectories(Sys).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Folders() =>
        Directory
            .GetDirectories(".")
            .Where(folder => CaseFolder.IsIn(folder) || Recording.IsIn(folder))
            .Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal);
}

/// <summary>What <c>#!diagnose</c> was given.</summary>
public sealed class DiagnoseCases : KernelDirectiveCommand
{
    /// <summary>The captures.</summary>
    public string Path { get; set; } = "";

    /// <summary>Only this device; null for all.</summary>
    public string? Device { get; set; }

    /// <summary>A good case; null for none.</summary>
    public string? Against { get; set; }
}

/// <summary>What <c>#!capture</c> was given.</summary>
public sealed class CaptureCase : KernelDirectiveCommand
{
    /// <summary>The device.</summary>
    public string Device { get; set; } = "";

    /// <summary>How long, in s; null for as long as usual.</summary>
    public int? Seconds { get; set; }

    /// <summary>A command to capture beside, word by word; empty for none.</summary>
    [JsonPropertyName("")]
    public IReadOnlyList<string> Command { get; set; } = [];

    /// <summary>The case's folder; null for one named after device and time.</summary>
    public string? Out { get; set; }
}
