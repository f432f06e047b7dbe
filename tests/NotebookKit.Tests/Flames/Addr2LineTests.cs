using NotebookKit.Flames;

namespace NotebookKit.Tests.Flames;

public sealed class Addr2LineTests : IDisposable
{
    private const string Program = """
        static inline __attribute__((always_inline)) long inner(volatile long *p) { long sum = 0; for (long i = 0; i < 400000000; i++) sum += *p ^ i; return sum; }
        __attribute__((noinline)) long outer(volatile long *p) { return inner(p) + 1; }
        int main(void) { volatile long x = 3; return (int)outer(&x) == 42; }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("notebookkit-inline-");

    [Fact]
    public void A_function_that_the_compiler_inlined_stands_in_the_stack_behind_the_one_that_holds_it()
    {
        Assert.SkipUnless(
            Tool.Has("gcc", "addr2line", "perf") && Environment.IsPrivilegedProcess,
            "needs gcc, addr2line (binutils), perf and root"
        );
        string source = Path.Combine(_folder.FullName, "loop.c"),
            program = Path.Combine(_folder.FullName, "loop"),
            data = Path.Combine(_folder.FullName, "perf.data");
        File.WriteAllText(source, Program);
        Ran(Tool.Run("gcc", "-O1", "-g", "-fPIE", "-pie", "-fno-omit-frame-pointer", "-o", program, source));
        Ran(Tool.Run("perf", "record", "-q", "-F", "499", "-e", "cpu-clock", "-g", "-o", data, "--", program));
        using var text = new MemoryStream(Ran(Tool.Run("perf", "script", "--no-inline", "-i", data)));
        byte[] bytes = text.ToArray();

        var lookup = new Addr2Line();
        string plain = Stacks.Open(new MemoryStream(bytes), "loop").ToFolded();
        string inlined = Stacks.Open(new MemoryStream(bytes), "loop", new FoldOptions { Inline = lookup.Lookup }).ToFolded();

        Assert.DoesNotContain(";inner", plain, StringComparison.Ordinal);
        Assert.Contains(";outer;inner", inlined, StringComparison.Ordinal);
        Assert.InRange(lookup.Found, 1, lookup.Asked);
    }

    [Fact]
    public void Levels_are_turned_round_and_an_unknown_one_makes_the_address_unknown()
    {
        Assert.Equal(["outer", "inner"], Addr2Line.Parse("0x401136\ninner\nloop.c:1\nouter\nloop.c:2\n"));
        Assert.Empty(Addr2Line.Parse("0x0\n??\n??:0\n"));
        Assert.Empty(Addr2Line.Parse(""));
    }

    [Theory]
    [InlineData("-e", "/bin/true")]
    [InlineData("401136", "loop")]
    [InlineData("401136", "/no/such/program")]
    public void What_is_no_address_or_no_program_is_never_asked_for(string address, string module) =>
        Assert.Empty(new Addr2Line().Lookup(address, "f", module));

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Ran((int ExitCode, byte[] Output, string Error) run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }
}
