using System.Diagnostics;
using System.Globalization;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>A program of somebody's own, which knows nothing of signals and opens a live host.</summary>
[Collection(OneHost.Name)]
public class OwnProgramTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
          <ItemGroup><Reference Include="NotebookKit"><HintPath>LIBRARY</HintPath></Reference></ItemGroup>
        </Project>
        """;

    private const string Program = """
        using NotebookKit;
        var host = Host.Live(args[0], args[1]);
        host.Sysfs(args[1]).With("nomerges", 2);
        Console.WriteLine("ready");
        host.Run(new CommandStep("hang", "sleep", "983"));
        """;

    [Fact]
    public async Task It_is_ended_by_the_signal_after_the_host_is_as_it_was()
    {
        using LoopDrive drive = LoopDrive.Attach();
        using var folder = new TestFolder();
        File.WriteAllText(folder["own.csproj"], Project.Replace("LIBRARY", RepositoryFolder.Library, StringComparison.Ordinal));
        File.WriteAllText(folder["own.cs"], Program);
        (int built, string log, string error) = Tool.Run("dotnet", "build", folder["own.csproj"], "-nodeReuse:false", "-o", folder["bin"]);
        Assert.True(built == 0, log + error);

        foreach ((string signal, int number) in ((string, int)[])[("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)])
        {
            string record = folder["record" + signal];
            HostState before = HostState.Take(drive, folder.Path, folder["tmp"]);
            var start = new ProcessStartInfo("setsid") { RedirectStandardOutput = true };
            foreach (string argument in (string[])["dotnet", folder["bin/own.dll"], record, drive.Name])
            {
                start.ArgumentList.Add(argument);
            }

            using Process program = Process.Start(start)!;
            Assert.Equal("ready", await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            Tool.Must("kill", "-" + signal, program.Id.ToString(CultureInfo.InvariantCulture));
            await program
                .WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
            HostState after = HostState.Take(drive, folder.Path, folder["tmp"]);

            Assert.Equal(128 + number, program.ExitCode);
            Assert.Empty(before.Differences(after));
            Assert.Empty(Recording.Open(record).Verify());
            Assert.Empty(Recording.Open(record).Unfinished);
        }
    }
}
