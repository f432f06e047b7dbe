using NotebookKit.Flames;

namespace NotebookKit.Tests.Flames;

public sealed class PerfDataStacksTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kernel_stacks_of_a_fresh_capture_are_those_of_perf_script(bool packed)
    {
        Assert.SkipUnless(Tool.Has("perf", "dd"), "perf is not installed");
        Assert.SkipUnless(
            !packed
                || System
                    .Text.Encoding.ASCII.GetString(Tool.Run("perf", "version", "--build-options").Output)
                    .Contains("zstd: [ on", StringComparison.Ordinal),
            "perf was built without zstd"
        );
        DirectoryInfo folder = Directory.CreateTempSubdirectory("nbk-perf-");
        try
        {
            string data = Path.Combine(folder.FullName, "perf.data");
            string text = Path.Combine(folder.FullName, "stacks.txt");
            (int recorded, _, string refusal) = Tool.Run(
                "perf",
                [
                    "record",
                    "-q",
                    .. packed ? ["-z"] : Array.Empty<string>(),
                    "-F",
                    "999",
                    "-g",
                    "-e",
                    "cpu-clock",
                    "-o",
                    data,
                    "--",
                    "dd",
                    "if=/dev/zero",
                    "of=/dev/null",
                    "bs=4k",
                    "count=200000",
                ]
            );
            Assert.SkipUnless(recorded == 0 && File.Exists(data), "perf may not record here: " + refusal);
            string symbols = Path.Combine(folder.FullName, "kallsyms");
            File.WriteAllBytes(symbols, Tool.Run("cat", "/proc/kallsyms").Output);
            Assert.SkipUnless(
                File.ReadLines(symbols).Any(line => !line.StartsWith("0000000000000000", StringComparison.Ordinal)),
                "the kernel hides its addresses from this user"
            );
            File.WriteAllBytes(text, Tool.Run("perf", "script", "-i", data).Output);

            Assert.Equal(packed, (File.ReadAllBytes(data)[72 + 3] & 1 << 3) != 0); // feature 27: the records are packed
            Stacks own = Stacks.OpenPerfData(data, symbols);
            Stacks perf = Stacks.Open(text);
            Assert.Equal((perf.Event, perf.Samples, perf.Weight), (own.Event, own.Samples, own.Weight));
            Assert.True(own.Samples > 10);
            Assert.Equal(KernelStacks(perf), KernelStacks(own));
            Assert.Equal(own.Account.Read, own.Account.Recognised + own.Account.SkippedCount);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_address_of_the_kernels_half_that_a_program_left_for_its_caller_is_not_the_kernels()
    {
        Assert.SkipUnless(Tool.Has("perf", "gcc"), "needs perf and gcc");
        string folder = Directory.CreateTempSubdirectory("nbk-perf-").FullName;
        try
        {
            string data = Path.Combine(folder, "perf.data");
            File.WriteAllText(
                Path.Combine(folder, "spin.c"),
                """
                static unsigned long frame[2] = { 0, 0xffffffff81234567UL };
                int main(void)
                {
                    __asm__ volatile("push %%rbp; mov %0, %%rbp; mov $600000000, %%rcx; 1: dec %%rcx; jnz 1b; pop %%rbp" :: "r"(frame) : "rcx", "memory");
                    return 0;
                }
                """
            );
            Assert.Equal(0, Tool.Run("gcc", "-mno-red-zone", "-o", Path.Combine(folder, "spin"), Path.Combine(folder, "spin.c")).ExitCode);
            (int recorded, _, string refusal) = Tool.Run(
                "perf",
                "record",
                "-q",
                "-F",
                "999",
                "-g",
                "-e",
                "cpu-clock",
                "-o",
                data,
                "--",
                Path.Combine(folder, "spin")
            );
            Assert.SkipUnless(recorded == 0 && File.Exists(data), "perf may not record here: " + refusal);
            File.WriteAllText(Path.Combine(folder, "kallsyms"), "ffffffff81000000 T _stext\n");
            File.WriteAllBytes(Path.Combine(folder, "stacks.txt"), Tool.Run("perf", "script", "-i", data).Output);

            Stacks own = Stacks.OpenPerfData(data, Path.Combine(folder, "kallsyms"));
            Stacks perf = Stacks.Open(Path.Combine(folder, "stacks.txt"));

            Assert.Contains(KernelStacks(perf), line => line.StartsWith("spin; ", StringComparison.Ordinal));
            Assert.DoesNotContain(Callers(own), caller => own.Names.Kind(caller) == FrameKind.Kernel);
            Assert.Contains(Callers(own), caller => own.Names.Text(caller) == "[unknown]");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // The names that stand right under the program's process.
        static int[] Callers(Stacks stacks) =>
            [
                .. Enumerable
                    .Range(1, stacks.Tree.Count - 1)
                    .Where(node => stacks.Tree.Parent(node) is var up and > 0 && stacks.Names.Text(stacks.Tree.Name(up)) == "spin")
                    .Select(stacks.Tree.Name),
            ];
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Events_have_the_names_that_perf_gave_them(bool pipe)
    {
        Assert.SkipUnless(Tool.Has("perf", "dd"), "perf is not installed");
        string folder = Directory.CreateTempSubdirectory("nbk-perf-").FullName;
        try
        {
            string data = Path.Combine(folder, "perf.data");
            string[] record =
            [
                "record",
                "-q",
                "-g",
                "-e",
                "sched:sched_switch,cpu-clock",
                "-o",
                pipe ? "-" : data,
                "--",
                "dd",
                "if=/dev/zero",
                "of=/dev/null",
                "bs=4k",
                "count=200000",
            ];
            (int recorded, byte[] output, string refusal) = Tool.Run("perf", record);
            Assert.SkipUnless(recorded == 0, "perf may not record here: " + refusal);
            if (pipe)
            {
                File.WriteAllBytes(data, output);
            }

            File.WriteAllText(Path.Combine(folder, "kallsyms"), "ffffffff81000000 T _stext\n");
            Stacks stacks = Stacks.OpenPerfData(data, Path.Combine(folder, "kallsyms"), new FoldOptions { Event = "sched:sched_switch" });

            Assert.Equal("sched:sched_switch", stacks.Event);
            Assert.True(stacks.Samples > 0);
            Assert.False(stacks.Account.TruncatedTail);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_of_block_events_without_stacks_says_what_to_record() =>
        Assert.Contains(
            "perf record -F 99 -a -g",
            Assert.Throws<CaptureFormatException>(() => Stacks.OpenPerfData(RepositoryFolder.File("standard", "perf-block.data"))).Message,
            StringComparison.Ordinal
        );

    // Process, then the kernel's frames alone: programs' functions are named by perf from files of the host.
    private static string[] KernelStacks(Stacks stacks)
    {
        var sums = new SortedDictionary<string, ulong>(StringComparer.Ordinal);
        for (int node = 1; node < stacks.Tree.Count; node++)
        {
            string path = "";
            for (int up = node; up != 0; up = stacks.Tree.Parent(up))
            {
                FrameKind kind = stacks.Names.Kind(stacks.Tree.Name(up));
                path = kind is FrameKind.Kernel or FrameKind.Process ? stacks.Names.Text(stacks.Tree.Name(up)) + ";" + path : path;
            }

            sums[path] = sums.GetValueOrDefault(path) + stacks.Tree.SelfWeight(node);
        }

        return [.. sums.Where(one => one.Value > 0).Select(one => $"{one.Key} {one.Value}")];
    }
}
