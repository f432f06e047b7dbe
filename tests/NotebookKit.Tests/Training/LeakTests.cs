using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

/// <summary>What a trainee's files tell whoever searches them instead of reading them.</summary>
public sealed class LeakTests
{
    private static string Folder { get; } = Path.Combine(RepositoryFolder.Root, "notebooks", "training");

    private static readonly string[] Words = [.. Causes.List.Split('\n').SkipLast(1).Select(line => line.Split(' ')[0])];

    // Labels and names of recordings, published or not, and names that were given to volumes and mapped devices there.
    private static readonly string[] Telling =
    [
        .. Directory
            .GetDirectories(RepositoryFolder.Data)
            .Select(path => Path.GetFileName(path))
            .Where(name => name.Contains('-', StringComparison.Ordinal)),
        "nomerge",
        "bw-limit",
        "flush-mixed",
        "no-readahead",
        "secvol",
        "seclv",
        "tmp_backup1",
        "tmp_backup2",
        "slowdev",
        "flaky",
        "recording.json",
        "label.txt",
        "meta.json",
        "labvg",
        "lab vm",
        "scenario",
        "nomerges0",
        "nomerges2",
        "manifest.json",
        "notebookkit-lab-label",
    ];

    public static TheoryData<string> Cases() =>
        [.. Directory.GetDirectories(Path.Combine(Folder, "sealed"), "case-*").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void A_case_unpacked_and_searched_has_no_label_no_title_and_no_name_that_tells(string id)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, "sealed", id)))
        {
            string text = Encoding.Latin1.GetString(Bytes(file));
            string all = Path.GetFileName(file) + "\n" + text;

            // Read-ahead has an attribute of nearly that name, which is evidence.
            Assert.All(
                Telling.Concat(Words),
                word =>
                    Assert.False(
                        Regex.IsMatch(all, $"(?<![A-Za-z0-9_-]){Regex.Escape(word)}(?![A-Za-z0-9_-])"),
                        $"{id}/{Path.GetFileName(file)} has the word {word}"
                    )
            );
        }
    }

    [Fact]
    public void No_file_has_the_plain_hash_of_an_answer()
    {
        string[] answers =
        [
            .. Words,
            .. Words.SelectMany(one => Words.Select(other => one + "+" + other)),
            .. Enumerable.Range(0, 5000).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
        var hashes = new HashSet<string>(
            answers
                .SelectMany(answer => new[] { SHA256.HashData(Encoding.UTF8.GetBytes(answer)), SHA1Of(answer), MD5Of(answer) })
                .SelectMany(hash => new[] { Convert.ToHexStringLower(hash), Convert.ToBase64String(hash) }),
            StringComparer.Ordinal
        );

        foreach (string file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                Regex.Matches(Encoding.Latin1.GetString(Bytes(file)), "[A-Za-z0-9+/=]{20,}").Select(match => match.Value),
                hashes.Contains
            );
        }
    }

    [Fact]
    public void No_capture_of_a_case_is_one_that_was_published()
    {
        HashSet<string> published =
        [
            .. Directory
                .GetFiles(RepositoryFolder.Data, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length > 1000)
                .Select(Hash),
        ];
        string[] captures =
        [
            .. Directory
                .GetFiles(Path.Combine(Folder, "sealed"), "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length > 1000),
        ];

        Assert.NotEmpty(captures);
        Assert.DoesNotContain(captures, file => published.Contains(Hash(file)));
    }

    [Fact]
    public void Locks_of_all_cases_have_one_shape()
    {
        AnswerLock[] locks = [.. LabBook.Exercises(Folder).SelectMany(exercise => exercise.Locks.Values)];

        Assert.Single(
            locks
                .Select(one => (one.Rounds, one.Box.Length, one.Instructor.Length, string.Join(' ', one.Wraps.Select(wrap => wrap.Length))))
                .Distinct()
        );
        Assert.True(locks[0].Rounds >= AnswerLock.UsualRounds);
        Assert.Equal(locks.Length, locks.Select(one => one.Salt).Distinct().Count());
    }

    // ls -l, and what a packed file's head says of itself.
    [Fact]
    public void Files_of_all_cases_have_the_same_names_sizes_and_no_time()
    {
        string[] cases = Directory.GetDirectories(Path.Combine(Folder, "sealed"), "case-*");
        IEnumerable<string> listed = cases.Select(folder =>
            string.Join(
                '\n',
                Directory
                    .GetFiles(folder, "*.gz")
                    .Select(file => $"{Path.GetFileName(file)} {new FileInfo(file).Length}")
                    .Order(StringComparer.Ordinal)
            )
        );

        Assert.True(cases.Length >= 10);
        Assert.Single(listed.Distinct());
        Assert.All(
            cases.SelectMany(folder => Directory.GetFiles(folder)).Where(file => Path.GetFileName(file) != SealedExercise.FileName),
            file =>
            {
                byte[] head = File.ReadAllBytes(file)[..10];
                Assert.Equal([0x1f, 0x8b, 8, 0, 0, 0, 0, 0], head[..8]); // deflated; neither name nor comment; no time
            }
        );
    }

    // Names that LVM has of a host are drawn anew for each case: none stands in two of them.
    [Fact]
    public void No_name_of_a_volume_is_that_of_another_case()
    {
        string[][] names =
        [
            .. Directory
                .GetDirectories(Path.Combine(Folder, "sealed"), "case-*")
                .Select(folder =>
                    Regex
                        .Matches(
                            Encoding.Latin1.GetString(Bytes(Path.Combine(folder, "dmsetup-table.txt.gz"))),
                            @"^([a-z_-]+?): \d",
                            RegexOptions.Multiline
                        )
                        .SelectMany(match => match.Groups[1].Value.Split('-'))
                        .Where(part => part is not ("real" or "cow") && part.Length > 0)
                        .Distinct()
                        .ToArray()
                ),
        ];

        Assert.Equal(names.Sum(one => one.Length), names.SelectMany(one => one).Distinct().Count());
        Assert.True(names.Count(one => one.Length > 0) >= 5);
    }

    // Constants of a program stand in it in two bytes a letter. (The list of words that
    // redaction may keep names every case, and nothing of any.)
    [Fact]
    public void The_library_holds_nothing_of_a_cold_case()
    {
        byte[] library = File.ReadAllBytes(typeof(SealedExercise).Assembly.Location);

        Assert.All(
            [Encoding.Unicode.GetString(library), Encoding.Unicode.GetString(library[1..])],
            text => Assert.DoesNotMatch("case-[c-k]", text)
        );
    }

    [Fact]
    public void The_tree_is_small() =>
        Assert.True(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) <= 8_000_000);

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(Bytes(file)));

    private static byte[] SHA1Of(string text)
    {
#pragma warning disable CA5350 // What a careless author might have used is searched for.
        return SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    private static byte[] MD5Of(string text)
    {
#pragma warning disable CA5351 // As above.
        return MD5.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5351
    }

    private static byte[] Bytes(string file)
    {
        using Stream bytes = File.OpenRead(file);
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var all = new MemoryStream();
        plain.CopyTo(all);
        return all.ToArray();
    }
}
