using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>A recursion without end is an error of its cell, in whatever kind of function it is, and not the end of the process.</summary>
[Collection("runs")]
public class DepthTests
{
    [Theory]
    [InlineData("int f(int x) => f(x + 1) + 1; f(0)")]
    [InlineData("Func<int, int> f = null; f = x => f(x + 1) + 1; f(0)")]
    [InlineData("Func<int, int> f = null; f = x => { return f(x + 1) + 1; }; f(0)")]
    [InlineData("Func<int, int> f = null; f = delegate (int x) { return f(x + 1) + 1; }; f(0)")]
    [InlineData("Func<int> h = () => { int g(int x) => g(x + 1) + 1; return g(0); }; h()")]
    [InlineData("Action h = () => { void g(int x) => g(x + 1); g(0); Console.WriteLine(); }; h()")]
    [InlineData("Action h = () => { void g(int x) { g(x + 1); Console.WriteLine(); } g(0); }; h()")]
    [InlineData("int f(int x) { int g(int y) { int k(int z) => k(z + 1) + 1; return k(y); } return g(x); } f(0)")]
    [InlineData("System.Threading.Tasks.Task.Run(() => { int g(int x) => g(x + 1) + 1; return g(0); }).Wait()")]
    [InlineData("class B { public int this[int i] => this[i + 1] + 1; } new B()[0]")]
    public async Task It_is_an_error_of_the_cell(string code)
    {
        RunResult result = await Book.Run(Book.Of("int before = 20;", code));

        Assert.Equal(2, result.Failure!.Number);
        Assert.Contains("Insufficient stack", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_that_come_to_their_end_give_what_they_gave()
    {
        const string Code = "Func<int, int> fact = null; fact = n => n < 2 ? 1 : n * fact(n - 1); int fib(int n) => n < 2 ? n : fib(n - 1) + fib(n - 2);\n"
            + "var said = \"\"; void say(int n) => said += n; Action<int> count = null; count = n => { if (n > 0) { said += \"-\"; count(n - 1); } };\n"
            + "say(fact(5)); count(2); string none(string _) => null; Func<string, string> ignored = _ => { return none(_) ?? \"x\"; };\n"
            + "async Task<int> later(int n) => n == 0 ? 0 : 1 + await later(n - 1);\n"
            + "$\"{said} {fib(10)} {ignored(null)} {await later(3)}\"";

        RunResult result = await Book.Run(Book.Of(Code));

        Assert.True(result.Passed, result.Failure is { } failure ? string.Join('\n', failure.Details) : "");
        Assert.Equal("120-- 55 x 3", Book.Text(result.Document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }
}
