using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using NotebookKit.Kernel.Directives;
using NotebookKit.Scripting.Cells;

namespace NotebookKit.Kernel.Polyglot;

/// <summary>The languages of a notebook beside C#, and the values that all of them share:
/// a <see cref="CompositeKernel"/> of .NET Interactive.</summary>
/// <remarks>
/// It is made for the first cell that needs it: cells of C# alone neither wait for its packages nor go through its queues. C# stands in it
/// as a kernel that others ask for values and give values to.
/// </remarks>
/// <param name="csharp">What runs the C#.</param>
internal sealed partial class NotebookLanguages(CSharpSession csharp) : IDisposable
{
    private readonly ShellVariables _shell = new();
    private readonly LibraryExtensions _extensions = new(csharp);
    private CompositeKernel? _root;

    /// <summary>Runs a directive of a language with the lines below it, or one that stands among that language's lines.</summary>
    /// <param name="language">The directive that names the language: <c>#!sql</c>.</param>
    /// <param name="directive">The directive's line.</param>
    /// <param name="text">The lines below it.</param>
    /// <param name="line">Where the directive stands in the cell, from 1.</param>
    /// <param name="outputs">Takes what it shows and prints.</param>
    public EvaluationResult Run(string language, string directive, string text, int line, CellOutputs outputs)
    {
        CompositeKernel root = Root();
        _extensions.Load(root);
        if (root.FindKernelByName(language[2..]) is null)
        {
            return NotLoaded(language, directive, line);
        }

        if (From().Match(directive) is { Success: true } from && root.FindKernelByName(from.Groups[1].Value) is null)
        {
            string known = string.Join(", ", root.ChildKernels.Select(kernel => kernel.Name));
            return Failed(directive, line, $"there is no language '{from.Groups[1].Value}'; there are {known}");
        }

        return Send(
            root,
            DirectiveLine.Parse(directive)?.Name == language ? $"{directive}\n{text}" : $"{language}\n{directive}",
            directive,
            line,
            outputs
        );
    }

    /// <summary>Runs a directive that the library brings, and that stands alone: <c>#!diagnose</c>.</summary>
    /// <param name="name">The directive.</param>
    /// <param name="directive">Its line.</param>
    /// <param name="line">Where it stands in the cell, from 1.</param>
    /// <param name="outputs">Takes what it shows and prints.</param>
    public EvaluationResult RunOfLibrary(string name, string directive, int line, CellOutputs outputs)
    {
        CompositeKernel root = Root();
        _extensions.Load(root);
        return root.KernelInfo.SupportedDirectives.Any(known => known.Name == name)
            ? Send(root, directive, directive, line, outputs)
            : NotLoaded(name, directive, line);
    }

    private static EvaluationResult Send(CompositeKernel root, string code, string directive, int line, CellOutputs outputs)
    {
        var shown = new KernelOutputs(outputs);
        using IDisposable listening = root.KernelEvents.Subscribe(shown.Take);
        (TextWriter printed, TextWriter complained) = (Console.Out, Console.Error);
        try
        {
            root.SendAsync(new SubmitCode(code), outputs.Stop).GetAwaiter().GetResult();
        }
        finally
        {
            // The packages take the console for themselves and keep it where their cell is stopped: what later cells print would be lost.
            Console.SetOut(printed);
            Console.SetError(complained);
        }

        outputs.Stop.ThrowIfCancellationRequested();
        return shown.Failed switch
        {
            null => new EvaluationResult.Success(shown.Value, shown.Shown is not null) { Shown = shown.Shown },

            // What the packages themselves say is of the text; where in them it was said is no news.
            ({ } error, _) when error.GetType().Namespace?.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) != true =>
                new EvaluationResult.RuntimeError(error),
            var (error, message) => Failed(directive, line, error?.Message ?? message),
        };
    }

    private static EvaluationResult.CompilationError NotLoaded(string name, string directive, int line) =>
        Failed(
            directive,
            line,
            $"{name} comes with the library: a cell before has to hold #r \"nuget: NotebookKit\", or #r with the path of lib/bin/NotebookKit.dll"
        );

    private static EvaluationResult.CompilationError Failed(string directive, int line, string message) =>
        new([CellPlan.Mark("NK0004", message, directive, line)]);

    /// <summary>The values that shell scripts were given.</summary>
    public IReadOnlyDictionary<string, string> ShellValues => _shell.Values;

    /// <summary>The values of the languages beside C#, where any of them has been used.</summary>
    /// <returns>The names by language.</returns>
    public IEnumerable<(string Language, IReadOnlyList<string> Names)> OtherValues() =>
        _root is null
            ? []
            : _root
                .ChildKernels.Where(kernel => kernel is not CSharpValues)
                .Where(kernel => kernel.KernelInfo.SupportedKernelCommands.Any(command => command.Name == nameof(RequestValueInfos)))
                .Select(kernel => (kernel.Name, (IReadOnlyList<string>)[.. Names(kernel)]))
                .Where(one => one.Item2.Count > 0);

    private static IEnumerable<string> Names(Microsoft.DotNet.Interactive.Kernel kernel) =>
        kernel
            .SendAsync(new RequestValueInfos(kernel.Name), CancellationToken.None)
            .GetAwaiter()
            .GetResult()
            .Events.OfType<ValueInfosProduced>()
            .SelectMany(produced => produced.ValueInfos)
            .Select(info => info.Name)
            .Order(StringComparer.Ordinal);

    public void Dispose()
    {
        _root?.Dispose();
        _shell.Dispose();
    }

    private CompositeKernel Root()
    {
        if (_root is null)
        {
            var root = new CompositeKernel { FrontendEnvironment = new AutomationEnvironment() };
            root.Add(new CSharpValues(csharp).UseValueSharing(), ["c#", "C#"]);
            root.Add(new HtmlKernel());
            root.Add(new JavaScriptKernel().UseValueSharing(), ["js"]);
            root.Add(new MarkdownText(), ["md"]);
            root.Add(_shell.UseValueSharing(), ["bash"]);
            root.DefaultKernelName = CSharpValues.KernelName;
            _root = root;
        }

        return _root;
    }

    [GeneratedRegex(@"^\s*#!share\b.*\s--from\s+(\S+)")]
    private static partial Regex From();
}
