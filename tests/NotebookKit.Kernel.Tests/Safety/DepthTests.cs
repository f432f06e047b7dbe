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
    [InlineData("Action h = () => { void g(int x) => Array.ForEach(new[] { x + 1 }, g); g(0); Console.WriteLine(); }; h()")]
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

    // Compiled with all its care at once, the runtime makes a loop of the call, as it does by and by of the others'.
    [Theory]
    [InlineData("[Now] void g(int x) => g(x + 1); g(0)")]
    [InlineData("[Now] void g(int x) { g(x + 1); } g(0)")]
    [InlineData("[Now] int g(int x) => g(x + 1); g(0)")]
    [InlineData("Action h = () => { [Now] void g(int x) => g(x + 1); g(0); Console.WriteLine(); }; h()")]
    [InlineData("static class B { [Now] public static int F(int x) => F(x + 1); } B.F(0)")]
    [InlineData("static class B { [Now] public static void F(int x) => F(x + 1); } B.F(0)")]
    [InlineData("static class B { [Now] public static int F(int x) { return F(x + 1); } } B.F(0)")]
    [InlineData("class B { public int P { [Now] get => P; } } new B().P")]
    [InlineData("class B { public int P { [Now] get { return P; } } } new B().P")]
    [InlineData("class B { public int this[int i] { [Now] get => this[i + 1]; } } new B()[0]")]
    [InlineData("class B { public int P { [Now] set => P = value + 1; } } new B().P = 1")]
    public async Task A_recursion_that_became_a_loop_can_be_stopped(string code)
    {
        code = code.Replace(
            "[Now]",
            "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]",
            StringComparison.Ordinal
        );

        RunResult result = await Book.Run(Book.Of("1", code), new RunOptions { CellTimeout = TimeSpan.FromSeconds(2) });

        Assert.Equal(2, result.Failure!.Number);
        Assert.Matches("took longer than|Insufficient stack", result.Failure.Message);
    }

    [Fact]
    public async Task Members_of_every_shape_keep_what_they_say()
    {
        const string Code = """
            int thrown() => throw new InvalidOperationException("on purpose"); string empty() => default; int[] listed() => [1, 2]; Func<int, int> twice() => x => x * 2; ref int first(int[] of) => ref of[0];
            class Shape<T> where T : new()
            {
                private int _side = 3;
                public int Area => _side * _side;
                public int Side { get => _side; set => _side = value; }
                public T Made() => new();
                public T None => default;
                public int[] Sides => [_side, _side];
                public ref int Held => ref _side;
                public int this[int i] => i + _side;
                public int this[string name] { get { return name.Length; } init => _side = value; }
                public void Grow() => _side++;
                public async System.Threading.Tasks.Task<int> Later() => await System.Threading.Tasks.Task.FromResult(_side);
                public System.Collections.Generic.IEnumerable<int> Count() { for (int i = 0; i < _side; i++) yield return i; }
                public int Refused => throw new NotSupportedException();
                public override string ToString() => $"{_side}";
            }
            interface ISaid { string Said => "by default"; } class Said : ISaid;
            var shape = new Shape<object> { ["abc"] = 4 }; shape.Grow(); shape.Side += 1; shape.Held++; first(listed())++;
            string why; try { thrown(); why = ""; } catch (InvalidOperationException e) { why = e.Message; }
            $"{why} {empty() ?? "none"} {listed()[1]} {twice()(4)} {shape.Area} {shape.Made() != null} {shape.None == null} {shape.Sides.Length} {shape[1]} {shape["ab"]} {await shape.Later()} {shape.Count().Last()} {shape} {((ISaid)new Said()).Said}"
            """;

        RunResult result = await Book.Run(Book.Of(Code));

        Assert.True(result.Passed, result.Failure is { } failure ? failure.Message + string.Join('\n', failure.Details) : "");
        Assert.Equal(
            "on purpose none 2 8 49 True True 2 8 2 7 6 7 by default",
            Book.Text(result.Document.Cells[0].Outputs[0]!["data"]!["text/plain"])
        );
    }

    [Fact]
    public async Task Functions_that_come_to_their_end_give_what_they_gave()
    {
        const string Code =
            "Func<int, int> fact = null; fact = n => n < 2 ? 1 : n * fact(n - 1); int fib(int n) => n < 2 ? n : fib(n - 1) + fib(n - 2);\n"
            + "var said = \"\"; void say(int n) => said += n; Action<int> count = null; count = n => { if (n > 0) { said += \"-\"; count(n - 1); } };\n"
            + "say(fact(5)); count(2); string none(string _) => null; Func<string, string> ignored = _ => { return none(_) ?? \"x\"; };\n"
            + "async Task<int> later(int n) => n == 0 ? 0 : 1 + await later(n - 1);\n"
            + "$\"{said} {fib(10)} {ignored(null)} {await later(3)}\"";

        RunResult result = await Book.Run(Book.Of(Code));

        Assert.True(result.Passed, result.Failure is { } failure ? string.Join('\n', failure.Details) : "");
        Assert.Equal("120-- 55 x 3", Book.Text(result.Document.Cells[0].Outputs[0]!["data"]!["text/plain"]));
    }
}
