using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NotebookKit.Kernel.Scripting;

/// <summary>Writes the questions of <see cref="CellStop"/> into a cell's loops and awaits, on the lines where they stand.</summary>
internal sealed class StoppableCode : CSharpSyntaxWalker
{
    private const string Stop = "global::NotebookKit.Kernel.Scripting.CellStop.";
    private const string Check = Stop + "Check();";
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
