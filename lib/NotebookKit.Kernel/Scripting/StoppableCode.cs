using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Writes the questions of <see cref="CellStop"/> into a cell's loops and awaits, and into its functions without a name, on the lines where they stand.</summary>
/// <remarks>The compiler itself asks for the stack that is left in methods, but in no lambda and in no function that stands in one.</remarks>
internal sealed class StoppableCode : CSharpSyntaxWalker
{
    private const string Stop = "global::NotebookKit.Kernel.Scripting.CellStop.";
    private const string Check = Stop + "Check();";
    private const string AskDepth = Stop + "Depth();";
    private const string Deep = Stop + "IsTooDeep()";
    private readonly List<(int At, int Order, string Text)> _additions = [];

    /// <summary>The cell's text with the questions; the same text where it has neither loop nor await.</summary>
    public static string Of(SyntaxTree tree)
    {
        var walker = new StoppableCode();
        walker.Visit(tree.GetRoot());
        string text = tree.ToString();
        if (walker._additions.Count == 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length + (walker._additions.Count * Check.Length));
        int done = 0;
        foreach ((int at, _, string addition) in walker._additions.OrderBy(one => one.At).ThenBy(one => one.Order))
        {
            result.Append(text, done, at - done).Append(addition);
            done = at;
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    public override void VisitWhileStatement(WhileStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitDoStatement(DoStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitForStatement(ForStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitForEachStatement(ForEachStatementSyntax node) => Loop(node, node.Statement);

    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node) => Loop(node, node.Statement);

    // A label is where a goto comes back to.
    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        if (!node.ColonToken.IsMissing)
        {
            Add(node.ColonToken.Span.End, " " + Check);
        }

        base.VisitLabeledStatement(node);
    }

    public override void VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        if (!node.Expression.IsMissing)
        {
            Add(node.Expression.SpanStart, Stop + "Guard(");
            base.VisitAwaitExpression(node);
            Add(node.Expression.Span.End, ")");
        }
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        Lambda(node);
        base.VisitSimpleLambdaExpression(node);
    }

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        Lambda(node);
        base.VisitParenthesizedLambdaExpression(node);
    }

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Function(node.Block, null);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        bool isPlain = node.ReturnType is not RefTypeSyntax && !node.Modifiers.Any(SyntaxKind.AsyncKeyword);
        if (node is { ExpressionBody: { } arrow, ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } } && isPlain && !node.SemicolonToken.IsMissing)
        {
            Add(arrow.ArrowToken.SpanStart, "{ " + AskDepth + " /*");
            Add(arrow.ArrowToken.Span.End, "*/");
            base.VisitLocalFunctionStatement(node);
            Add(node.SemicolonToken.Span.End, " }");
            return;
        }

        Function(node.Body, isPlain ? node.ExpressionBody?.Expression : null);
        base.VisitLocalFunctionStatement(node);
    }

    private void Lambda(LambdaExpressionSyntax node) => Function(node.Block, node.ExpressionBody is { } body && CallsItself(node, body) ? body : null);

    // Of an expression it is not known whether it has a value, but for one that uses its own.
    private static bool CallsItself(LambdaExpressionSyntax lambda, ExpressionSyntax body)
    {
        string? name = lambda.Parent switch
        {
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.Text,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declared } => declared.Identifier.Text,
            _ => null,
        };
        return name is not null && body.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax called && called.Identifier.Text == name);
    }

    private void Function(BlockSyntax? block, ExpressionSyntax? value)
    {
        if (block is { OpenBraceToken.IsMissing: false })
        {
            Add(block.OpenBraceToken.Span.End, " " + AskDepth);
        }
        else if (value is { IsMissing: false })
        {
            Add(value.SpanStart, Deep + " ? throw null : (");
            Add(value.Span.End, ")");
        }
    }

    private void Loop(StatementSyntax loop, StatementSyntax body)
    {
        if (body is BlockSyntax block)
        {
            if (!block.OpenBraceToken.IsMissing)
            {
                Add(block.OpenBraceToken.Span.End, " " + Check);
            }

            DefaultVisit(loop);
        }
        else if (!body.IsMissing)
        {
            Add(body.SpanStart, "{ " + Check + " ");
            DefaultVisit(loop);
            Add(body.Span.End, " }");
        }
    }

    // Where two additions stand at one place, the order in which the walk came by is the order of the text.
    private void Add(int at, string text) => _additions.Add((at, _additions.Count, text));
}
