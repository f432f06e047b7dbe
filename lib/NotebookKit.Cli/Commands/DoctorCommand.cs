using System.CommandLine;
using System.Text;
using NotebookKit.Capture;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Cli.Commands;

/// <summary><c>notebookkit doctor</c>: what live capture finds on this host, and what helps where something is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>What is typed.</summary>
    public const string Name = "doctor";

    private const int PlainWidth = 100; // a file or a pipe has no width

    /// <summary>Makes the command.</summary>
    /// <param name="more">Needs beyond those of a capture.</param>
    public static Command Create(params Func<DoctorRow>[] more)
    {
        var command = new Command(
            Name,
            "Says which tools, rights and kernel settings for live capture are here, what still works without each, and what helps."
        );
        command.SetAction(_ => Run([.. more.Select(look => look())]));
        return command.WithExamples(
            ("notebookkit doctor", "Run it before a live capture; as the user who will run the notebook. It changes nothing.")
        );
    }

    private static int Run(DoctorRow[] more)
    {
        Doctor doctor = Doctor.Look();
        DoctorRow[] rows = [.. doctor.Rows, .. more];
        (int need, int state) = (rows.Max(row => row.Need.Length) + 2, Enum.GetNames<DoctorState>().Max(name => name.Length) + 2);
        var text = new StringBuilder()
            .Append("need".PadRight(need))
            .Append("state".PadRight(state))
            .Append("found; where it is not all there: what still works without it, and what helps\n");
        foreach (DoctorRow row in rows)
        {
            string word = row.State.ToString().ToLowerInvariant().PadRight(state);
            Line(text, row.Need.PadRight(need) + (Coloured ? $"\e[{Colour(row.State)}m{word}\e[0m" : word), row.Found, need + state);
            if (row.State != DoctorState.Ok)
            {
                Line(text, new string(' ', need + state), "without: " + row.Without, need + state);
            }

            if (row.Remedy is { } remedy)
            {
                Line(text, new string(' ', need + state), "helps: " + remedy, need + state);
            }
        }

        text.Append(
            doctor.CanTrace
                ? "Block events can be captured here.\n"
                : "Block events cannot be captured here; replay of recordings works everywhere.\n"
        );
        StreamedSummary.Print(json: false, text.ToString(), Coloured);
        return doctor.CanTrace ? ExitCode.Done : ExitCode.Failed;
    }

    // What was broken off stands below what was found.
    private static void Line(StringBuilder text, string head, string words, int indent)
    {
        int width = Math.Max((TerminalWidth.Now ?? PlainWidth) - indent, TerminalWidth.Least / 2);
        text.Append(head)
            .Append(
                TextWrap.To(TerminalText.OneLine(words), width, 0).Replace("\n", "\n" + new string(' ', indent), StringComparison.Ordinal)
            )
            .Append('\n');
    }

    private static int Colour(DoctorState state) =>
        state switch
        {
            DoctorState.Ok => 32,
            DoctorState.Limited => 33,
            _ => 31,
        };

    // https://no-color.org: any value switches colours off.
    private static bool Coloured => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
