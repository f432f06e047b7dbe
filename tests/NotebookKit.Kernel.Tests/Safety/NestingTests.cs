using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Code nested without end is refused with its place: the compiler would look
/// ahead for minutes, or end the process by a stack overflow.</summary>
[Collection("runs")]
public class NestingTests
{
    [Theory]
    [InlineData("", "(", "1", ")", 50_000, "Brackets are nested more than 500 deep")]
    [InlineData("", "{", "", "}", 20_000, "Brackets are nested more than 500 deep")]
    [InlineData("", "true ? 1 : ", "2", "", 20_000, "nested more than 4000 deep")]
    [InlineData("var t = ", "await ", "Task.FromResult(1);", "", 20_000, "nested more than 4000 deep")]
    [InlineData("string s = null; var z = s", "??s", ";", "", 20_000, "nested more than 4000 deep")]
    [InlineData("", "a<", "b", "", 20_000, "Brackets are nested more than 500 deep")]
    [InlineData("", "List<", "int", "> q;", 20_000, "Brackets are nested more than 500 deep")]
    [InlineData("", "$\"{", "1", "}\"", 500, "Interpolated strings are nested more than 12 deep")]
    public async Task It_is_an_error_of_the_cell(string head, string open, string middle, string close, int times, string told)
    {
        string code = head + string.Concat(Enumerable.Repeat(open, times)) + middle + string.Concat(Enumerable.Repeat(close, times));

        RunResult result = await Book.Run(Book.Of("int before = 20;", code));

        Assert.Contains(told, result.Failure!.Details[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_and_generators_write_is_not_refused()
    {
        string chain = "string.Concat(\"a\"" + string.Concat(Enumerable.Repeat(" + \"b\"", 2000)) + ").Length";
        string braces = "$\"{string.Join(\", \", new[] { 1, 2 }.Select(i => $\"{i:0.0} {$\"{i}\"}\"))}\"";
        string table = "new[] { " + string.Join(", ", Enumerable.Repeat("new[] { (1, 2) }", 2000)) + " }.Length";

        RunResult result = await Book.Run(Book.Of(chain, braces, table));

        Assert.True(result.Passed, result.Failure is { } failure ? string.Join('\n', failure.Details) : "");
        Assert.Equal("2001", Book.Text(result.Document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }
}
