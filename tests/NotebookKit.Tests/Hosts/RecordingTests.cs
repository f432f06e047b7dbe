using NotebookKit.Hosts;

namespace NotebookKit.Tests.Hosts;

public class RecordingTests
{
    public static TheoryData<string> All =>
        [.. Directory.GetDirectories(RepositoryFolder.Data).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_recording_of_the_repository_is_intact_and_says_where_its_numbers_come_from(string name)
    {
        Recording recording = Recording.Open(Path.Combine(RepositoryFolder.Data, name));

        Assert.Empty(recording.Verify());
        Assert.Equal(name, recording.Name);
        Assert.NotEmpty(recording.Steps);
        Assert.NotNull(recording.Origin);
        Assert.All(
            recording.Steps,
            step =>
            {
                Assert.NotEmpty(step.Argv);
                Assert.True(
                    step.TimeUnknown is not null || (step.Start is not null && step.End is not null),
                    $"{step.Name}: no time and no reason"
                );
                Assert.True(step.ExitCodeUnknown is not null || step.ExitCode is not null, $"{step.Name}: no exit code and no reason");
            }
        );
    }

    [Fact]
    public void The_defect_tells_its_host()
    {
        Recording recording = Recording.Open(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

        Assert.Equal("nomerge", recording.Label);
        Assert.Equal("6.1.0-56-amd64", recording.Host.Kernel);
        Assert.Equal(2, recording.Host.Cpus);
        Assert.Equal(2, recording.Host.NoMerges);
        Assert.Equal("none", recording.Host.Scheduler);
        Assert.Equal("QEMU NVMe Ctrl", recording.Host.Drive!.Model);
        Assert.Equal("3000", recording.Settings["iops_limit"]);
        Assert.Equal("1.2.0", recording.Tools["blktrace"]);
        Assert.Contains("nomerges", recording.ToString(), StringComparison.Ordinal);
        RecordedStep blktrace = recording.Steps.Single(step => step.Name == "blktrace");
        Assert.Equal(
            new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(blktrace.Start!.Value.Date, TimeSpan.Zero)
        );
        Assert.Null(blktrace.End);
    }

    [Fact]
    public void A_changed_byte_is_found_and_the_file_named()
    {
        using var copy = new RecordingCopy();
        byte[] bytes = File.ReadAllBytes(copy.File("time.txt"));
        bytes[^2] ^= 1;
        File.WriteAllBytes(copy.File("time.txt"), bytes);
        Recording recording = Recording.Open(copy.Folder);

        Assert.Contains("time.txt does not have the SHA-256", Assert.Single(recording.Verify()), StringComparison.Ordinal);
        Assert.Contains(
            "time.txt",
            Assert.Throws<RecordingException>(() => recording.PathOf("time.txt")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cut_a_missing_and_an_added_file_are_found_and_named()
    {
        using var copy = new RecordingCopy();
        File.AppendAllText(copy.File("iostat.txt"), "more\n");
        File.Delete(copy.File("uname.txt"));
        File.WriteAllText(copy.File("extra.txt"), "");

        IReadOnlyList<string> faults = Recording.Open(copy.Folder).Verify();

        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("iostat.txt has ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("uname.txt is missing", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("extra.txt is not listed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../outside.txt")]
    [InlineData("./time.txt")]
    [InlineData("a//b")]
    [InlineData("a\\\\b")]
    [InlineData("")]
    public void A_path_that_leaves_the_folder_is_refused_before_anything_is_read(string path)
    {
        using var copy = new RecordingCopy();
        copy.Edit(json => json.Replace("\"time.txt\"", $"\"{path}\"", StringComparison.Ordinal));

        RecordingException error = Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder));

        Assert.Contains("only files inside its own folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_outside_is_refused_and_one_that_stays_inside_is_not()
    {
        using var copy = new RecordingCopy();
        using var outside = new RecordingCopy();
        File.Delete(copy.File("time.txt"));
        File.CreateSymbolicLink(copy.File("time.txt"), outside.File("time.txt"));
        Assert.Contains(
            "leads out of the recording",
            Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message,
            StringComparison.Ordinal
        );

        File.Delete(copy.File("time.txt"));
        File.Copy(outside.File("time.txt"), copy.File("kept.txt"));
        File.CreateSymbolicLink(copy.File("time.txt"), "kept.txt");
        Assert.EndsWith("time.txt", Recording.Open(copy.Folder).PathOf("time.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_linked_folder_that_leads_outside_is_refused()
    {
        using var copy = new RecordingCopy();
        using var outside = new RecordingCopy();
        Directory.CreateSymbolicLink(copy.File("elsewhere"), outside.Folder);
        copy.Edit(json => json.Replace("\"time.txt\"", "\"elsewhere/time.txt\"", StringComparison.Ordinal));

        Assert.Contains(
            "leads out of the recording",
            Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_unknown_version_is_named_before_anything_else_is_judged()
    {
        using var copy = new RecordingCopy();
        copy.Edit(_ => """{ "schema": "notebookkit-recording", "version": 7, "steps": "quite different" }""");

        string message = Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message;

        Assert.Contains("recording version 7", message, StringComparison.Ordinal);
        Assert.Contains("reads version 1", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"schema\": ", "recording.json line 1 column")]
    [InlineData("[1, 2]", "expected \"schema\"")]
    [InlineData("{ \"schema\": \"other\" }", "expected \"schema\"")]
    [InlineData("{ \"schema\": \"notebookkit-recording\", \"version\": 1 }", "fields are missing")]
    [InlineData("", "recording.json line 1 column")]
    public void A_file_that_is_no_recording_is_refused_with_its_place(string json, string expected)
    {
        using var copy = new RecordingCopy();
        copy.Edit(_ => json);

        Assert.Contains(expected, Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_recording_says_so()
    {
        using var copy = new RecordingCopy();
        File.Delete(copy.File(Recording.FileName));

        Assert.Contains(
            "is no recording",
            Assert.Throws<RecordingException>(() => Recording.Open(copy.Folder)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such folder",
            Assert.Throws<RecordingException>(() => Recording.Open(copy.File("none"))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_written_recording_reads_back_as_it_was()
    {
        using var folder = new Formats.TemporaryFile("real 0m1.000s\n"u8, "time.txt");
        var writer = new RecordingWriter(folder.Folder)
        {
            Name = "mine",
            Title = "a title with \"quotes\" and <tags>",
            Label = "healthy",
            Host = new Fingerprint
            {
                Kernel = "6.1",
                Cpus = 4,
                Drive = new DriveFingerprint("sda", "Model"),
            },
        };
        writer.Tools["perf"] = "6.1";
        writer.Settings["iops_limit"] = "3000";
        writer.Add(
            new RecordedStep
            {
                Name = "time",
                Argv = ["cat", "a b", "ö"],
                Start = DateTimeOffset.UnixEpoch,
                End = DateTimeOffset.UnixEpoch.AddSeconds(1),
                ExitCode = 3,
                Stderr = "time.txt",
            }
        );
        Assert.Throws<RecordingException>(() => writer.Add(new RecordedStep { Name = "time", Argv = [] }));
        Assert.Throws<RecordingException>(() =>
            writer.Add(
                new RecordedStep
                {
                    Name = "out",
                    Argv = [],
                    Stdout = "../x",
                }
            )
        );

        Recording recording = writer.Finish();

        Assert.Empty(recording.Verify());
        Assert.Equal(writer.Title, recording.Title);
        Assert.Equal(["cat", "a b", "ö"], recording.Steps[0].Argv);
        Assert.Equal(3, recording.Steps[0].ExitCode);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), recording.Steps[0].End);
        Assert.Equal("3000", recording.Settings["iops_limit"]);
        Assert.Equal("sda", recording.Host.Drive!.Name);
        Assert.Equal(["time.txt"], recording.Files.Select(file => file.Path));
        string html = Html(recording);
        Assert.DoesNotContain("<tags>", html, StringComparison.Ordinal);
        Assert.Contains("&lt;tags&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_whose_file_is_not_there_cannot_be_sealed()
    {
        using var folder = new Formats.TemporaryFile(""u8, "time.txt");
        var writer = new RecordingWriter(folder.Folder)
        {
            Name = "mine",
            Title = "mine",
            Host = new Fingerprint(),
        };
        writer.Add(
            new RecordedStep
            {
                Name = "lost",
                Argv = ["true"],
                Stdout = "lost.txt",
            }
        );

        Assert.Contains("lost.txt", Assert.Throws<RecordingException>(writer.Finish).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Folder, Recording.FileName)));
    }

    private static string Html(Recording recording)
    {
        var writer = new StringWriter();
        var formatter = (NotebookKit.Display.MimeFormatter)new ShownFormatterSource().CreateTypeFormatters().First();
        formatter.Format(recording, writer);
        return writer.ToString();
    }
}
