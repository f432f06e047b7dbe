using System.Diagnostics;
using NotebookKit.Files;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>What is kept for later runs is code: it is taken from nobody else, and only whole.</summary>
public sealed class KeptFilesTests : IDisposable
{
    private readonly string _folder = Path.Combine(UserCache.Folder, $"test-{Guid.NewGuid():N}");
    private readonly KeptFiles _kept;

    public KeptFilesTests() => _kept = KeptFiles.In(Path.GetFileName(_folder))!;

    [Fact]
    public void What_was_kept_is_found_and_nothing_else()
    {
        _kept.Keep("one", [1, 2, 3]);
        _kept.Keep("one", [4, 5]);
        Assert.Equal([4, 5], _kept.Find("one"));
        Assert.Null(_kept.Find("other"));
        Assert.Equal(["one"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "one")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(34)]
    public void A_file_that_was_cut_is_none(int left)
    {
        _kept.Keep("one", [1, 2, 3]);
        string file = Path.Combine(_folder, "one");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..left]);
        Assert.Null(_kept.Find("one"));
    }

    [Fact]
    public void A_file_in_which_a_bit_changed_is_none()
    {
        _kept.Keep("one", [1, 2, 3]);
        string file = Path.Combine(_folder, "one");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(_kept.Find("one"));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_folder_in_which_others_may_write_keeps_nothing(UnixFileMode more)
    {
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | more);
        Assert.Null(KeptFiles.In(Path.GetFileName(_folder)));
    }

    [Fact]
    public void A_link_in_place_of_the_folder_keeps_nothing()
    {
        string elsewhere = Directory.CreateTempSubdirectory("kept-").FullName;
        Directory.Delete(_folder);
        Directory.CreateSymbolicLink(_folder, elsewhere);
        Assert.Null(KeptFiles.In(Path.GetFileName(_folder)));
        Directory.Delete(elsewhere);
    }

    [Fact]
    public void A_file_under_another_s_name_is_none()
    {
        _kept.Keep("one", [1, 2, 3]);
        File.Copy(Path.Combine(_folder, "one"), Path.Combine(_folder, "other"));
        Assert.Null(_kept.Find("other"));
    }

    [Fact]
    public void A_pipe_in_place_of_a_file_is_none_and_nobody_waits_for_it()
    {
        using Process made = Process.Start(new ProcessStartInfo("mkfifo", [Path.Combine(_folder, "one")]))!;
        made.WaitForExit();
        Assert.Null(_kept.Find("one"));
    }

    [Fact]
    public void More_than_the_room_is_never_left()
    {
        for (int i = 0; i < 100; i++)
        {
            _kept.Keep($"{i}", new byte[1 << 20]);
        }

        Assert.InRange(Directory.GetFiles(_folder).Sum(file => new FileInfo(file).Length), 1, 82L << 20);
        Assert.NotNull(_kept.Find("99"));
    }

    [Fact]
    public void A_folder_that_goes_while_it_is_used_is_no_fault()
    {
        Directory.Delete(_folder);
        _kept.Keep("one", [1]);
        Assert.Null(_kept.Find("one"));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: new DirectoryInfo(_folder).LinkTarget is null);
        }
    }
}
