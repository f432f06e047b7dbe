using System.Runtime.CompilerServices;
using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary>
/// <c>notebookkit summarize --stream</c> asked for plainly: one stream alone is what programs
/// ask for again and again, so it is answered without the time that a parser of options takes
/// to load. The command in machine code answers it without the time that .NET takes to start.
/// </summary>
internal static class StreamedSummary
{
    /// <summary>What is typed.</summary>
    public const string Command = "summarize";

    /// <summary>One pass in bounded memory.</summary>
    public const string StreamOption = "--stream";

    /// <summary>For a program to read.</summary>
    public const string JsonOption = "--json";

    /// <summary>The path that means the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>What the standard input is called where a file would be named.</summary>
    public const string InputName = "standard input";

    /// <summary>Sums up one stream where the command line asks for that and for nothing else.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code; null where the command line asks for something else, or may be mistaken.</returns>
    public static int? TryWrite(string[] args)
    {
        if (args is not [Command, ..] || PlainlyStreamed(args, out bool json) is not { } path)
        {
            return null;
        }

        if (RuntimeFeature.IsDynamicCodeCompiled && Environment.ProcessorCount > 1)
        {
            new Thread(Rehearse) { IsBackground = true, Name = "NotebookKit rehearsal" }.Start();
        }

        return Guarded(() => Write(path, json));
    }

    /// <summary>Sums up one stream.</summary>
    public static void Write(string path, bool json)
    {
        StreamingSummary summary =
            path == StandardInput ? StreamingSummary.Read(Console.OpenStandardInput(), InputName) : StreamingSummary.Read(path);
        Print(json, json ? summary.ToJson() : summary.ToString());
    }

    /// <summary>Puts a summary out in one piece; names in it that would steer a terminal become visible.</summary>
    /// <param name="json">True for JSON.</param>
    /// <param name="text">The summary.</param>
    /// <param name="styled">True where the text has colours.</param>
    public static void Print(bool json, string text, bool styled = false)
    {
        EndBySignal.WaitWhereBegun();
        using Stream output = StandardStreams.Output;
        output.Write(Encoding.UTF8.GetBytes(json ? TerminalText.Json(text) : TerminalText.Lines(text, styled)));
    }

    /// <summary>What two sides are compared cannot both be on standard input.</summary>
    /// <exception cref="ArgumentException">Both name it.</exception>
    public static void RequireOneInput(string[] paths, string[] against)
    {
        if (paths.Contains(StandardInput) && against.Contains(StandardInput))
        {
            throw new ArgumentException("standard input holds one capture; name a file for the other");
        }
    }

    /// <summary>Says what went wrong with a capture on standard error, and tells the shell.</summary>
    /// <returns>The exit code.</returns>
    public static int Guarded(Action run)
    {
        using ReadingNews news = ReadingNews.Begin();
        try
        {
            run();
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Usage;
        }
        catch (Exception fault) when (fault is CaptureFormatException or RecordingException or IOException or UnauthorizedAccessException)
        {
            StandardStreams.Complain(FaultText.Of(fault));
            return ExitCode.Failed;
        }
        catch (Exception fault)
        {
            return LastResort.Say(fault);
        }
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

    // What is not compiled yet is, while the capture is opened.
    private static void Rehearse()
    {
        StreamingSummary.Rehearse();
        Print(json: true, "");
    }
}
