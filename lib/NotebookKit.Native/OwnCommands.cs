using System.CommandLine;
using NotebookKit.Cli.Commands;
using NotebookKit.Training;

namespace NotebookKit.Native;

/// <summary>What this file does by itself, on a host that has nothing.</summary>
internal static class OwnCommands
{
    private const string RecordName = "record";

    // What of these the .NET program answers with more, where it is there: the notebook kernel's state, packed records.
    private static readonly string[] Shared = [DoctorCommand.Name, RecordName];

    /// <summary>The commands.</summary>
    public static (string Name, Func<Command> Create)[] All { get; } =
    [
        (SummarizeCommand.Name, SummarizeCommand.Create),
        (DiagnoseCommand.Name, DiagnoseCommand.Create),
        (FlameCommand.Name, FlameCommand.Create),
        (CaptureCommand.Name, CaptureCommand.Create),
        (ImportCommand.Name, ImportCommand.Create),
        (DoctorCommand.Name, () => DoctorCommand.Create()),
        (RecordName, () => new Command(RecordName, "Looks after recordings.") { RecordVerifyCommand.Create() }),
        (RestoreCommand.Name, RestoreCommand.Create),
        (HelperCommand.Name, HelperCommand.Create),
    ];

    /// <summary>Examples of what it does.</summary>
    public static (string Line, string Meaning)[] Examples { get; } =
    [
        ("notebookkit capture nvme0n1 -o case", "Records half a minute of what the drive and all layers on it do."),
        ("notebookkit diagnose case", "Says what makes it slow, and what to do."),
        ("notebookkit diagnose --help", "Says what a command takes, with examples."),
    ];

    /// <summary>True where this file answers a command line itself; what concerns a sealed case of the lab is the .NET program's.</summary>
    public static bool Answer(string[] args)
    {
        bool isAlone = !CommandProgram.IsThere;
        return args is [] or ["--help" or "-h" or "-?" or "--version", ..]
            ? isAlone
            : Array.Exists(All, command => command.Name == args[0])
                && (isAlone || !Shared.Contains(args[0]))
                && !args.Any(AnswerFirst.IsSealed);
    }
}
