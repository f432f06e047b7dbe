using System.Text;
using NotebookKit.Kernel.Packages;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Directives;

/// <summary>A cell taken apart: its stretches in order, the packages it asks for, and whether its time is wanted.</summary>
internal sealed class CellPlan
{
    private readonly List<CellPart> _parts = [];
    private readonly List<(PackageRequest Package, int Line, string Text)> _packages = [];
    private readonly List<string> _sources = [];

    private CellPlan() { }

    public IReadOnlyList<CellPart> Parts => _parts;

    public IReadOnlyList<(PackageRequest Package, int Line, string Text)> Packages => _packages;

    public IReadOnlyList<string> Sources => _sources;

    public bool Timed { get; private set; }

    /// <summary>Takes a cell apart.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="error">The first directive that is not known or not understood.</param>
    public static CellPlan? Read(string code, out CellError? error)
    {
        var plan = new CellPlan();
        error = null;
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        string directive = DirectiveLine.CSharp;
        string arguments = "";
        int from = 0;
        var text = new StringBuilder();
        for (int i = 0; i < lines.Length && error is null; i++)
        {
            bool csharp = directive == DirectiveLine.CSharp;
            if (DirectiveLine.Parse(lines[i]) is var (name, rest))
            {
                if (!DirectiveLine.Meanings.ContainsKey(name))
                {
                    error = Unknown(name, lines[i], i + 1);
                }
                else if (name == DirectiveLine.Time)
                {
                    plan.Timed = true;
                    text.Append('\n');
                }
                else
                {
                    plan.Add(directive, arguments, text, from);
                    bool takes = DirectiveLine.TakesLines(name) && !(name == DirectiveLine.Shell && rest.Length > 0);
                    if (!takes)
                    {
                        plan._parts.Add(new CellPart(name, rest, lines[i].Trim(), i + 1, directive));
                    }

                    directive = takes ? name : directive;
                    arguments = takes ? rest : arguments;
                    from = i + 1;
                }
            }
            else if (csharp && DirectiveLine.ParsePackage(lines[i]) is var (kind, value))
            {
                error = plan.AddPackage(kind, value, lines[i], i + 1);
                text.Append('\n');
            }
            else
            {
                text.Append(lines[i]).Append('\n');
            }
        }

        plan.Add(directive, arguments, text, from);
        return error is null ? plan : null;
    }

    private void Add(string directive, string arguments, StringBuilder text, int from)
    {
        string body = text.ToString();
        text.Clear();
        if (string.IsNullOrWhiteSpace(body))
        {
            return;
        }

        // A cell's text ends without the line break that was added above.
        body = body[..^1];
        _parts.Add(
            new CellPart(directive, arguments, directive == DirectiveLine.CSharp ? new string('\n', from) + body : body, from, directive)
        );
    }

    private CellError? AddPackage(char kind, string value, string line, int number)
    {
        if (kind == 'i')
        {
            _sources.Add(value);
            return null;
        }

        if (PackageRequest.Parse(value) is not { } package)
        {
            return Mark("NK0002", "expected #r \"nuget: Name, Version\" or #r \"nuget: Name\"", line, number);
        }

        _packages.Add((package, number, line));
        return null;
    }

    private static CellError Unknown(string name, string line, int number) =>
        Mark("NK0001", $"this engine does not know {name}; it knows {string.Join(' ', DirectiveLine.Known)}", line, number);

    public static CellError Mark(string id, string message, string line, int number)
    {
        int column = line.Length - line.TrimStart().Length;
        return new CellError(id, message, number, column + 1, line.Trim().Length, line);
    }
}
