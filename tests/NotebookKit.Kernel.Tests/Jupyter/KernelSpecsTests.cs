using NotebookKit.Jupyter.Specs;

namespace NotebookKit.Kernel.Tests.Jupyter;

public sealed class KernelSpecsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("specs-").FullName;

    [Fact]
    public void Another_programs_kernel_of_the_common_name_is_left_alone()
    {
        string foreign = Path.Combine(_folder, KernelSpecs.CommonName, "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(foreign)!);
        File.WriteAllText(
            foreign,
            "{\"argv\":[\"dotnet\",\"interactive\",\"jupyter\",\"{connection_file}\"],\"display_name\":\".NET (C#)\",\"language\":\"C#\"}"
        );
        string before = File.ReadAllText(foreign);

        KernelSpec spec = KernelSpecs.Install(_folder, typeof(KernelSpecsTests).Assembly.Location);

        Assert.Equal(KernelSpecs.OwnName, spec.Name);
        Assert.Equal([spec.Folder], KernelSpecs.Uninstall(_folder));
        Assert.Equal(before, File.ReadAllText(foreign));
    }

    [Fact]
    public void What_is_installed_is_whole_names_its_program_and_says_when_that_is_gone()
    {
        string program = Path.Combine(_folder, "program.dll");
        File.WriteAllText(program, "");

        KernelSpec spec = KernelSpecs.Install(Path.Combine(_folder, "kernels"), program);

        Assert.True(spec.IsOurs);
        Assert.Null(spec.Fault);
        Assert.Equal(
            ["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"],
            Directory.EnumerateFiles(spec.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        File.Delete(program);
        Assert.Contains("notebookkit kernel install", spec.Fault, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
