using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;

namespace NotebookKit.Scripting.Cells;

/// <summary>Compiles the cells of one session, each on top of those before it.</summary>
/// <remarks>
/// A cell becomes a script submission of Roslyn. One that declares nothing is compiled on the side: no later cell can name anything in it,
/// so neither the compiler nor the runtime keeps it, and running <c>1+1</c> ten thousand times costs no memory.
/// </remarks>
internal sealed class CellCompiler
{
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "NotebookKit.Scripting.Cells", "NotebookKit.Scripting.Cells.Kernel",
    ];

    private static readonly EmitOptions Emit = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb)
        .WithInstrumentationKinds([InstrumentationKind.StackOverflowProbing]);

    /// <summary>This program, whose helpers cells call.</summary>
    internal static readonly PortableExecutableReference Own = MetadataReference.CreateFromFile(typeof(CellCompiler).Assembly.Location,
        documentation: XmlDocumentation.Beside(typeof(CellCompiler).Assembly.Location));
    private readonly CSharpCompilationOptions _options;
    private readonly List<MetadataReference> _added = [];
    private CSharpCompilation? _previous;
    private int _number;

    public CellCompiler(CellReferenceResolver resolver, string folder) =>
        _options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: Imports, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            metadataReferenceResolver: resolver, sourceReferenceResolver: new SourceFileResolver([folder], folder),
            concurrentBuild: false, warningLevel: 0, nullableContextOptions: NullableContextOptions.Disable);

    public static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>The compilation on which the next cell will stand; null before the first.</summary>
    public CSharpCompilation? Previous => _previous;

    /// <summary>Gives the cells from now on another assembly.</summary>
    public void Add(MetadataReference reference) => _added.Add(reference);

    /// <summary>Compiles the cells that are to come while the ones before them run; null where none are known.</summary>
    public CompilingAhead? Ahead { get; set; }

    /// <summary>A cell's compilation, not yet emitted.</summary>
    public CSharpCompilation Create(SyntaxTree tree, string? name = null) => Create(Standing, tree, name);

    /// <summary>What the next cell would stand on.</summary>
    public CompilerState Standing => new(_previous ??= CSharpCompilation.CreateScriptCompilation("Submission#0", CSharpSyntaxTree.ParseText("", Parse),
        [.. FrameworkReferences.All, Own], _options, null, typeof(object)), _number, [.. _added]);

    /// <summary>Compiles a cell.</summary>
    public CompiledCell Compile(string code, string file)
    {
        if (Nesting.FaultOf(code, file) is { } fault)
        {
            return Refused(fault);
        }

        if (Ahead?.Take(code, file, Standing) is { } done)
        {
            _number++;
            return done;
        }

        SyntaxTree written = CSharpSyntaxTree.ParseText(code, Parse, file);
        if (Nesting.FaultOf(written, code, file) is { } deep)
        {
            return Refused(deep);
        }

        CompiledCell cell = Compile(Standing, written, code, file);
        _number++;
        return cell;
    }

    /// <summary>Compiles a cell on what is given, and changes nothing.</summary>
    /// <param name="standing">What it stands on.</param>
    /// <param name="written">The cell, parsed, not nested deeper than the compiler bears.</param>
    /// <param name="code">Its text.</param>
    /// <param name="file">Its name in errors.</param>
    internal CompiledCell Compile(CompilerState standing, SyntaxTree written, string code, string file)
    {
        CompilerState own = standing with { Number = standing.Number + 1 };
        string stoppable = StoppableCode.Of(written);
        CompiledCell cell = Emitted(own, Placed(stoppable, file), written);

        // Errors are told in the words and columns of what was written. Where only the questions do not compile, the cell runs without.
        return cell.Image is null && stoppable != code ? Emitted(own, Placed(code, file), written) : cell;
    }

    // Submissions inherit the references of those before; giving all of them again costs half a megabyte a cell.
    private CSharpCompilation Create(CompilerState standing, SyntaxTree tree, string? name = null)
    {
        string script = name ?? string.Create(CultureInfo.InvariantCulture, $"Submission#{standing.Number}");
        return CSharpCompilation.CreateScriptCompilation(script, tree, standing.Added, _options.WithScriptClassName(script), standing.Previous, typeof(object));
    }

    private CompiledCell Refused(Diagnostic fault) => new(Standing.Previous, null, new MemoryStream(), Lone: true, HasCode: false, [fault]);

    // Of a text with a path the compiler takes a checksum on the thread pool and waits for it, which is for ever where a cell has filled
    // the pool. A text that only says where its lines belong has none.
    private static SyntaxTree Placed(string code, string file) => CSharpSyntaxTree.ParseText($"#line 1 \"{file}\"\n{code}", Parse, encoding: Encoding.UTF8);

    /// <summary>Lets later cells stand on this one.</summary>
    public void Keep(CompiledCell cell)
    {
        if (!cell.Lone)
        {
            _previous = cell.Compilation;
            _added.Clear();
        }

        Ahead?.GoOn(Standing);
    }

    /// <summary>Lets later cells stand on an earlier compilation again.</summary>
    public void Return(CSharpCompilation? earlier) => _previous = earlier;

    private CompiledCell Emitted(CompilerState standing, SyntaxTree tree, SyntaxTree written)
    {
        bool lone = standing.Added.Count == 0 && DeclaresNothing(written);
        CSharpCompilation compilation = Create(standing, tree);
        if (lone && !written.GetRoot().DescendantNodes().Any(IsRepeated))
        {
            // Code that can be unloaded is optimised from its first call, and what it calls is drawn into it, so that the place of an
            // error is lost. Where nothing is repeated there is nothing to win by that.
            compilation = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug));
        }

        var image = new MemoryStream();
        var symbols = new MemoryStream();
        bool code = compilation.SyntaxTrees.Any(one => one.GetCompilationUnitRoot().Members.Count > 0);

        // Of imports and references alone there is no assembly to make.
        IEnumerable<Diagnostic> diagnostics = code ? compilation.Emit(image, symbols, options: Emit).Diagnostics : compilation.GetDiagnostics();
        Diagnostic[] errors = [.. diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)];
        image.Position = symbols.Position = 0;
        return new CompiledCell(compilation, errors.Length == 0 ? image : null, symbols, lone, code, errors);
    }

    private static bool IsRepeated(SyntaxNode node) => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax
        or LabeledStatementSyntax or AnonymousFunctionExpressionSyntax or QueryExpressionSyntax;

    private static bool DeclaresNothing(SyntaxTree tree)
    {
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        return root.Usings.Count == 0 && root.Externs.Count == 0 && root.Members.All(member => member is GlobalStatementSyntax)
            && !root.ContainsDirectives
            && !root.DescendantNodes().Any(node => node is SingleVariableDesignationSyntax);
    }
}

/// <summary>A compiled cell.</summary>
/// <param name="Compilation">Its compilation.</param>
/// <param name="Image">The assembly; null where it does not compile.</param>
/// <param name="Symbols">Its debug information.</param>
/// <param name="Lone">True where it declares nothing.</param>
/// <param name="HasCode">False where there is nothing to run, only imports or references.</param>
/// <param name="Errors">What the compiler said against it.</param>
internal sealed record CompiledCell(CSharpCompilation Compilation, MemoryStream? Image, MemoryStream Symbols, bool Lone, bool HasCode, IReadOnlyList<Diagnostic> Errors);
