using NotebookKit.Kernels;

namespace NotebookKit.Tests.Kernels;

public sealed class KernelWindowFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("notebookkit-").FullName, "kernels.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void A_window_is_read_as_it_was_written()
    {
        KernelWindow window = KernelWindow
            .Of()
            .With(
                new KernelTrial(KernelVersion.Parse("5.10.0-32-amd64"), [5.5, 5.25, 5.125], KernelVerdict.Bad, "three runs")
                {
                    IsSure = true,
                    Package = "Debian 5.10.223-1",
                }
            )
            .With(new KernelTrial(KernelVersion.Parse("6.1.0-50-amd64"), [], KernelVerdict.Good, "remaps>=1: 240"))
            .Without("5.15", "not in the archive");

        KernelWindowFile.Write(window, "asked", _path);
        KernelWindow again = KernelWindow.Open(_path);

        Assert.Equal(window.ToTable().ToText(), again.ToTable().ToText());
        Assert.Equal("(5.10, 6.1]", again.Range);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{ \"schema\": \"notebookkit-kernel-trials\", \"version\": 1 }")]
    [InlineData(
        "{ \"schema\": \"notebookkit-kernel-trials\", \"version\": 1, \"trials\": [ { \"kernel\": \"none\", \"seconds\": [], \"verdict\": \"Bad\", \"basis\": \"\", \"sure\": true } ] }"
    )]
    [InlineData(
        "{ \"schema\": \"notebookkit-kernel-trials\", \"version\": 1, \"trials\": [ { \"kernel\": \"5.4\", \"seconds\": [], \"verdict\": \"Maybe\", \"basis\": \"\", \"sure\": true } ] }"
    )]
    public void A_damaged_file_is_an_error_that_names_it(string text)
    {
        File.WriteAllText(_path, text);

        Assert.StartsWith(_path, Assert.Throws<InvalidDataException>(() => KernelWindow.Open(_path)).Message, StringComparison.Ordinal);
    }
}
