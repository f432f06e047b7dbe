using NotebookKit.Hosts;
using NotebookKit.Tests.Capture;

namespace NotebookKit.Tests.Safety;

/// <summary>A device is told by its number, whatever its path is called.</summary>
[Collection(TracingTests.Name)]
public class BlockNameTests
{
    [Theory]
    [InlineData("link")]
    [InlineData("node")] // as device-mapper makes them where no udev runs
    public void A_path_of_another_name_gives_the_kernels(string kind)
    {
        string folder = Directory.CreateTempSubdirectory("notebookkit-name-").FullName;
        string path = $"/dev/nbk-{kind}-{Environment.ProcessId}";
        using (NumberedLoop loop = NumberedLoop.Attach(NumberedLoop.Image(folder, "image", 1)))
        {
            if (kind == "link")
            {
                NumberedLoop.Must("ln", "-s", loop.Path, path);
            }
            else
            {
                NumberedLoop.Must("mknod", [path, "b", .. File.ReadAllText($"/sys/block/{loop.Name}/dev").Trim().Split(':')]);
            }

            try
            {
                Assert.Equal(loop.Name, BlockName.Check(path));
                Assert.Equal(loop.Name, BlockName.Check(loop.Path));
                Assert.Equal(loop.Name, BlockName.Check(loop.Name));
            }
            finally
            {
                File.Delete(path);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/no-such-device")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void What_is_no_block_device_is_refused(string name) => Assert.ThrowsAny<ArgumentException>(() => BlockName.Check(name));
}
