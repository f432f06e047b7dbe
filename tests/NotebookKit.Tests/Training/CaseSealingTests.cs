using System.IO.Compression;
using System.Text;
using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

public sealed class CaseSealingTests : IDisposable
{
    private const int FewRounds = 1000;
    private readonly string _folder = Directory.CreateTempSubdirectory("lab-").FullName;
    private readonly InstructorKey _key = InstructorKey.Create();

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("dm-delay", "dm-delay", "slowdev secvol seclv dm-delay")]
    [InlineData("snapshot-nomerges2", "merge-disabled", "secvol seclv tmp_backup1 snapshot-nomerges2 nomerge")]
    public void A_sealed_case_keeps_the_verdict_and_no_name_that_tells(string recording, string cause, string names)
    {
        string sealed_ = Seal(recording);

        Assert.Contains(Investigation.Open(sealed_).Devices.SelectMany(device => device.Findings), finding => finding.Kind == cause);
        foreach (string file in Directory.GetFiles(sealed_))
        {
            string text = Text(file);
            Assert.All(names.Split(' '), name => Assert.DoesNotMatch($@"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9_])", text));
            Assert.DoesNotContain(Path.GetFileName(file), new[] { "label.txt", "meta.json", "recording.json" });
        }
    }

    [Fact]
    public void A_name_is_another_one_of_the_same_length_and_the_same_in_every_file()
    {
        var names = new NameCover();
        names.AddMapped("secvol-tmp_backup1-cow");

        string text = names.Cover("secvol-tmp_backup1-cow 254:3 /dev/mapper/secvol-tmp_backup1 nvme0n1");

        string[] words = text.Split(' ', '/');
        Assert.Equal("secvol-tmp_backup1-cow 254:3 /dev/mapper/secvol-tmp_backup1 nvme0n1".Length, text.Length);
        Assert.Equal(
            words[0][..^"-cow".Length],
            words.First(word => word.Contains('-', StringComparison.Ordinal) && !word.EndsWith("-cow", StringComparison.Ordinal))
        );
        Assert.EndsWith(" nvme0n1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("backup", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_word_that_is_a_volumes_name_too_stays_in_the_story()
    {
        var names = new NameCover();
        names.AddMapped("labvg0-volume");
        names.AddMapped("labvg0-tmp_backup1");

        string story = names.CoverInProse("The volume labvg0/tmp_backup1 is slow.");

        Assert.StartsWith("The volume ", story, StringComparison.Ordinal);
        Assert.DoesNotContain("labvg0", story, StringComparison.Ordinal);
        Assert.DoesNotContain("tmp_backup1", story, StringComparison.Ordinal);
        Assert.DoesNotContain("volume", names.Cover("labvg0-volume: 0 8 linear"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_the_kernel_stay()
    {
        var names = new NameCover();
        foreach (string name in new[] { "nvme0n1", "sda1", "dm-3", "md0", "loop7" })
        {
            names.Add(name);
        }

        Assert.Empty(names.Names);
    }

    [Fact]
    public void A_cause_that_the_captures_do_not_show_is_refused_and_nothing_is_left()
    {
        string folder = Path.Combine(_folder, "case-x");

        var fault = Assert.Throws<ArgumentException>(() =>
            CaseSealing.Of(Recording("standard"), folder, _key, "slow", "stalls", rounds: FewRounds)
        );

        Assert.Contains("stalls", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_case_of_a_class_opens_to_the_instructor_alone()
    {
        string folder = Path.Combine(_folder, "case-x");
        CaseSealing.Of(Recording("stalls"), folder, _key, "slow", forClass: true, rounds: FewRounds);
        SealedExercise read = SealedExercise.Load(folder);

        Assert.Null(read.Open("cause", "stalls"));
        Assert.Equal(["stalls"], read.Open("cause", _key)!.Answers);
    }

    [Fact]
    public void In_a_class_a_check_calls_no_answer_wrong_and_the_key_tells_the_wrong_turns()
    {
        string folder = Path.Combine(_folder, "sealed", "case-x");
        CaseSealing.Of(Recording("stalls"), folder, _key, "slow", forClass: true, rounds: FewRounds);
        LabExercise lab = LabExercise.Open("case-x", _folder);
        lab.Answer("cause", "stalls");
        string noted = lab.Check().Text;
        foreach (string question in new[] { "number", "evidence", "ruled out", "remedy" })
        {
            lab.Answer(question, "893 ms");
        }

        string done = lab.Check().Text;
        LabScore right = LabScore.OfFile(_folder, Path.Combine(_folder, LabState.FileName), _key);
        lab.Answer("cause", "io-errors");
        lab.Check();
        LabScore wrong = LabScore.OfFile(_folder, Path.Combine(_folder, LabState.FileName), _key);

        Assert.DoesNotContain("not right", noted + done, StringComparison.Ordinal);
        Assert.Contains("your instructor's key says", noted, StringComparison.Ordinal);
        Assert.Contains("not answered yet: number, evidence, ruled out, remedy", noted, StringComparison.Ordinal);
        Assert.Contains("case-x is done, and ungraded: hand in lab.json", done, StringComparison.Ordinal);
        Assert.DoesNotContain("stalls, 1 of 1", new LabReport([right]).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("io-errors, 1 of 1", new LabReport([wrong]).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_is_words_or_a_number()
    {
        Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        LabExercise lab = LabExercise.Open("case-x", _folder);

        Assert.All(
            new object[] { new[] { 1, 2 }, new object(), new Dictionary<string, int>(), typeof(int) },
            answer =>
                Assert.Contains("not noted, an answer is words or a number", lab.Answer("number", answer).Text, StringComparison.Ordinal)
        );
        Assert.Contains("(noted;", lab.Answer("number", 893.5).Text, StringComparison.Ordinal);
        Assert.Contains("number: 893.5 ", lab.Answer("number", 893.5m).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_goes_on_under_her_name_in_a_folder_with_the_answers_of_another()
    {
        Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        var folder = new LabFolder(_folder);
        folder.Begin("case-x", "Ada");
        folder.Begin("case-x", "Ada L.");
        LabExercise.Open("case-x", _folder).Answer("cause", "stalls");

        Assert.Contains(
            "holds the answers of Ada L.",
            Assert.Throws<ArgumentException>(() => folder.Begin("case-x", "Bob")).Message,
            StringComparison.Ordinal
        );
        folder.Begin("case-x", "Ada L.");
        folder.Begin("case-x", null);
        Assert.Equal("Ada L.", folder.Trainee);
    }

    [Fact]
    public void Its_solution_gets_full_marks_and_so_does_the_verdict_of_the_kit()
    {
        string folder = Seal("standard-maxsectors4");
        Truth truth = SealedExercise.Load(folder).Open("cause", _key)!;

        Assert.Equal(100, CaseGrade.Of(truth, truth.Solution, 0, 0).Sum(part => part.Points));
        Assert.True(CaseGrade.Of(truth, DiagnoseAnswers.Of(Investigation.Open(folder)), 0, 0).Sum(part => part.Points) >= 90);
    }

    // What blkparse, btt, iostat and dmsetup say of these recordings, whichever of them a trainee asks.
    [Theory]
    [InlineData("stalls", "longest time between two C")]
    [InlineData("dm-delay", "delay of the target")]
    [InlineData("standard-maxsectors4", "X")]
    [InlineData("snapshot-nomerges2", "requests (D)")]
    [InlineData("fdatasync-log", "flushes")]
    public void A_number_as_the_text_of_the_trace_counts_it_is_right(string recording, string number)
    {
        string folder = Seal(recording);
        string[][] events =
        [
            .. Text(Path.Combine(folder, "btrace.txt.gz"))
                .Split('\n')
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(line => line.Length > 6),
        ];
        double counted = number switch
        {
            "X" => events.Count(line => line[5] == "X" && line[0] == "259,0"),
            "requests (D)" => events.Count(line => line[5] == "D" && line[0] == "259,0"),
            "flushes" => events.Count(line => line[5] == "D" && line[6].StartsWith('F') && !line.Contains("+")),
            "delay of the target" => double.Parse(
                Text(Path.Combine(folder, "dmsetup-table.txt.gz")).Trim().Split(' ')[^1],
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => events
                .Where(line => line[5] == "C")
                .Select(line => double.Parse(line[3], System.Globalization.CultureInfo.InvariantCulture))
                .ToArray()
                is var times
                ? times.Zip(times.Skip(1), (one, next) => next - one).Max() * 1000
                : 0,
        };
        Truth truth = SealedExercise.Load(folder).Open("cause", _key)!;

        Assert.Contains(truth.Numbers, one => one.Name == number && Math.Abs(one.Value - counted) <= 0.01 * counted);
        Assert.Equal(
            15,
            CaseGrade
                .Of(truth, new Dictionary<string, string>(truth.Solution) { ["number"] = FormattableString.Invariant($"{counted}") }, 0, 0)[
                    1
                ]
                .Points
        );
    }

    [Fact]
    public void Answers_are_noted_checked_and_kept_and_a_debrief_opens_when_the_cause_is_right()
    {
        Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        LabExercise lab = LabExercise.Open("case-x", _folder);

        Assert.Contains("not answered yet", lab.Answer("cause", "").Text, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, LabState.FileName)));
        Assert.Contains("none of the list", lab.Answer("cause", "gremlins").Text, StringComparison.Ordinal);
        lab.Answer("cause", "iops-cap");
        string wrong = lab.Check().Text;
        lab.Answer("cause", "stalls");
        lab.Answer("number", DiagnoseAnswers.Of(Investigation.Open(lab.Folder))["number"]);
        string half = lab.Check().Text;
        lab.Answer("evidence", "no C event for 853 ms");
        lab.Answer("ruled out", "the weather");
        lab.Answer("remedy", "the drive's own log");
        string right = lab.Check().Text;

        Assert.Contains("not right yet", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("firmware", wrong, StringComparison.Ordinal);
        Assert.Contains("evidence, ruled out, remedy", half, StringComparison.Ordinal);
        Assert.DoesNotContain("firmware", half, StringComparison.Ordinal);
        Assert.Contains("cause: 40 of 50", right, StringComparison.Ordinal);
        Assert.Contains("firmware", right, StringComparison.Ordinal);
        Assert.Contains("case-x   80 of 100", LabScore.For(_folder).ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hints_come_one_by_one_and_the_file_shows_none()
    {
        Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        LabExercise lab = LabExercise.Open("case-x", _folder);

        string first = lab.Hint().Text;
        string second = lab.Hint().Text;

        Assert.Contains("hint 1 of 3", first, StringComparison.Ordinal);
        Assert.DoesNotContain("hint 2", first, StringComparison.Ordinal);
        Assert.Contains("hint 2 of 3", second, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "median",
            File.ReadAllText(Path.Combine(_folder, "sealed", "case-x", SealedExercise.FileName)),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Fact]
    public void A_verdict_is_asked_of_the_trainee_first_and_the_score_says_where_that_was_passed_over()
    {
        string folder = Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        string trace = Path.Combine(folder, "btrace.txt.gz");

        Assert.Contains("answer first", AnswerFirst.Ask([folder], "diagnose", passOver: false), StringComparison.Ordinal);
        Assert.Contains("answer first", AnswerFirst.Ask([trace], "summarize", passOver: false), StringComparison.Ordinal);
        Assert.Null(AnswerFirst.Ask([trace], "summarize", passOver: true));
        Assert.Contains("asked of summarize before", LabScore.For(_folder).ToText(), StringComparison.Ordinal);
        LabExercise.Open("case-x", _folder).Answer("cause", "stalls");
        Assert.Null(AnswerFirst.Ask([folder], "diagnose", passOver: false));
        Assert.Null(AnswerFirst.Ask([Recording("stalls")], "diagnose", passOver: false));
    }

    [Fact]
    public void The_score_of_a_class_tells_the_wrong_turns_and_is_graded_by_the_key()
    {
        Seal("stalls", Path.Combine(_folder, "sealed", "case-x"));
        LabExercise lab = LabExercise.Open("case-x", _folder);
        lab.Answer("cause", "io-errors");
        lab.Answer("evidence", "a gap of 853 ms in which nothing completes");
        lab.Check();
        string file = Path.Combine(_folder, LabState.FileName);

        var report = new LabReport([LabScore.OfFile(_folder, file, _key), LabScore.OfFile(_folder, file, _key)]);

        Assert.Contains("case-x: io-errors, 2 of 2", report.ToText(), StringComparison.Ordinal);
        Assert.Contains("-10 of 100", report.ToText(), StringComparison.Ordinal);
        Assert.Contains("\"schema\": \"notebookkit.lab-score\"", report.ToJson(), StringComparison.Ordinal);
        Assert.Contains("io-errors", report.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report.ToHtml(), StringComparison.Ordinal);
    }

    private string Seal(string recording, string? to = null)
    {
        string folder = to ?? Path.Combine(_folder, "case-x");
        CaseSealing.Of(Recording(recording), folder, _key, "Somebody says that it is slow.", rounds: FewRounds);
        return folder;
    }

    private static string Recording(string name) => Path.Combine(RepositoryFolder.Data, name);

    private static string Text(string file)
    {
        using Stream bytes = File.OpenRead(file);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
