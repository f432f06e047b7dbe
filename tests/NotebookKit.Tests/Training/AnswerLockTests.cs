using System.Text;
using NotebookKit.Training;

namespace NotebookKit.Tests.Training;

public sealed class AnswerLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lock-").FullName;

    private const int FewRounds = 1000;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_lock_opens_to_each_accepted_answer_and_to_the_private_key_and_to_nothing_else()
    {
        using InstructorKey key = InstructorKey.Create();
        using InstructorKey other = InstructorKey.Create();

        AnswerLock closed = AnswerLock.Close("what is right", ["stalls", "iops-cap+stalls"], key, FewRounds);

        Assert.Equal("what is right", closed.OpenBy("stalls"));
        Assert.Equal("what is right", closed.OpenBy("iops-cap+stalls"));
        Assert.Equal("what is right", closed.OpenBy(key));
        Assert.Null(closed.OpenBy("iops-cap"));
        Assert.Null(closed.OpenBy(""));
        Assert.Null(closed.OpenBy(other));
    }

    [Fact]
    public void The_public_half_seals_and_does_not_open()
    {
        string file = Path.Combine(_folder, "key.pem");
        using InstructorKey pair = InstructorKey.Create();
        File.WriteAllText(file, pair.PublicPem);
        using InstructorKey half = InstructorKey.Load(file);

        AnswerLock closed = AnswerLock.Close("text", [], half, FewRounds);

        Assert.False(half.IsPrivate);
        Assert.Equal(pair.Id, half.Id);
        Assert.Null(closed.OpenBy(half));
        Assert.Equal("text", closed.OpenBy(pair));
    }

    [Fact]
    public void A_file_that_holds_no_key_is_named()
    {
        string file = Path.Combine(_folder, "key.pem");
        File.WriteAllText(file, "no key");

        Assert.Contains(file, Assert.Throws<ArgumentException>(() => InstructorKey.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void How_many_answers_are_accepted_and_how_long_the_text_is_shows_nowhere()
    {
        using InstructorKey key = InstructorKey.Create();

        AnswerLock one = AnswerLock.Close("short", ["a"], key, FewRounds);
        AnswerLock four = AnswerLock.Close(new string('x', 9000), ["a", "bb", "ccc", "dddd"], key, FewRounds);

        Assert.Equal(one.Box.Length, four.Box.Length);
        Assert.Equal(one.Wraps.Select(wrap => wrap.Length), four.Wraps.Select(wrap => wrap.Length));
        Assert.Equal(one.Instructor.Length, four.Instructor.Length);
    }

    [Fact]
    public void A_changed_box_opens_to_nobody_and_is_called_damaged()
    {
        using InstructorKey key = InstructorKey.Create();
        AnswerLock closed = AnswerLock.Close("what is right", ["stalls"], key, FewRounds);
        byte[] box = Convert.FromBase64String(closed.Box);
        box[100] ^= 1;

        AnswerLock changed = closed with { Box = Convert.ToBase64String(box) };

        Assert.Throws<InvalidDataException>(() => changed.OpenBy("stalls"));
        Assert.Throws<InvalidDataException>(() => changed.OpenBy(key));
        Assert.Null(changed.OpenBy("throttled"));
    }

    [Fact]
    public void The_same_answer_gives_other_bytes_in_each_lock()
    {
        using InstructorKey key = InstructorKey.Create();

        string[] parts =
        [
            .. new[] { 1, 2 }
                .Select(_ => AnswerLock.Close("text", ["stalls"], key, FewRounds))
                .SelectMany(closed => closed.Wraps.Append(closed.Salt).Append(closed.Box).Append(closed.Instructor)),
        ];

        Assert.Equal(parts.Length, parts.Distinct().Count());
        Assert.DoesNotContain(
            parts,
            part => Encoding.Latin1.GetString(Convert.FromBase64String(part)).Contains("text", StringComparison.Ordinal)
        );
    }
}
