using NotebookKit.Blocks;

namespace NotebookKit.Cli.Commands;

// One stream alone is what programs ask for again and again: it is answered without the time that a parser of options takes to load.
internal static partial class SummarizeCommand
{
    /// <summary>Sums up one stream where the command line asks for that and for nothing else.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code; null where the command line asks for something else, or may be mistaken.</returns>
    public static int? TryStream(string[] args)
    {
        if (args is not [Name, ..] || PlainlyStreamed(args, out bool json) is not { } path)
        {
            return null;
        }

        // No language is asked for here, and what knows of languages takes some milliseconds to load.
        AppContext.SetSwitch("System.Globalization.Invariant", true);
        if (Environment.ProcessorCount > 1)
        {
            new Thread(Rehearse) { IsBackground = true, Name = "NotebookKit rehearsal" }.Start();
        }

        return Guarded(() => WriteStream(path, json));
    }

    // The one path of: --stream, perhaps --json, and a path, in any order. What could be the value of an option is not taken for a path.
    private static string? PlainlyStreamed(string[] args, out bool json)
    {
        bool stream = false;
        string? path = null;
        json = false;
        foreach (string arg in args.AsSpan(1))
        {
            switch (arg)
            {
                case StreamOption when !stream:
                    stream = true;
                    break;
                case JsonOption when !json:
                    json = true;
                    break;
                case "true" or "false":
                    return null;
                case [not '-' and not '@', ..] when path is null:
                    path = arg;
                    break;
                default:
                    return null;
            }
        }

        return stream ? path : null;
    }

    private static void Rehearse()
    {
        StreamingSummary.Rehearse();
        Write(json: true, "");
    }

    private static void WriteStream(string path, bool json)
    {
        StreamingSummary summary = path == StandardInput ? StreamingSummary.Read(Console.OpenStandardInput(), InputName) : StreamingSummary.Read(path);
        Write(json, json ? summary.ToJson() : summary.ToString());
    }
}
