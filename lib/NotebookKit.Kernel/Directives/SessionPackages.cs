using NotebookKit.Kernel.Packages;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Directives;

/// <summary>The packages that the cells of a session asked for so far.</summary>
internal sealed class SessionPackages
{
    private readonly Dictionary<string, PackageRequest> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _extended = new(StringComparer.Ordinal);

    /// <summary>Restores what a cell asks for, all in one, gives it to the cells, shows
    /// what was found, and lets packages extend the notebook.</summary>
    /// <param name="plan">The cell.</param>
    /// <param name="session">Where C# runs.</param>
    /// <param name="outputs">Takes what is shown.</param>
    /// <param name="run">Runs the text of a script under a name: a package's <c>interactive-extensions/dotnet/extension.dib</c>.</param>
    /// <returns>How it failed; null where it did not.</returns>
    public EvaluationResult? Provide(CellPlan plan, CSharpSession session, CellOutputs outputs, Func<string, string, EvaluationResult> run)
    {
        _sources.AddRange(plan.Sources.Except(_sources));
        if (plan.Packages.Count == 0)
        {
            return null;
        }

        var wanted = new Dictionary<string, PackageRequest>(_asked, StringComparer.OrdinalIgnoreCase);
        foreach ((PackageRequest package, _, _) in plan.Packages)
        {
            wanted[package.Name] = package;
        }

        RestoredPackages restored;
        try
        {
            restored = PackageRestore.Run(wanted.Values, _sources, outputs.Stop);
        }
        catch (PackageException error)
        {
            return new EvaluationResult.CompilationError([.. Errors(plan, error)]);
        }

        foreach (PackageRequest package in wanted.Values)
        {
            _asked[package.Name] = package;
        }

        Give(restored, session, outputs);
        Show(plan, restored, outputs);
        foreach (string script in restored.Extensions.Where(_extended.Add))
        {
            // The package is there all the same.
            if (CellFailureText.Of(run(File.ReadAllText(script), Path.GetFileName(script)), _ => null) is { } failure)
            {
                outputs.Print("stderr", $"{script}: {failure.Name}: {failure.Message}\n");
            }
        }

        return null;
    }

    private void Give(RestoredPackages restored, CSharpSession session, CellOutputs outputs)
    {
        foreach (string file in restored.Runtime)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (!FrameworkReferences.Has(name) && !session.AddRuntimeFile(file))
            {
                outputs.Print("stderr", $"{name} is loaded in another version already: restart the kernel to use {file}\n");
            }
        }

        foreach (
            string file in restored.Compile.Where(file =>
                !FrameworkReferences.Has(Path.GetFileNameWithoutExtension(file)) && _given.Add(Path.GetFileName(file))
            )
        )
        {
            session.AddReference(file);
        }

        foreach (string folder in restored.NativeFolders)
        {
            session.AddNativeFolder(folder);
        }
    }

    private static void Show(CellPlan plan, RestoredPackages restored, CellOutputs outputs)
    {
        var asked = plan.Packages.Select(one => one.Package.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string[] lines =
        [
            .. restored
                .Packages.OrderBy(one => !asked.Contains(one.Name))
                .ThenBy(one => one.Name, StringComparer.OrdinalIgnoreCase)
                .Select(one => $"{one.Name}, {one.Version}{(asked.Contains(one.Name) ? "" : " (needed by others)")}"),
        ];
        outputs.Display(
            new MimeBundle
            {
                {
                    "text/html",
                    $"<div><strong>Installed packages</strong><ul>{string.Concat(lines.Select(line => $"<li>{ValueFormatter.Escape(line)}</li>"))}</ul></div>"
                },
                { "text/plain", "Installed packages:\n" + string.Join('\n', lines.Select(line => "  " + line)) },
            }
        );
    }

    // The line that named the package that NuGet complains of; where it names none, all of them.
    private static IEnumerable<CellError> Errors(CellPlan plan, PackageException error)
    {
        foreach (string line in error.Message.Split('\n'))
        {
            (PackageRequest _, int number, string text) = plan.Packages.FirstOrDefault(
                one => line.Contains(one.Package.Name, StringComparison.OrdinalIgnoreCase),
                plan.Packages[0]
            );
            yield return CellPlan.Mark(
                line.StartsWith("NU", StringComparison.Ordinal) ? line.Split(':')[0] : "NK0003",
                line.StartsWith("NU", StringComparison.Ordinal)
                    ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]
                    : "packages could not be restored: " + line,
                text,
                number
            );
        }
    }
}
