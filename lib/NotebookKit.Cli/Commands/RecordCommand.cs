using System.CommandLine;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit record</c>: checks recordings, and seals those that were edited on purpose.</summary>
internal static class RecordCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "record";

    public static Command Create() =>
        new(Name, "Looks after recordings, and packs records so that they can be proved.")
        {
            RecordVerifyCommand.Create(PackCommand.Verify),
            CreateSeal(),
            PackCommand.Create(),
            RedactCommand.Create(),
            RecordDiffCommand.Create(),
            ExportCommand.Create(),
            RecordScoreCommand.Create(),
        };

    private static Command CreateSeal()
    {
        Argument<string[]> folders = RecordFolders.Argument();
        const string Does =
            "Seals recordings as they are now: those made before there were seals, or edited on purpose, such as by a label.";
        var seal = new Command("seal", Does) { folders };
        seal.SetAction(parsed => RecordFolders.ForEach(parsed.GetValue(folders)!, SealOne));
        return seal.WithExamples(("notebookkit record seal my-capture", "Refused where a file is not what recording.json lists."));
    }

    private static bool SealOne(string folder)
    {
        Recording recording = Recording.OpenToVerify(folder).SealAnew();
        Console.Out.WriteLine(
            TerminalText.OneLine($"{folder}: sealed, {recording.Steps.Count} steps, {recording.Files.Count} files; seal {recording.Seal}")
        );
        return true;
    }
}
