using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Scripting.Cells;

/// <summary>Writes the questions of <see cref="CellStop"/> into a cell's loops, awaits
/// and functions, on the lines where they stand.</summary>
/// <remarks>
/// The compiler itself asks for the stack that is left in members, but in no lambda and in no
/// function that stands in one. Members are asked whether they should stop: the runtime makes a loop
/// of a call that is the last thing its function does, and such a loop never runs out of stack.
/// </remarks>
internal sealed class StoppableCode : CSharpSyntaxWalker
{
    private const string Stop = "global::NotebookKit.Scripting.Cells.CellStop.";
    private const string Check = Stop + "Check();";
    private const string AskDepth = Stop + "Depth();";
    private const string Deep = Stop + "IsTooDeep()";
    private const string Stopped = Stop + "IsStopped()";
    private readonly List<(int At, int Order, string Text)> _additions = [];

    /// <summary>The cell's text with the questions; the same text where it has no loop, await or function.</summary>
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
        Block(node.Block, AskDepth);
        base.VisitAnonymousMethodExpression(node);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        bool isAsync = node.Modifiers.Any(SyntaxKind.AsyncKeyword);
        Function(node.Body, isAsync ? null : node.ExpressionBody, node.ReturnType, node.SemicolonToken, AskDepth, Deep);
        base.VisitLocalFunctionStatement(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        bool isAsync = node.Modifiers.Any(SyntaxKind.AsyncKeyword);
        Function(node.Body, isAsync ? null : node.ExpressionBody, node.ReturnType, node.SemicolonToken, Check, Stopped);
        base.VisitMethodDeclaration(node);
    }

    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        Function(null, node.ExpressionBody, node.Type, node.SemicolonToken, Check, Stopped);
        base.VisitPropertyDeclaration(node);
    }

    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node)
    {
        Function(null, node.ExpressionBody, node.Type, node.SemicolonToken, Check, Stopped);
        base.VisitIndexerDeclaration(node);
    }

    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        TypeSyntax? type = node.IsKind(SyntaxKind.GetAccessorDeclaration)
            ? (node.Parent?.Parent as BasePropertyDeclarationSyntax)?.Type
            : null;
        Function(node.Body, node.ExpressionBody, type, node.SemicolonToken, Check, Stopped);
        base.VisitAccessorDeclaration(node);
    }

    private void Lambda(LambdaExpressionSyntax node)
    {
        Block(node.Block, AskDepth);
        Value(node.ExpressionBody is { } body && CallsItself(node, body) ? body : null, Deep);
    }

    // Of an expression it is not known whether it has a value, but for one that uses its own.
    private static bool CallsItself(LambdaExpressionSyntax lambda, ExpressionSyntax body)
    {
        string? name = lambda.Parent switch
        {
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.Text,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declared } => declared.Identifier.Text,
            _ => null,
        };
        return name is not null
            && body.DescendantNodesAndSelf()
                .OfType<InvocationExpressionSyntax>()
                .Any(call => call.Expression is IdentifierNameSyntax called && called.Identifier.Text == name);
    }

    // Without a type where nothing is returned, as in an accessor that sets.
    private void Function(
        BlockSyntax? block,
        ArrowExpressionClauseSyntax? arrow,
        TypeSyntax? type,
        SyntaxToken end,
        string statement,
        string condition
    )
    {
        Block(block, statement);
        if (arrow is null || type is RefTypeSyntax || end.IsMissing)
        {
            return;
        }

        if (type is null or PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
        {
            Add(arrow.ArrowToken.SpanStart, "{ " + statement + " /*");
            Add(arrow.ArrowToken.Span.End, "*/");
            Add(end.Span.End, " }");
        }
        else
        {
            Value(arrow.Expression, condition);
        }
    }

    private void Block(BlockSyntax? block, string statement)
    {
        if (block is { OpenBraceToken.IsMissing: false })
        {
            Add(block.OpenBraceToken.Span.End, " " + statement);
        }
    }

    private void Value(ExpressionSyntax? value, string condition)
    {
        // A function that only throws has an end, and no place for its throw but this.
        if (value is { IsMissing: false } and not ThrowExpressionSyntax)
        {
            Add(value.SpanStart, condition + " ? throw null : (");
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
