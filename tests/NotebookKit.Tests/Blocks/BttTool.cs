namespace NotebookKit.Tests.Blocks;

/// <summary>Runs the installed blkparse and btt on binary captures.</summary>
internal static class BttTool
{
    public static bool Here => Tool.Has("blkparse", "btt");

    public const string Missing = "needs blkparse and btt (Debian package blktrace)";

    /// <summary>The names of the captures in a folder of per-CPU files.</summary>
    public static string[] Names(string folder) =>
        [
            .. Directory
                .GetFiles(folder)
                .Select(file => Path.GetFileName(file)!)
                .Where(file => file.Contains(".blktrace.", StringComparison.Ordinal))
                .Select(file => file[..file.IndexOf(".blktrace.", StringComparison.Ordinal)])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What <c>btt -A</c> writes into a file of its own.</summary>
    /// <param name="folder">The folder of the captures, all of which are taken.</param>
    /// <param name="suffix">The file: <c>.avg</c> or <c>.dat</c>.</param>
    /// <param name="options">More options.</param>
    public static string Run(string folder, string suffix = ".avg", params string[] options)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("btt");
        try
        {
            string dump = Path.Combine(work.FullName, "dump");
            (int parsed, _, string parseError) = Tool.Run(
                "blkparse",
                ["-q", "-O", "-d", dump, "-D", folder, .. Names(folder).SelectMany(name => new[] { "-i", name })]
            );
            Assert.True(parsed == 0, parseError);
            string prefix = Path.Combine(work.FullName, "out");
            (int ran, _, string error) = Tool.Run("btt", ["-A", "-i", dump, "-o", prefix, .. options]);
            Assert.True(ran == 0, error);
            return File.ReadAllText(prefix + suffix);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>The lines in which two texts differ, beside each other.</summary>
    public static string Differences(string btt, string ours)
    {
        string[] theirs = btt.Split('\n');
        string[] own = ours.Split('\n');
        return string.Join(
            '\n',
            Enumerable
                .Range(0, Math.Max(theirs.Length, own.Length))
                .Select(line => (Theirs: theirs.ElementAtOrDefault(line), Own: own.ElementAtOrDefault(line)))
                .Where(pair => pair.Theirs != pair.Own)
                .Take(12)
                .Select(pair => $"btt  {pair.Theirs}\nours {pair.Own}")
        );
    }
}
