namespace NotebookKit.Kernel.Directives;

/// <summary>A stretch of a cell that is handled in one way.</summary>
/// <param name="Directive">The directive that says how: <c>#!csharp</c>, <c>#!html</c>, <c>#!who</c>, ….</param>
/// <param name="Arguments">What stands behind it on its line.</param>
/// <param name="Text">The lines below it; C# with blank lines in front, so that its lines keep their numbers.</param>
/// <param name="Line">The directive's line, from 1.</param>
/// <param name="Language">The directive of the language that it stands in.</param>
internal sealed record CellPart(string Directive, string Arguments, string Text, int Line, string Language);
