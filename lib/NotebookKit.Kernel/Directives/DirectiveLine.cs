using System.Text.RegularExpressions;

namespace NotebookKit.Kernel.Directives;

/// <summary>The lines of a cell that speak to the engine: <c>#!name arguments</c>, and packages.</summary>
internal static partial class DirectiveLine
{
    public const string Capture = "#!capture";
    public const string CSharp = "#!csharp";
    public const string Diagnose = "#!diagnose";
    public const string Set = "#!set";
    public const string Share = "#!share";
    public const string Shell = "#!sh";
    public const string Sql = "#!sql";
    public const string Time = "#!time";

    /// <summary>The directives that the engine knows, with what they do.</summary>
    public static IReadOnlyDictionary<string, string> Meanings { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Capture] =
                "Records a device of this host into a case, and gives the verdict: nvme0n1 --seconds 10 --out case, or -- CMD. Comes with the library NotebookKit.",
            [CSharp] = "The lines below are C#, which is what a cell starts with.",
            [Diagnose] =
                "The verdict on captures: a recording, case, folder, archive or file; --device nvme0n1, --against good. Comes with the library NotebookKit.",
            ["#!html"] = "Shows the lines below as HTML.",
            ["#!import"] = "Runs a file here: a notebook (.ipynb) or a script (.csx, .cs).",
            ["#!javascript"] = "Runs the lines below in the client, as JavaScript.",
            ["#!lsmagic"] = "Lists the directives.",
            ["#!markdown"] = "Shows the lines below as Markdown.",
            [Set] = "Gives the language a value: --name x --value 5, or --value @csharp:y; --byref hands it over as it is.",
            ["#!sh"] = "Runs the rest of the line, or else the lines below, in a shell.",
            [Share] = "Takes a value of another language: --from csharp x; --as y gives it another name.",
            ["#!sql"] = "Queries the tables of the notebook; --name x keeps the result. Comes with the library NotebookKit.",
            [Time] = "Says how long the cell took.",
            ["#!who"] = "Names the variables that cells declared, and the values of other languages.",
            ["#!whos"] = "Shows the variables that cells declared, with type and value.",
        };

    public static IEnumerable<string> Known => Meanings.Keys;

    /// <summary>True where a directive takes the lines below it.</summary>
    public static bool TakesLines(string name) => name is CSharp or "#!html" or "#!javascript" or "#!markdown" or "#!sh" or "#!sql";

    /// <summary>Reads a line.</summary>
    /// <returns>Null where it is no directive.</returns>
    public static (string Name, string Arguments)? Parse(string line) =>
        Form().Match(line) is { Success: true } match ? (Spelled(match.Groups[1].Value), match.Groups[2].Value.Trim()) : null;

    /// <summary>Reads a line that names a package or a source of packages.</summary>
    public static (char Kind, string Value)? ParsePackage(string line) =>
        PackageForm().Match(line) is { Success: true } match ? (match.Groups[1].Value[0], match.Groups[2].Value.Trim()) : null;

    private static string Spelled(string name) =>
        name switch
        {
            "#!c#" or "#!C#" => CSharp,
            "#!md" => "#!markdown",
            "#!bash" => "#!sh",
            "#!js" => "#!javascript",
            _ => name,
        };

    [GeneratedRegex(@"^\s*(#!\S+)(.*)$")]
    private static partial Regex Form();

    [GeneratedRegex(@"^\s*#(r|i)\s*""nuget\s*:([^""]*)""\s*;?\s*$")]
    private static partial Regex PackageForm();
}
