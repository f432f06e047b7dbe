using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using NotebookKit.Scripting.Formatting;

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
        "System",
        "System.Text",
        "System.Collections",
        "System.Collections.Generic",
        "System.Threading.Tasks",
        "System.Linq",
        "NotebookKit.Scripting.Cells",
        "NotebookKit.Scripting.Cells.Kernel",
    ];

    private static readonly EmitOptions Emit = new EmitOptions(
        debugInformationFormat: DebugInformationFormat.PortablePdb
    ).WithInstrumentationKinds([InstrumentationKind.StackOverflowProbing]);

    /// <summary>This program, whose helpers cells call.</summary>
    internal static readonly PortableExecutableReference Own = MetadataReference.CreateFromFile(
        typeof(CellCompiler).Assembly.Location,
        documentation: XmlDocumentation.Beside(typeof(CellCompiler).Assembly.Location)
    );
    private static readonly Lock Binding = new();
    private readonly CSharpCompilationOptions _options;
    private readonly KeptCells? _kept;
    private readonly List<MetadataReference> _added = [];
    private Submission _previous;
    private int _number;

    public CellCompiler(CellReferenceResolver resolver, string folder, ICellStore? store = null)
    {
        _kept = store is null ? null : new KeptCells(store, resolver);
        _previous = new Submission(
            null,
            KeptCells.First(folder),
            _ =>
                Bound(
                    CSharpCompilation.CreateScriptCompilation(
                        "Submission#0",
                        CSharpSyntaxTree.ParseText("", Parse),
                        [.. FrameworkReferences.All, Own],
                        _options,
                        null,
                        typeof(object)
                    )
                )
        );
        _options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: Imports,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            metadataReferenceResolver: resolver,
            sourceReferenceResolver: new SourceFileResolver([folder], folder),
            concurrentBuild: false,
            warningLevel: 0,
            nullableContextOptions: NullableContextOptions.Disable
        );
    }

    public static CSharpParseOptions Parse { get; } = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>What the next cell will stand on.</summary>
    public Submission Previous => _previous;

    /// <summary>Gives the cells from now on another assembly.</summary>
    public void Add(MetadataReference reference) => _added.Add(reference);

    /// <summary>Compiles the cells that are to come while the ones before them run; null where none are known.</summary>
    public CompilingAhead? Ahead { get; set; }

    /// <summary>A cell's compilation, not yet emitted.</summary>
    public CSharpCompilation Create(SyntaxTree tree, string? name = null) => Create(_previous.Compilation, Standing, tree, name);

    /// <summary>What the next cell would stand on.</summary>
    public CompilerState Standing => new(_previous, _number, [.. _added]);

    /// <summary>Compiles a cell.</summary>
    public CompiledCell Compile(string code, string file)
    {
        if ((Ahead?.Take(code, file, Standing) ?? Kept(Standing, code, file, namesFiles: true)) is { } done)
        {
            _number++;
            return done;
        }

        if (Nesting.FaultOf(code, file) is { } fault)
        {
            return Refused(fault);
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

    /// <summary>The cell, where it was compiled in an earlier run to what it would be compiled to now.</summary>
    /// <param name="standing">What it stands on.</param>
    /// <param name="code">Its text.</param>
    /// <param name="file">Its name in errors.</param>
    /// <param name="namesFiles">True where a cell that names files is wanted too.</param>
    internal CompiledCell? Kept(CompilerState standing, string code, string file, bool namesFiles) =>
        _kept is { } kept && KeptCells.KeyOf(standing, code, file) is { } key
            ? kept.Find(
                key,
                standing,
                namesFiles,
                (previous, stoppable) =>
                    Create(
                        previous,
                        Numbered(standing),
                        Placed(stoppable ? StoppableCode.Of(CSharpSyntaxTree.ParseText(code, Parse, file)) : code, file)
                    )
            )
            : null;

    /// <summary>Compiles a cell on what is given, and changes nothing.</summary>
    /// <param name="standing">What it stands on.</param>
    /// <param name="written">The cell, parsed, not nested deeper than the compiler bears.</param>
    /// <param name="code">Its text.</param>
    /// <param name="file">Its name in errors.</param>
    internal CompiledCell Compile(CompilerState standing, SyntaxTree written, string code, string file)
    {
        string? key = _kept is null ? null : KeptCells.KeyOf(standing, code, file);
        string stoppable = StoppableCode.Of(written);
        CompiledCell cell = Emitted(standing, Placed(stoppable, file), written, key);

        // Errors are told in the words and columns of what was written. Where only the questions do not compile, the cell runs without.
        bool plain = cell.Image is null && stoppable != code;
        cell = plain ? Emitted(standing, Placed(code, file), written, key) : cell;
        if (cell.Image is not null && key is not null)
        {
            _kept?.Keep(key, cell, !plain);
        }

        return cell;
    }

    private static CompilerState Numbered(CompilerState standing) => standing with { Number = standing.Number + 1 };

    // Submissions inherit the references of those before; giving all of them again costs half a megabyte a cell.
    private CSharpCompilation Create(CSharpCompilation previous, CompilerState standing, SyntaxTree tree, string? name = null)
    {
        string script = name ?? string.Create(CultureInfo.InvariantCulture, $"Submission#{standing.Number}");
        return Bound(
            CSharpCompilation.CreateScriptCompilation(
                script,
                tree,
                standing.Added,
                _options.WithScriptClassName(script),
                previous,
                typeof(object)
            )
        );
    }

    // Sessions of one process share what the compiler found in a library. Two that bind it at once would each have it as another one, and a
    // later cell could get the other's: its types would then be none that the cells before it know.
    private static CSharpCompilation Bound(CSharpCompilation compilation)
    {
        lock (Binding)
        {
            _ = compilation.Assembly;
            return compilation;
        }
    }

    private CompiledCell Refused(Diagnostic fault) =>
        new()
        {
            Submission = _previous,
            Lone = true,
            Errors = [fault],
        };

    // Of a text with a path the compiler takes a checksum on the thread pool and waits for it, which is for ever where a cell has filled
    // the pool. A text that only says where its lines belong has none.
    private static SyntaxTree Placed(string code, string file) =>
        CSharpSyntaxTree.ParseText($"#line 1 \"{file}\"\n{code}", Parse, encoding: Encoding.UTF8);

    /// <summary>Lets later cells stand on this one.</summary>
    public void Keep(CompiledCell cell)
    {
        if (!cell.Lone)
        {
            _previous = cell.Submission;
            _added.Clear();
        }

        Ahead?.GoOn(Standing);
    }

    /// <summary>Lets later cells stand on an earlier compilation again.</summary>
    public void Return(Submission earlier) => _previous = earlier;

    private CompiledCell Emitted(CompilerState standing, SyntaxTree tree, SyntaxTree written, string? key)
    {
        bool lone = standing.Added.Count == 0 && DeclaresNothing(written);
        CSharpCompilation compilation = Create(standing.Previous.Compilation, Numbered(standing), tree);
        if (lone && !written.GetRoot().DescendantNodes().Any(IsRepeated))
        {
            // Code that can be unloaded is optimised from its first call, and what it calls is drawn into it, so that the place of an
            // error is lost. Where nothing is repeated there is nothing to win by that.
            compilation = Bound(compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug)));
        }

        var image = new MemoryStream();
        var symbols = new MemoryStream();
        bool code = compilation.SyntaxTrees.Any(one => one.GetCompilationUnitRoot().Members.Count > 0);

        // Of imports and references alone there is no assembly to make.
        IEnumerable<Diagnostic> diagnostics = code
            ? compilation.Emit(image, symbols, options: Emit).Diagnostics
            : compilation.GetDiagnostics();
        Diagnostic[] errors = [.. diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            return new CompiledCell
            {
                Submission = new Submission(null, compilation),
                Lone = lone,
                Errors = errors,
            };
        }

        image.Position = symbols.Position = 0;
        PortableExecutableReference[] named =
        [
            .. compilation.DirectiveReferences.OfType<PortableExecutableReference>().Where(one => one.FilePath is not null),
        ];
        string[] references = [.. named.Select(one => one.FilePath!)];
        return new CompiledCell
        {
            Submission = new Submission(_kept?.After(key, references), compilation),
            Image = image,
            Symbols = symbols,
            Lone = lone,
            Entry =
                code && compilation.GetEntryPoint(CancellationToken.None) is { } entry
                    ? (entry.ContainingType.MetadataName, entry.MetadataName)
                    : null,
            HasValue = compilation.GetSubmissionHasValue(),
            References = references,
            Shows =
            [
                .. named
                    .Concat(standing.Added)
                    .Select(compilation.GetAssemblyOrModuleSymbol)
                    .OfType<IAssemblySymbol>()
                    .Where(one => ForeignFormatters.AreSaidBy(one.GetAttributes().Select(said => said.AttributeClass?.Name)))
                    .Select(one => one.Identity.Name),
            ],
        };
    }

    private static bool IsRepeated(SyntaxNode node) =>
        node
            is WhileStatementSyntax
                or DoStatementSyntax
                or ForStatementSyntax
                or CommonForEachStatementSyntax
                or LabeledStatementSyntax
                or AnonymousFunctionExpressionSyntax
                or QueryExpressionSyntax;

    private static bool DeclaresNothing(SyntaxTree tree)
    {
        CompilationUnitSyntax root = tree.GetCompilationUnitRoot();
        return root.Usings.Count == 0
            && root.Externs.Count == 0
            && root.Members.All(member => member is GlobalStatementSyntax)
            && !root.ContainsDirectives
            && !root.DescendantNodes().Any(node => node is SingleVariableDesignationSyntax);
    }
}
