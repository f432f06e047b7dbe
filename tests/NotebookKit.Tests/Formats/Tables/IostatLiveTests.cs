using System.Diagnostics;
using System.Globalization;
using System.Text;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Formats.Tables;

/// <summary>The real iostat of this host on a real loop device.</summary>
public class IostatLiveTests(IostatRuns runs) : IClassFixture<IostatRuns>
{
    private const string Needs = "needs root, iostat and loop devices";

    public static TheoryData<string> Options => [.. IostatRuns.Options];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_form_of_the_installed_version_is_read_whole(string options)
    {
        Assert.SkipUnless(runs.Device is not null, Needs);
        (int exitCode, byte[] output, string error) = runs.Of(options);
        Assert.True(exitCode == 0, error);
        using TemporaryFile file = Fixture.Temporary(output);

        var capture = (IostatCapture)TableReader.Read(file.Path);

        TableText.Clean(capture.Account);
        Assert.Empty(capture.UnknownColumns);
        Assert.Equal(2, capture.Reports.Count);
        Assert.Equal([!options.Contains("-y", StringComparison.Ordinal), false], capture.Reports.Select(report => report.SinceBoot!.Value));
        Assert.Equal(options.Contains("-t", StringComparison.Ordinal), capture.Reports.All(report => report.Time is not null));
        if (!options.Contains("-z", StringComparison.Ordinal) && options != "-c -o JSON")
        {
            Assert.Equal(options.Contains("-H", StringComparison.Ordinal) ? "all" : runs.Device, capture.Devices[0]);
            Assert.All(
                capture.Reports.SelectMany(report => report.Rows),
                row => Assert.All(capture.Columns, column => Assert.True(row[column] >= 0, column))
            );
        }
    }

    [Theory]
    [InlineData("de_DE")]
    [InlineData("en_US")]
    [InlineData("ja_JP")]
    public void The_locale_of_the_host_changes_no_number_and_no_time(string locale)
    {
        Assert.SkipUnless(
            Tool.Has("iostat", "localedef", "env") && File.Exists($"/usr/share/i18n/locales/{locale}"),
            "needs iostat and the sources of locales"
        );
        using LoopDevice loop = Loop(); // of our own: others come and go
        string folder = Directory.CreateTempSubdirectory("locale-").FullName;
        Tool.Run("localedef", "-i", locale, "-f", "UTF-8", Path.Combine(folder, locale + ".utf8"));
        IostatCapture here = Read("env", "LC_ALL=C.UTF-8", "iostat", "-x", "-t", loop.Path);
        IostatCapture there = Read("env", "LOCPATH=" + folder, $"LC_ALL={locale}.utf8", "iostat", "-x", "-t", loop.Path);
        Directory.Delete(folder, recursive: true);

        TableText.Clean(there.Account);
        Assert.Equal([Path.GetFileName(loop.Path)], here.Devices);
        Assert.Equal(here.Devices, there.Devices);
        Assert.InRange((there.Reports[0].Time!.Value - here.Reports[0].Time!.Value).TotalSeconds, 0, 3600);
        Assert.All(
            here.Reports[0].Rows.Zip(there.Reports[0].Rows),
            rows => Assert.Equal(rows.First.ReadsPerSec!.Value, rows.Second.ReadsPerSec!.Value, 0.05 + (0.1 * rows.First.ReadsPerSec.Value))
        );
    }

    // All I/O happens within iostat's second interval and between our two snapshots, so counts and means must be the same ones. Where a
    // busy machine does not get through with it in that time, iostat is given longer.
    [Fact]
    public void Our_rates_are_those_of_iostat_over_the_same_io()
    {
        using LoopDevice loop = Loop();
        Assert.SkipUnless(Tool.Has("dd", "stdbuf"), "needs dd and stdbuf");
        (DiskstatsCapture Before, DiskstatsCapture After, IostatRow Theirs)? run = new[] { 4, 20, 100, 400 }
            .Select(interval => OneInterval(loop.Path, interval))
            .FirstOrDefault(run => run is not null);
        Assert.True(run is not null, "300 reads and writes took longer than 400 s");
        (DiskstatsCapture before, DiskstatsCapture after, IostatRow theirs) = run.Value;
        string name = Path.GetFileName(loop.Path);
        DiskCounters growth = before.To(after, seconds: 1).Find(name)!.Growth!;

        // The seconds are iostat's own, as timers wake late.
        DiskstatsRate ours = before.To(after, seconds: (double)growth.ReadsCompleted! / theirs["r/s"]!.Value).Find(name)!;

        Assert.True(
            growth.ReadsCompleted >= 200 && growth.WritesCompleted >= 100,
            $"{growth.ReadsCompleted} reads, {growth.WritesCompleted} writes"
        );
        foreach (string column in (string[])["%rrqm", "r_await", "rareq-sz", "%wrqm", "w_await", "wareq-sz"])
        {
            Assert.Equal(theirs[column]!.Value, ours.Rates[column]!.Value, 0.00501);
        }

        foreach (string column in (string[])["r/s", "rkB/s", "w/s", "wkB/s", "rrqm/s", "wrqm/s", "f/s", "aqu-sz", "%util"])
        {
            Assert.Equal(theirs[column]!.Value, ours.Rates[column]!.Value, 0.011 + (0.01 * theirs[column]!.Value));
        }
    }

    // Null where the I/O took so long that it may not lie in the one interval.
    private static (DiskstatsCapture Before, DiskstatsCapture After, IostatRow Theirs)? OneInterval(string device, int seconds)
    {
        string name = Path.GetFileName(device);
        DiskstatsCapture before = DiskstatsText.Read("/proc/diskstats");
        string[] arguments = ["-oL", "iostat", "-x", "-d", device, seconds.ToString(CultureInfo.InvariantCulture), "2"];
        using Process iostat = Process.Start(new ProcessStartInfo("stdbuf", arguments) { RedirectStandardOutput = true })!;
        var output = new StringBuilder();
        var clock = Stopwatch.StartNew();
        while (!output.ToString().Contains(name, StringComparison.Ordinal))
        {
            output.Append(iostat.StandardOutput.ReadLine() ?? throw new EndOfStreamException("iostat ended")).Append('\n');
        }

        Tool.Run("dd", "if=" + device, "of=/dev/null", "bs=64k", "count=200", "iflag=direct");
        Tool.Run("dd", "if=/dev/zero", "of=" + device, "bs=4k", "count=100", "oflag=direct");

        // The clock began before iostat did.
        bool inTime = clock.Elapsed.TotalSeconds < seconds;
        output.Append(iostat.StandardOutput.ReadToEnd());
        iostat.WaitForExit();
        return inTime
            ? (before, DiskstatsText.Read("/proc/diskstats"), TableText.Iostat(output.ToString()).Reports[1].Rows.Single())
            : null;
    }

    [Fact]
    public void The_sums_of_a_basic_report_are_the_counters()
    {
        using LoopDevice loop = Loop();
        Tool.Run("dd", "if=" + loop.Path, "of=/dev/null", "bs=64k", "count=7", "iflag=direct");
        DiskCounters counters = DiskstatsText.Read("/proc/diskstats").Snapshots[0].Find(Path.GetFileName(loop.Path))!.Counters;

        Assert.Equal(counters.SectorsRead / 2, (ulong?)Read("iostat", "-d", "-k", loop.Path).Reports[0].Rows.Single()["kB_read"]);
    }

    private static LoopDevice Loop()
    {
        Assert.SkipUnless(Tool.Has("iostat"), Needs);
        LoopDevice? loop = LoopDevice.TryAttach(32);
        Assert.SkipUnless(loop is not null, Needs);
        return loop!;
    }

    private static IostatCapture Read(string tool, params string[] arguments)
    {
        (int exitCode, byte[] output, string error) = Tool.Run(tool, arguments);
        Assert.True(exitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{exitCode}: {error}"));
        return IostatText.Read(new MemoryStream(output), tool);
    }
}
