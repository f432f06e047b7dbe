using NotebookKit.Hosts;

namespace NotebookKit.Cli.Tests.Summaries;

/// <summary>The command in the machine code of arm64: made here by Debian's cross
/// compiler, run by qemu's emulation of the processor.</summary>
public sealed class NativeArmTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void It_is_one_file_for_arm64_and_gives_the_verdicts_and_the_numbers_of_the_program()
    {
        string? emulator = HostTool.Find("qemu-aarch64-static");
        Assert.SkipUnless(
            emulator is not null && HostTool.Find("aarch64-linux-gnu-gcc") is not null,
            "needs a compiler and an emulator of arm64 (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static)"
        );
        Tool.Must(
            "dotnet",
            "publish",
            Path.Combine(RepositoryFolder.Root, "lib", "NotebookKit.Native"),
            "-p:Machine=arm64",
            "-o",
            _folder["arm64"],
            "-c",
            "Debug",
            "-p:BuildProjectReferences=false",
            "-nodeReuse:false",
            "-tl:off"
        );
        string program = _folder["arm64/notebookkit-native"];

        byte[] file = File.ReadAllBytes(program);
        Assert.InRange(file.Length, 1_000_000, 16 << 20);
        Assert.Equal(183, BitConverter.ToUInt16(file, 18)); // elf(5): e_machine, EM_AARCH64
        foreach (string recording in (string[])["snapshot-nomerges2", "stalls", "article-4.4"])
        {
            string data = Path.Combine(RepositoryFolder.Data, recording);
            foreach (
                string[] asked in (string[][])
                    [
                        ["diagnose", "--json", data],
                        ["summarize", "--json", data],
                        ["record", "verify", data],
                    ]
            )
            {
                (int code, string output, string error) = Tool.Run(emulator!, [program, .. asked]);
                (int expected, string expectedOutput, string expectedError) = Tool.Run(Notebookkit.CommandProgram, asked);
                Assert.Equal((expected, expectedOutput, expectedError), (code, output, error));
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
